"""The dossier as read, ready to be drawn: pages, tables, sections in the margin, marks on what was found.

Marks may overlap, so the text of a block is cut at every border and each piece knows which marks cover it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from nlp_service.dossier import Block, BlockKind, Evidence, Location, Screening

from .kept import Kept, Line
from .side_by_side import FORM

_DIM = ("furniture", "hint", "toc")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of one file that something refers to."""

    file: int
    start: int
    end: int
    kind: str  # error, warning, info, copy, fact
    note: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with the same marks; ``anchors`` are ids of marks that begin here."""

    text: str
    kinds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph; ``look`` is title, heading, body or dim; ``sections`` begin here."""

    pieces: tuple[Piece, ...]
    look: str
    level: int
    sections: tuple[str, ...] = ()
    page: int | None = None  # set where a new page begins

    @property
    def plain(self) -> str | None:
        """The text of a paragraph that nothing refers to: most are such, and drawn without looking at pieces."""
        if len(self.pieces) != 1 or self.sections or self.pieces[0].kinds or self.pieces[0].anchors:
            return None
        return self.pieces[0].text


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells of paragraphs."""

    rows: tuple[tuple[tuple[Item, ...], ...], ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class FileView:
    """One file."""

    index: int
    name: str
    parts: tuple[Item | Table, ...] = field(default_factory=tuple)


def anchor(place: Location | Evidence | Mark) -> str:
    """The id of a marked place on the page."""
    return f"m-{place.file}-{place.start}-{place.end}"


def marks_of(result: Screening) -> tuple[Mark, ...]:
    """Everything in the result that points into the text."""
    found = [Mark(e.file, e.start, e.end, f.severity, f.message) for f in result.findings for e in f.evidence]
    found += [Mark(p.query.file, p.query.start, p.query.end, "copy", d.title) for d in result.duplicates for p in d.passages]
    found += [Mark(e.file, e.start, e.end, "fact") for e in result.metadata.places.values()]
    for author in result.metadata.authors:
        if author.location:
            found.append(Mark(author.location.file, author.location.start, author.location.end, "fact"))
    for section in result.sections:
        if section.location:
            found.append(Mark(section.location.file, section.location.start, section.location.end, "section"))
    return tuple({(m.file, m.start, m.end, m.kind): m for m in found if m.end > m.start}.values())


def view(kept: Kept, result: Screening, only: Iterable[int] | None = None) -> tuple[FileView, ...]:
    """The files, or ``only`` those of these numbers."""
    marks, starts = defaultdict(list), defaultdict(list)
    for mark in marks_of(result):
        marks[mark.file].append(mark)
    for section in result.sections:
        if section.location and section.status != "missing":
            starts[section.location.file].append((section.location.start, section.id))
    lines = defaultdict(list)
    for line in kept.lines:
        lines[line[0]].append(line)
    wanted = set(range(len(kept.dossier.files))) if only is None else set(only)
    return tuple(
        FileView(i, f.name, tuple(_parts(f.blocks, marks[i], sorted(lines[i]), sorted(starts[i]))))
        for i, f in enumerate(kept.dossier.files)
        if i in wanted
    )


def _parts(
    blocks: tuple[Block, ...], marks: list[Mark], lines: list[Line], starts: list[tuple[int, str]]
) -> Iterator[Item | Table]:
    line_starts, begins = [line[1] for line in lines], [start for start, _ in starts]
    touching = _Touching(marks)
    page: int | None = None

    def item(block: Block, new_page: int | None) -> Item:
        at = bisect_right(line_starts, block.start) - 1
        role = lines[at][3] if at >= 0 and lines[at][2] >= block.start else "body"
        look = role if role in ("title", "heading") else "dim" if role in _DIM or block.kind is BlockKind.HEADER else "body"
        first, last = bisect_left(begins, block.start), bisect_left(begins, max(block.end, block.start + 1))
        begun = tuple(sid for _, sid in starts[first:last])
        own = _own_words(block, role, lines[at][5] if role == "label" else 0)
        runs = tuple(_not_copied(pieces(block.text[: own - block.start], block.start, touching.of(block))))
        runs += pieces(block.text[own - block.start :], own, touching.of(block))
        return Item(runs, look, block.level or 3, begun, new_page)

    for table, group in groupby(blocks, key=lambda b: b.cell.table if b.cell else None):
        members = list(group)
        if table is None:
            for block in members:
                new = block.page if block.page != page else None
                page = block.page
                yield item(block, new)
        else:
            new = members[0].page if members[0].page != page else None
            page = members[-1].page
            rows: dict[int, dict[int, list[Item]]] = defaultdict(lambda: defaultdict(list))
            for block in members:
                if block.cell:
                    rows[block.cell.row][block.cell.column].append(item(block, None))
            yield Table(tuple(tuple(tuple(cells[c]) for c in sorted(cells)) for _, cells in sorted(rows.items())), new)


def _own_words(block: Block, role: str, body: int) -> int:
    """Where the author's own words begin: behind a label, at the end of what is the form's wording altogether."""
    if role == "label" and block.start < body < block.end:
        return body
    return block.end if role in FORM else block.start


def _not_copied(runs: Iterable[Piece]) -> Iterator[Piece]:
    """The form's wording is nobody's copy; places to jump to stay."""
    return (replace(p, kinds=tuple(k for k in p.kinds if k != "copy")) for p in runs)


class _Touching:
    """The marks that touch each block, for blocks asked about in reading order."""

    def __init__(self, marks: list[Mark]) -> None:
        self._rest = iter(sorted(marks, key=lambda m: m.start))
        self._next = next(self._rest, None)
        self._open: list[Mark] = []

    def of(self, block: Block) -> list[Mark]:
        """Those that begin before its end and end after its start."""
        while self._next is not None and self._next.start < block.end:
            self._open.append(self._next)
            self._next = next(self._rest, None)
        self._open = [m for m in self._open if m.end > block.start]
        return self._open


def pieces(text: str, offset: int, marks: list[Mark]) -> tuple[Piece, ...]:
    """``text`` (which begins at ``offset`` of its file) cut at the borders of ``marks``; the pieces joined are the text."""
    end = offset + len(text)
    here = [m for m in marks if m.start < end and m.end > offset]
    if not here:
        return (Piece(text),) if text else ()
    cuts = sorted({offset, end, *(max(m.start, offset) for m in here), *(min(m.end, end) for m in here)})
    out = []
    for left, right in pairwise(cuts):
        over = [m for m in here if m.start <= left and m.end >= right]
        begun = tuple(dict.fromkeys(anchor(m) for m in over if m.start == left))
        kinds = tuple(dict.fromkeys(m.kind for m in over))
        notes = tuple(dict.fromkeys(m.note for m in over if m.note))
        out.append(Piece(text[left - offset : right - offset], kinds, notes, begun))
    return tuple(out)
