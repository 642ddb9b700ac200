"""Recognised lines to rows of pieces, and rulings seen in the picture."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from nlp_service.reading.layout.model import Piece, Ruling

from .model import Gray, TextLine, Word

_COLUMN_GAP = 1.6  # ems between words from which they stand in different columns
_LONG = 0.45  # inches: dark runs shorter than this are letters
_THICK = 0.035  # inches: no rule is thicker


def to_rows(lines: Sequence[TextLine], scale: float, rulings: Sequence[Ruling] = ()) -> tuple[tuple[Piece, ...], ...]:
    """Lines in pixels to rows of pieces in points, from the top; ``scale`` is points a pixel."""
    heights = [line.box[3] - line.box[1] for line in lines if len(line.text) > 8]
    usual = median(heights) if heights else 0.0
    uprights = [r for r in rulings if r.vertical]
    pieces = [piece for line in lines for piece in _pieces(line, scale, usual, uprights)]
    pieces.sort(key=lambda p: p.base)
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and piece.base - rows[-1][0].base < 0.45 * min(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return tuple(tuple(sorted(row, key=lambda p: p.x0)) for row in rows)


def _pieces(line: TextLine, scale: float, usual: float, uprights: Sequence[Ruling]) -> list[Piece]:
    _, top, _, bottom = line.box
    height = bottom - top
    # boxes follow ascenders and descenders; most lines of a page have one size
    size = (usual if usual and 0.65 < height / usual < 1.35 else height) / 0.98
    middle = (top + bottom) / 2
    groups: list[list[Word]] = []
    for word in line.words:
        if groups:
            before = groups[-1][-1]
            ruled = any(before.x1 * scale - 3 < r.x0 < word.x0 * scale + 3 and r.y0 <= middle * scale <= r.y1 for r in uprights)
            if not ruled and word.x0 - before.x1 < _COLUMN_GAP * size:
                groups[-1].append(word)
                continue
        groups.append([word])
    result = []
    for words in groups:
        part = TextLine(tuple(words))
        x0, _, x1, _ = part.box
        result.append(
            Piece(part.text, x0 * scale, x1 * scale, top * scale, bottom * scale, (middle + 0.33 * size) * scale, size * scale,
                  confidence=part.confidence)
        )  # fmt: skip
    return result


def find_rulings(image: Gray, dpi: float) -> tuple[Ruling, ...]:
    """Long thin dark lines of a level page, in points."""
    # half the points are enough, taking the darker of two so that thin lines stay
    small = image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2]
    small = np.minimum(small[::2], small[1::2])
    small = np.minimum(small[:, ::2], small[:, 1::2])
    dark = small < min(160.0, float(np.mean(small[::4, ::4])) - 50)
    dpi /= 2
    long, thick = max(8, int(_LONG * dpi)), max(2, int(_THICK * dpi))
    scale = 72 / dpi
    level = [Ruling(a * scale, y * scale, b * scale, y * scale) for y, a, b in _runs(dark, long, thick)]
    upright = [Ruling(x * scale, a * scale, x * scale, b * scale) for x, a, b in _runs(dark.T, long, thick)]
    return tuple(level + upright)


def _runs(dark: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], long: int, thick: int) -> list[tuple[float, float, float]]:
    """Runs along the second axis as (place across, from, to): a rule slants by a pixel or two, so three rows count as one."""
    wide = dark.copy()
    wide[1:] |= dark[:-1]
    wide[:-1] |= dark[1:]
    # how many of the last ``long`` points are dark
    sums = np.cumsum(wide, axis=1, dtype=np.int32)
    window = sums[:, long:] - sums[:, :-long]
    full = window >= long * 0.97
    rows = np.flatnonzero(full.any(axis=1))
    found: list[list[float]] = []  # first row, last row, from, to
    for row in rows:
        at = np.flatnonzero(full[row])
        for part in np.split(at, np.flatnonzero(np.diff(at) > 3) + 1):
            start, end = float(part[0]) + 1, float(part[-1]) + long
            for known in reversed(found[-40:]):
                if row - known[1] <= 2 and start < known[3] + 3 and end > known[2] - 3:
                    known[1] = float(row)
                    known[2], known[3] = min(known[2], start), max(known[3], end)
                    break
            else:
                found.append([float(row), float(row), start, end])
    return [((a + b) / 2, start, end) for a, b, start, end in found if b - a <= thick + 2]
