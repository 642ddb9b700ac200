"""Two texts beside each other: what the form prescribes greyed, what both say marked with the number of the passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp_service.dossier import Duplicate, Evidence
from nlp_service.duplicates import Comparable

from .kept import Kept

#: Roles of lines that are the form's wording and nobody's copy.
FORM = ("furniture", "hint", "toc", "title", "heading", "label", "facts", "signature")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; ``passage`` is the number of the passage it belongs to, ``grey`` words of the form."""

    text: str
    passage: int | None = None
    grey: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; ``grey`` where it is the form's wording and not the author's."""

    runs: tuple[Run, ...]
    grey: bool = False
    section: str | None = None


def query_side(kept: Kept, duplicate: Duplicate) -> tuple[Line, ...]:
    """The dossier at hand, line by line."""
    places = [p.query for p in duplicate.passages]
    out = []
    for file, start, end, role, _section, body in kept.lines:
        text = kept.dossier.files[file].text
        if not text[start:end].strip():
            continue
        if role == "label" and start < body < end:
            runs = (Run(text[start:body], grey=True), *_runs(text[body:end], file, body, places))
            out.append(Line(runs))
        elif role in FORM:  # the form's wording never counts as copied, even inside a passage
            out.append(Line((Run(text[start:end]),), True))
        else:
            out.append(Line(tuple(_runs(text[start:end], file, start, places))))
    return tuple(out)


def earlier_side(other: Comparable, duplicate: Duplicate) -> tuple[Line, ...]:
    """The earlier dossier: the author's own words, all that the register keeps to compare with."""
    places = [p.earlier for p in duplicate.passages]
    out, section = [], None
    for piece in other.prose:
        begun = piece.section if piece.section != section else None
        section = piece.section
        out.append(Line(tuple(_runs(piece.text, piece.where.file, piece.where.start, places)), False, begun))
    return tuple(out)


def _runs(text: str, file: int, offset: int, places: Sequence[Evidence]) -> Iterator[Run]:
    end = offset + len(text)
    here = [(n, p) for n, p in enumerate(places) if p.file == file and p.start < end and p.end > offset]
    cuts = sorted({offset, end, *(min(max(c, offset), end) for _, p in here for c in (p.start, p.end))})
    for left, right in pairwise(cuts):
        number = next((n for n, p in here if p.start <= left and p.end >= right), None)
        yield Run(text[left - offset : right - offset], number)
