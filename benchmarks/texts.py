"""Vietnamese text to measure on: the corpus of the project, files given, and what the machine has; and disguises of it."""

from __future__ import annotations

import gettext
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "corpus"
CATALOGUES = Path("/usr/share/locale/vi/LC_MESSAGES")
_MARK = re.compile(r"^(?:%\w+: ?|===.*|@\w+(?: \w+)? ?(?:\| )?)", re.MULTILINE)


def corpus() -> Iterator[str]:
    """Dossiers and abstracts of the project's own corpus."""
    for path in sorted(CORPUS.glob("dossiers/*.dossier")):
        yield _MARK.sub("", path.read_text("utf-8"))
    for path in sorted(CORPUS.glob("initiatives/*.tsv")):
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]
        yield "\n".join(f"{row[-2]}\n{row[-1]}" for row in rows)


def given(paths: Iterable[Path]) -> Iterator[str]:
    """Text files, and those in folders."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in {".txt", ".md", ".html", ".dossier", ".conllu", ".tsv", ".yaml"}:
                yield file.read_text("utf-8", errors="replace")


def catalogues() -> Iterator[str]:
    """Messages of the programs on this machine, in Vietnamese: one text for each program."""
    for path in sorted(CATALOGUES.glob("*.mo")):
        with path.open("rb") as file:
            messages = gettext.GNUTranslations(file)
        table: dict[object, str] = messages._catalog  # type: ignore[attr-defined]
        yield "\n".join(dict.fromkeys(filter(None, table.values())))


def disguised(texts: list[str], seed: int = 7) -> Iterator[str]:
    """The texts again, endlessly: sentences shuffled and written in ways that files write them."""
    chance = random.Random(seed)
    lines = [line for text in texts for line in re.split(r"(?<=[.!?]) |\n", text) if line.strip()]
    while True:
        chosen = [chance.choice(_WAYS)(line, chance) for line in chance.sample(lines, min(60, len(lines)))]
        yield chance.choice([" ", "\n", "\n\n", "\t", "\u00a0"]).join(chosen)


def _typos(line: str, chance: random.Random) -> str:
    letters = list(line)
    for _ in range(1 + len(letters) // 40):
        at = chance.randrange(len(letters))
        strange = chance.choice(" .,-/()'’\":;%&@1aÁđð\u00ad\u200b")
        letters[at] = chance.choice(["", letters[at] * 2, chance.choice(line), strange])
    return "".join(letters)


_WAYS = (
    lambda line, _: line,
    lambda line, _: line.upper(),
    lambda line, _: line.title(),
    lambda line, _: line.lower(),
    lambda line, _: unicodedata.normalize("NFD", line),
    lambda line, _: "".join(c for c in unicodedata.normalize("NFD", line) if not unicodedata.combining(c)),
    lambda line, _: re.sub(r"\b(\w*)òa\b", r"\1oà", re.sub(r"ủy\b", "uỷ", line)),
    _typos,
    lambda line, chance: " ".join(chance.sample(words := line.split(), len(words))),
)
