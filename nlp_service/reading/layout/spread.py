"""What goes on over page borders: running text, and tables with the row that the border cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .model import Line
from .order import Column

_NEAR = 4.0  # points between the column borders of two parts of one table


def align(pages: Sequence[Sequence[Column]]) -> list[list[Column]]:
    """The columns with the right margin of the whole file: a page with little text does not show it."""
    margins: dict[float, list[float]] = {}  # by width of the paper
    for page in pages:
        rights = [c.lines[0].right for c in page if c.main]
        if rights:
            margins.setdefault(round(page[0].lines[0].sheet_width), []).append(max(rights))
    body: dict[float, float] = {}
    for width, rights in margins.items():
        rights.sort(reverse=True)
        # one page with a line that runs out of the margin must not speak for all
        right = rights[1] if len(rights) > 3 else rights[0]
        body[width] = right if right > 0.7 * width else 0.88 * width
    return [[_widened(c, body[round(c.lines[0].sheet_width)]) if c.main else c for c in page] for page in pages]


def _widened(column: Column, right: float) -> Column:
    if right - column.lines[0].right < 1:
        return column
    return replace(column, lines=tuple(Line(x.piece, x.page, x.left, right, x.sheet_width) for x in column.lines))


def join_pages(pages: Sequence[Sequence[Column]]) -> list[Column]:
    """The columns of all pages in order; text that goes on is one column, and tables are numbered through the file."""
    joined: list[Column] = []
    tables = 0
    for page in pages:
        known: dict[int, tuple[int, int]] = {}  # table on the page → number in the file, rows before
        cut: set[int] = set()  # places in the page of cells that were added to the row before
        for i, column in enumerate(page):
            if column.cell is None:
                if i == 0 and column.main and joined and joined[-1].main:
                    joined[-1] = replace(joined[-1], lines=joined[-1].lines + column.lines)
                else:
                    joined.append(column)
                continue
            cell = column.cell
            if cell.table not in known:
                last = joined[-1] if joined else None
                if i == 0 and last is not None and last.cell is not None and _same(last.edges, column.edges):
                    rows = 1 + max(c.cell.row + c.cell.rows - 1 for c in _table(joined, last.cell.table) if c.cell is not None)
                    known[cell.table] = (last.cell.table, rows)
                    cut = _cut(joined, page, last.cell.table, rows - 1)
                else:
                    known[cell.table] = (tables, 0)
                    tables += 1
            if i in cut:
                continue
            number, before = known[cell.table]
            before -= bool(cut)
            joined.append(replace(column, cell=replace(cell, table=number, row=cell.row + before)))
    return joined


def _same(a: Sequence[float], b: Sequence[float]) -> bool:
    return len(a) == len(b) and all(abs(x - y) <= _NEAR for x, y in zip(a, b, strict=True))


def _table(joined: Sequence[Column], number: int) -> list[Column]:
    return [c for c in joined if c.cell is not None and c.cell.table == number]


def _row(columns: Sequence[Column], number: int, row: int) -> dict[int, int]:
    """Places of the cells of one row of a table, by their column."""
    return {
        c.cell.column: k for k, c in enumerate(columns) if c.cell is not None and c.cell.table == number and c.cell.row == row
    }


def _cut(joined: list[Column], page: Sequence[Column], number: int, row: int) -> set[int]:
    """Give the first row of ``page`` to row ``row`` of a table, when it is what the page border cut off from it.

    It is when it has text in fewer cells than that row, each below a cell with text, and none of them begins anew.
    """
    above = _row(joined, number, row)
    top = page[0].cell
    places = {column: (i, page[i]) for column, i in _row(page, top.table, top.row).items()} if top is not None else {}
    if not places or len(places) >= len(above) or not set(places) <= set(above):
        return set()
    if any(c.lines[0].piece.text[:1].isupper() for _, c in places.values()):
        return set()
    for column, (_, c) in places.items():
        at = above[column]
        joined[at] = replace(joined[at], lines=joined[at].lines + c.lines)
    return {i for i, _ in places.values()}
