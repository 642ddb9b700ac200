"""Dossiers of the corpus as comparables, and the disguises people put on copies."""

from __future__ import annotations

import random
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from nlp_service.corpus import CorpusDossier, corpus_dossiers, parse_dossier
from nlp_service.dossier import Location, Prose
from nlp_service.duplicates import Comparable
from nlp_service.settings import default_settings

DATA = Path(__file__).parent / "data"
_FACTS = {"authors", "co_authors", "title", "applying_unit", "investor", "field_of_application", "first_applied"}
_SWAPS = {
    "học sinh": "các em", "giáo viên": "thầy cô giáo", "hiệu quả": "kết quả", "thực hiện": "triển khai", "sử dụng": "dùng",
    "kiểm tra": "rà soát", "trước đây": "lúc trước", "công nhân": "anh em thợ", "người dân": "bà con", "giúp": "hỗ trợ",
    "phải": "cần", "không": "chẳng", "mỗi": "từng", "trong": "ở",
}  # fmt: skip
_HOMOGLYPHS = str.maketrans("aeopcxiAEOPCXHKMT", "аеорсхіАЕОРСХНКМТ")


def comparable(
    id: str, title: str, paragraphs: list[str], *, sections: list[str | None] | None = None, **facts: object
) -> Comparable:
    """A dossier of one description with these paragraphs."""
    prose, at = [], 0
    for i, text in enumerate(paragraphs):
        section = sections[i] if sections else "solution"
        prose.append(Prose(Location(0, None, i, at, at + len(text)), text, section, 0, "description"))
        at += len(text) + 1
    return Comparable(id, f"{id:0>64}", title, prose=tuple(prose), **facts)  # type: ignore[arg-type]


def of_corpus(source: CorpusDossier) -> Comparable:
    """The running text of an invented dossier's description."""
    paper = next((p for p in source.papers if p.kind == "description"), source.papers[-1])
    section, lines, sections = None, [], []
    for line in paper.lines:
        section = line.section if line.section not in (None, "-") else section
        if line.kind in ("p", "b") and section not in _FACTS and len(line.text.split()) >= 6:
            lines.append(line.text)
            sections.append(section)
    filed = source.header.get("filed", "")
    return comparable(
        source.id, source.header["title"], lines, sections=sections, authors=tuple(a[0] for a in source.authors),
        unit=source.header.get("unit"), year=int(filed[-4:]) if filed else None,
    )  # fmt: skip


@lru_cache(maxsize=1)
def corpus() -> dict[str, Comparable]:
    """The dossiers of ``corpus/``."""
    return {d.id: of_corpus(d) for d in corpus_dossiers(default_settings().corpus)}


@lru_cache(maxsize=1)
def written() -> dict[str, Comparable]:
    """Dossiers written for these tests.

    ``para-N`` re-words ``cor-N`` (``para-nN``: ``new-N``), ``look-N`` solves the same problem another way; ``sib-…`` and
    ``team-…`` come from one office each, on different matters.
    """
    return {p.stem: of_corpus(parse_dossier(p)) for p in sorted(DATA.glob("*.dossier"))}


def paragraphs(dossier: Comparable) -> list[str]:
    """Its paragraphs of at least twelve syllables."""
    return [p.text for p in dossier.prose if len(p.text.split()) >= 12]


def planted(host: Comparable, copied: list[str], share: float, id: str = "query") -> tuple[Comparable, float]:
    """``host`` with about ``share`` of its text replaced by ``copied``, and the share really copied."""
    texts, taken = paragraphs(host), 0
    total = sum(map(len, texts))
    for place, text in zip(random.Random(5).sample(range(len(texts)), len(texts)), copied, strict=False):
        if taken >= share * total:
            break
        texts[place] = text
        taken += len(text)
    return comparable(id, host.title, texts, authors=host.authors), taken / sum(map(len, texts))


def synonyms(text: str, rng: random.Random) -> str:
    """Other words for common ones, other figures, some words dropped and some filler put in."""
    for old, new in _SWAPS.items():
        text = text.replace(old, new) if rng.random() < 0.7 else text
    text = re.sub(r"\d+", lambda m: str(int(m[0]) + rng.randint(1, 9)), text)
    words = [w for w in text.split() if rng.random() > 0.04]
    for _ in range(len(words) // 25):
        words.insert(rng.randrange(len(words)), rng.choice(["thực tế", "nhìn chung", "cụ thể là", "có thể nói"]))
    return " ".join(words)


def shuffled(text: str, rng: random.Random) -> str:
    """Sentences in another order."""
    parts = re.split(r"(?<=[.;!?])\s+", text)
    rng.shuffle(parts)
    return " ".join(parts)


def decomposed(text: str, _rng: random.Random) -> str:
    """Accents as combining marks."""
    return unicodedata.normalize("NFD", text)


def look_alikes(text: str, rng: random.Random) -> str:
    """A third of the words with Cyrillic letters that look the same."""
    return " ".join(w.translate(_HOMOGLYPHS) if rng.random() < 0.34 else w for w in text.split())


def recognised(text: str, rng: random.Random) -> str:
    """As a poor scan is read: accents lost or wrong, now and then a letter."""
    out = []
    for char in text:
        if char.isalpha() and rng.random() < 0.05:
            out.append(unicodedata.normalize("NFD", char)[0])
        elif char.isalpha() and rng.random() < 0.01:
            out.append(rng.choice("iltrnm"))
        else:
            out.append(char)
    return "".join(out)


def renamed(text: str, rng: random.Random) -> str:
    """Other figures and other capitalised names."""
    text = re.sub(r"\d+", lambda m: str(int(m[0]) + rng.randint(1, 9)), text)
    return re.sub(r"(?<=\s)[A-ZĐ][a-zà-ỹ]+", lambda m: rng.choice(["Bình", "Hòa", "Lam", "Sơn", "Thanh"]), text)


def spaced(text: str, _rng: random.Random) -> str:
    """Zero-width characters inside words and wide blanks between them."""
    return "\u00a0 ".join(w[:1] + "\u200b" + w[1:] for w in text.split())
