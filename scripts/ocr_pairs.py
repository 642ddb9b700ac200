"""Count pairs of syllables in the project's own texts for the recogniser: writes nlp_service/reading/ocr/pairs.tsv.gz.

    python scripts/ocr_pairs.py [FOLDER ...]

Folders default to corpus/ and the wordings of the forms.  Pairs seen once are left out unless both syllables are rare.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter
from pathlib import Path

from nlp_service.language.syllables import is_syllable
from nlp_service.reading.ocr.language import NUMBER, OTHER, PAIRS, START, token

ROOT = Path(__file__).parents[1]
_WORD = re.compile(r"\w+|[.;:!?…]")
_MARKUP = re.compile(r"^(?:%\w+:|@\w+|===\s*\w+|[\w-]+:(?=\s|$))", re.MULTILINE)


def pairs(text: str) -> Counter[tuple[str, str]]:
    """Pairs of neighbouring tokens in running text."""
    found: Counter[tuple[str, str]] = Counter()
    for line in _MARKUP.sub("", text).splitlines():
        before = START
        for match in _WORD.finditer(line):
            word = match[0]
            if not word[0].isalnum():
                before = START
                continue
            here = token(word)
            if here != NUMBER and not is_syllable(word):
                here = OTHER
            found[before, here] += 1
            before = here
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "corpus", ROOT / "nlp_service" / "rules"])
    folders = parser.parse_args().folders
    counts: Counter[tuple[str, str]] = Counter()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in {".dossier", ".yaml", ".tsv", ".txt", ".md"}):
            counts.update(pairs(path.read_text("utf-8")))
    lines = [f"{a}\t{b}\t{n}\n" for (a, b), n in sorted(counts.items())]
    content = "// version 1: pairs of syllables and how often they stand in corpus/ and in the forms\n" + "".join(lines)
    PAIRS.write_bytes(gzip.compress(content.encode("utf-8"), mtime=0))
    print(f"{len(lines)} pairs, {PAIRS.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
