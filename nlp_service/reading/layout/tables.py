"""Rulings to tables: where drawn lines cross there is a grid, and what no line parts is one cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .model import Box, CellRef, Ruling

_NEAR = 3.0  # points: lines this close are one line, or touch


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: its box, its column borders and its cells with their boxes."""

    box: Box
    columns: tuple[float, ...]
    cells: tuple[tuple[CellRef, Box], ...]

    def cell_at(self, x: float, y: float) -> int | None:
        """Index of the cell that holds a point."""
        for index, (_, (left, top, right, bottom)) in enumerate(self.cells):
            if left <= x <= right and top <= y <= bottom:
                return index
        return None


def find_tables(rulings: Sequence[Ruling]) -> list[Table]:
    """The tables of a page with at least two cells, from the top."""
    lines = _merge([r for r in rulings if r.vertical]) + _merge([r for r in rulings if not r.vertical])
    tables = []
    for group in _touching(lines):
        table = _grid([r for r in group if r.vertical], [r for r in group if not r.vertical])
        if table is not None and len(table.cells) > 1:
            tables.append(table)
    return sorted(tables, key=lambda t: (t.box[1], t.box[0]))


def _merge(rulings: list[Ruling]) -> list[Ruling]:
    """Collinear pieces of one line joined."""
    if not rulings:
        return []
    vertical = rulings[0].vertical
    # as (place across, from, to)
    flat = sorted((r.x0, r.y0, r.y1) if vertical else (r.y0, r.x0, r.x1) for r in rulings)
    merged: list[list[float]] = []
    for at, start, end in flat:
        for line in merged[-12:]:
            if abs(line[0] - at) <= _NEAR and start <= line[2] + _NEAR and end >= line[1] - _NEAR:
                line[1], line[2] = min(line[1], start), max(line[2], end)
                break
        else:
            merged.append([at, start, end])
    return [Ruling(at, a, at, b) if vertical else Ruling(a, at, b, at) for at, a, b in merged]


def _touching(lines: list[Ruling]) -> list[list[Ruling]]:
    parent = list(range(len(lines)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    upright = [i for i, r in enumerate(lines) if r.vertical]
    level = [i for i, r in enumerate(lines) if not r.vertical]
    for i in upright:
        v = lines[i]
        for j in level:
            h = lines[j]
            if h.x0 - _NEAR <= v.x0 <= h.x1 + _NEAR and v.y0 - _NEAR <= h.y0 <= v.y1 + _NEAR:
                parent[root(i)] = root(j)
    groups: dict[int, list[Ruling]] = defaultdict(list)
    for i, line in enumerate(lines):
        groups[root(i)].append(line)
    return [g for g in groups.values() if len(g) >= 4]


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for v in sorted(values):
        if not places or v - places[-1] > _NEAR:
            places.append(v)
    return places


def _grid(upright: list[Ruling], level: list[Ruling]) -> Table | None:
    xs, ys = _places(r.x0 for r in upright), _places(r.y0 for r in level)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > 40_000:
        return None
    columns, rows = len(xs) - 1, len(ys) - 1
    parent = list(range(columns * rows))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for r in range(rows):
        middle = (ys[r] + ys[r + 1]) / 2
        for c in range(columns - 1):
            if not any(abs(v.x0 - xs[c + 1]) <= _NEAR and v.y0 <= middle <= v.y1 for v in upright):
                parent[root(r * columns + c + 1)] = root(r * columns + c)
    for r in range(rows - 1):
        for c in range(columns):
            middle = (xs[c] + xs[c + 1]) / 2
            if not any(abs(h.y0 - ys[r + 1]) <= _NEAR and h.x0 <= middle <= h.x1 for h in level):
                parent[root((r + 1) * columns + c)] = root(r * columns + c)
    squares: dict[int, list[int]] = defaultdict(list)
    for i in range(columns * rows):
        squares[root(i)].append(i)
    cells = []
    for members in squares.values():
        top, bottom = min(i // columns for i in members), max(i // columns for i in members)
        left, right = min(i % columns for i in members), max(i % columns for i in members)
        ref = CellRef(0, top, left, bottom - top + 1, right - left + 1)
        cells.append((ref, (xs[left], ys[top], xs[right + 1], ys[bottom + 1])))
    cells.sort(key=lambda c: (c[0].row, c[0].column))
    return Table((xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), tuple(cells))
