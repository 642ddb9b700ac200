"""Stretches of syllables as passages with places and quotes on both sides."""

from __future__ import annotations

from collections.abc import Sequence

from nlp_service.dossier import Evidence, Passage

from .alignment import Stretch
from .model import Comparable
from .paraphrase import Counterpart, Units

QUOTE = 1200  # characters: a person compares the two sides word by word


def passages(query: Comparable, earlier: Comparable, stretches: Sequence[Stretch]) -> tuple[Passage, ...]:
    """The places and words of ``stretches``."""
    return tuple(
        Passage(query=quote(query, s.q0, s.q1), earlier=quote(earlier, s.e0, s.e1), similarity=s.similarity) for s in stretches
    )


def quote(side: Comparable, first: int, last: int) -> Evidence:
    """The prose that holds syllables ``first:last``; a stretch over a file's end is shown up to that end."""
    row = side.syllables
    p0, p1 = int(row.piece[first]), int(row.piece[last - 1])
    file = side.prose[p0].where.file
    end = row.span(last - 1)[1]
    while side.prose[p1].where.file != file:
        p1 -= 1
        end = len(side.prose[p1].text)
    start = row.span(first)[0]
    begin, close = side.prose[p0].where, side.prose[p1].where
    if p0 == p1:
        words = side.prose[p0].text[start:end]
    else:
        between = [side.prose[p].text for p in range(p0 + 1, p1)]
        words = " ".join([side.prose[p0].text[start:], *between, side.prose[p1].text[:end]])
    return Evidence(file, begin.page, begin.block, begin.start + start, close.start + end, _cut(words))


def _cut(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= QUOTE else text[: QUOTE - 1].rstrip() + "…"


def counterparts(
    query: Comparable, earlier: Comparable, left: Units, right: Units, pairs: Sequence[Counterpart]
) -> tuple[Passage, ...]:
    """The places and words of paragraphs that answer each other; their similarity is that of their terms, far below 1."""
    sides = ((quote(query, *left.bounds[p.query]), quote(earlier, *right.bounds[p.earlier]), p.similarity) for p in pairs)
    return tuple(Passage(query=q, earlier=e, similarity=s) for q, e, s in sides)
