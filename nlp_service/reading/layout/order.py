"""Reading order of a page: rows to columns.

Letter heads and signature areas stand side by side; a ruled table is read cell by cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .model import CellRef, Line, Piece, Sheet
from .tables import Table, find_tables

Row = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """Lines of one column, or of one table cell, from the top; ``table`` is set with ``cell``."""

    lines: tuple[Line, ...]
    cell: CellRef | None = None
    edges: tuple[float, ...] = ()  # the column borders of its table
    main: bool = False  # the text of the page itself, which may go on from and to other pages


def columns(sheet: Sheet) -> list[Column]:
    """The columns of a page in reading order."""
    tables = find_tables(sheet.rulings) if len(sheet.rulings) >= 4 else []
    if not tables:
        return _flow(sheet, sheet.rows)
    result: list[Column] = []
    free: list[Row] = []
    inside: list[list[tuple[int, Piece]]] = [[] for _ in tables]
    queue = list(enumerate(tables))

    def close(before: float) -> None:
        """Give out the tables that end above."""
        nonlocal free
        while queue and queue[0][1].box[1] < before:
            number, _ = queue.pop(0)
            result.extend(_flow(sheet, free))
            free = []
            waiting.append((number, len(result)))
            result.append(Column(()))  # the table's place; filled when all rows are seen

    waiting: list[tuple[int, int]] = []
    for row in sheet.rows:
        outside: list[Piece] = []
        for piece in row:
            x, y = (piece.x0 + piece.x1) / 2, piece.base - 0.3 * piece.size
            for number, table in enumerate(tables):
                if table.box[1] <= y <= table.box[3] and table.box[0] - 2 <= x <= table.box[2] + 2:
                    index = table.cell_at(min(max(x, table.box[0]), table.box[2]), y)
                    if index is not None:
                        close(y)
                        inside[number].append((index, piece))
                        break
            else:
                outside.append(piece)
        if outside:
            close(outside[0].base)
            free.append(tuple(outside))
    result.extend(_flow(sheet, free))
    places = {place: number for number, place in waiting}
    ordered: list[Column] = []
    for place, column in enumerate(result):
        if place in places:
            ordered.extend(_cells(sheet, tables[places[place]], inside[places[place]], places[place]))
        else:
            ordered.append(column)
    return ordered


def _cells(sheet: Sheet, table: Table, pieces: list[tuple[int, Piece]], number: int) -> list[Column]:
    found: list[list[Piece]] = [[] for _ in table.cells]
    for index, piece in pieces:
        found[index].append(piece)
    result = []
    for (ref, box), content in zip(table.cells, found, strict=True):
        if content:
            cell = CellRef(number, ref.row, ref.column, ref.rows, ref.columns)
            # the text of a cell keeps some distance from its rules
            margin = min(6.0, max(1.0, min(p.x0 for p in content) - box[0]))
            lines = tuple(Line(p, sheet.number, box[0] + margin, box[2] - margin, sheet.width) for p in content)
            result.append(Column(lines, cell, table.columns))
    return result


def _flow(sheet: Sheet, rows: Sequence[Row]) -> list[Column]:
    """Rows outside of tables: single column, with areas where two or more columns stand side by side."""
    if not rows:
        return []
    result: list[Column] = []
    plain: list[Row] = []
    left, right = bounds([p for row in rows for p in row], sheet.width)
    rows = _level(rows)
    at = 0
    while at < len(rows):
        if len(rows[at]) == 1:
            plain.append(rows[at])
            at += 1
            continue
        end, cuts = _side_by_side(rows, at)
        result.extend(_single(sheet, plain, left, right))
        plain = []
        result.extend(_parts(sheet, rows[at:end], cuts, left, right))
        at = end
    result.extend(_single(sheet, plain, left, right))
    return result


def _level(rows: Sequence[Row]) -> list[Row]:
    """Rows in which columns of unlike type sizes, whose lines do not stand at one height, are brought together."""
    level: list[Row] = []
    for row in rows:
        above = level[-1] if level else None
        if above is not None:
            size = max(p.size for p in (*above, *row))
            close = row[0].base - above[0].base < 0.75 * size
            if close and all(p.x0 - q.x1 > 0.9 * size or q.x0 - p.x1 > 0.9 * size for p in row for q in above):
                level[-1] = tuple(sorted((*above, *row), key=lambda p: p.x0))
                continue
        level.append(row)
    return level


def _single(sheet: Sheet, rows: Sequence[Row], left: float, right: float) -> list[Column]:
    lines = tuple(Line(p, sheet.number, left, right, sheet.width) for row in rows for p in row)
    return [Column(lines, main=True)] if lines else []


def _side_by_side(rows: Sequence[Row], at: int) -> tuple[int, list[tuple[float, float]]]:
    """How far the area of columns that begins with row ``at`` goes, and the white corridors between its columns."""
    corridors = [(a.x1, b.x0) for a, b in zip(rows[at], rows[at][1:], strict=False)]
    end = at + 1
    gap = 0.0
    while end < len(rows):
        row = rows[end]
        pitch = row[0].base - rows[end - 1][0].base
        size = max(p.size for p in row)
        narrowed = [_narrow(c, row) for c in corridors]
        kept = [c for c in narrowed if c is not None]
        if not kept or pitch > 5 * size:
            break
        if len(row) == 1 and len(kept) == len(corridors):
            later = any(len(r) > 1 for r in rows[end + 1 : end + 3])
            tight = pitch < 1.7 * size if gap == 0.0 else pitch < gap + 0.3 * size
            if not (row[0].x0 > kept[0][0] or later or tight):
                break
        elif len(row) == 1:
            break
        gap = max(gap, pitch) if pitch < 2 * size else gap
        corridors = kept
        end += 1
    return end, corridors


def _narrow(corridor: tuple[float, float], row: Row) -> tuple[float, float] | None:
    left, right = corridor
    for p in row:
        middle = (p.x0 + p.x1) / 2
        if middle < (left + right) / 2:
            left = max(left, p.x1)
        else:
            right = min(right, p.x0)
    return (left, right) if right - left > 4 else None


def _parts(sheet: Sheet, rows: Sequence[Row], cuts: list[tuple[float, float]], left: float, right: float) -> list[Column]:
    middles = [(a + b) / 2 for a, b in cuts]
    parts: list[list[Piece]] = [[] for _ in range(len(middles) + 1)]
    for row in rows:
        for p in row:
            parts[sum(1 for m in middles if (p.x0 + p.x1) / 2 > m)].append(p)
    result = []
    for k, pieces in enumerate(parts):
        if pieces:
            size = pieces[0].size
            x0, x1 = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
            # a line of a column may go on until the next column begins
            later = [p.x0 for other in parts[k + 1 :] for p in other]
            end = max(x1, min(later, default=max(right, sheet.width - left)) - 0.4 * size)
            result.append(Column(tuple(Line(p, sheet.number, x0, end, sheet.width) for p in pieces)))
    return result


def bounds(pieces: Sequence[Piece], width: float) -> tuple[float, float]:
    """Left and right edge of a text body: the outermost places where several lines begin and end."""
    if not pieces:
        return 0.0, width
    lefts, rights = sorted(p.x0 for p in pieces), sorted((p.x1 for p in pieces), reverse=True)
    size = pieces[len(pieces) // 2].size
    few = min(3, max(1, len(pieces) // 4))
    left = next((x for i, x in enumerate(lefts[: -few + 1 or None]) if lefts[i + few - 1] - x < size), lefts[0])
    right = next((x for i, x in enumerate(rights[: -few + 1 or None]) if x - rights[i + few - 1] < 1.5 * size), rights[0])
    return left, right
