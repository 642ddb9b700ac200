"""Dossiers of the corpus as comparables."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

from nlp_service.corpus import CorpusDossier, corpus_dossiers, parse_dossier
from nlp_service.dossier import Location, Prose
from nlp_service.duplicates import Comparable
from nlp_service.settings import default_settings

DATA = Path(__file__).parent / "data"
_FACTS = {"authors", "co_authors", "title", "applying_unit", "investor", "field_of_application", "first_applied"}


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
