"""The amounts that a dossier's benefit sections give, line by line and table by table, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp_service.dossier import Amount, Evidence, Location

from ..lines import Line
from ..sections import Extent
from ..understanding import Outlined
from .amounts import FoundAmount, cell_amounts, find_amounts

BENEFITS = ("benefits", "benefits_by_applier")


def benefit_amounts(paper: Outlined, index: int, text: str) -> tuple[Amount, ...]:
    """The amounts in the benefit sections of one paper, in reading order; ``index`` is its place among the papers."""
    found: dict[tuple[int, int], Amount] = {}
    for extent in (e for e in paper.extents if e.id in BENEFITS):
        for line, amount in _amounts(extent, text):
            where = Location(line.file, line.block.page, line.block.index, amount.start, amount.end)
            found.setdefault((amount.start, amount.end), _shown(amount, extent.id, index, Evidence.of(where, text)))
    return tuple(found[place] for place in sorted(found))


def _shown(found: FoundAmount, section: str, index: int, place: Evidence) -> Amount:
    return Amount(
        kind=found.kind, value=found.value, unit=found.unit, per=found.per, of=found.of, before=found.before,
        change=found.change, section=section, document=index, place=place,
    )  # fmt: skip


def _amounts(extent: Extent, text: str) -> Iterator[tuple[Line, FoundAmount]]:
    """Amounts with offsets in the file's text, and the line each stands on."""
    head = extent.heading
    if extent.value < head.end:
        yield from ((head, f.moved(extent.value)) for f in find_amounts(text[extent.value : head.end]))
    tables: dict[int, dict[int, dict[int, list[Line]]]] = {}
    for line in extent.lines:
        cell = line.block.cell
        if cell is None:
            yield from ((line, f.moved(line.start)) for f in find_amounts(line.text))
        else:
            tables.setdefault(cell.table, {}).setdefault(cell.row, {}).setdefault(cell.column, []).append(line)
    for rows in tables.values():
        yield from _of_table([rows[r] for r in sorted(rows)])


def _of_table(rows: Sequence[dict[int, list[Line]]]) -> Iterator[tuple[Line, FoundAmount]]:
    """A table of figures; one with a single row or column is laid-out text."""
    if len(rows) < 2 or max(map(len, rows)) < 2:
        for row in rows:
            for lines in row.values():
                for line in lines:
                    yield from ((line, f.moved(line.start)) for f in find_amounts(line.text))
        return
    at = {line.start: line for row in rows for lines in row.values() for line in lines}
    starts = sorted(at)
    cells = [{c: (lines[0].text, lines[0].start) for c, lines in row.items()} for row in rows]
    for found in cell_amounts(cells):
        start = max(s for s in starts if s <= found.start)
        yield at[start], found
