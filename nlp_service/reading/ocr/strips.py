"""Single lines cut out of a page and set below one another, so that a page-reading engine sees only what is in doubt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .bars import without_bars
from .model import Gray, TextLine, Word

Box = tuple[float, float, float, float]
_WHOLE = 0.7  # share of a line's words from which the whole line is shown
_AIR, _MARGIN = 0.7, 0.12  # white between strips, and page kept around a line, in line heights


def stack(image: Gray, boxes: Sequence[tuple[float, float, float, float]]) -> tuple[Gray, list[float]]:
    """A picture of the lines in ``boxes`` (left, top, right, bottom), and where each one's strip begins in it."""
    paper = int(np.percentile(image[::16, ::16], 75))
    strips: list[Gray] = []
    tops: list[float] = []
    at = 0
    width = max(int(x1 - x0) for x0, _, x1, _ in boxes)
    for x0, y0, x1, y1 in boxes:
        height = y1 - y0
        top, bottom = max(0, int(y0 - _MARGIN * height)), min(image.shape[0], int(y1 + _MARGIN * height) + 1)
        left, right = max(0, int(x0 - 0.5 * height)), min(image.shape[1], int(x1 + 0.5 * height) + 1)
        air = int(_AIR * height)
        strip = np.full((bottom - top + air, width + int(2.5 * height)), paper, np.uint8)
        inset = int(0.5 * height)
        strip[: bottom - top, inset : inset + right - left] = without_bars(image, (left, top, right, bottom), paper)
        strips.append(strip)
        tops.append(float(at))
        at += strip.shape[0]
    full = max(s.shape[1] for s in strips)
    border = 12
    picture = np.full((at + 2 * border, full + 2 * border), paper, np.uint8)
    for start, strip in zip(tops, strips, strict=True):
        y = int(start) + border
        picture[y : y + strip.shape[0], border : border + strip.shape[1]] = strip
    return picture, [t + border for t in tops]


def window(image: Gray, line: TextLine, doubtful: Sequence[int]) -> Box:
    """The part of a line with its doubtful words and two words on either side, cut where the line is white.

    The fast engine does not say where words stand, only where the line does, so the cut is made in the nearest gap.
    """
    x0, y0, x1, y1 = line.box
    words, height = line.words, y1 - y0
    first, last = max(0, min(doubtful) - 2), min(len(words) - 1, max(doubtful) + 2)
    if last - first + 1 > _WHOLE * len(words):
        return line.box
    part = image[int(y0) : int(y1), int(x0) : int(x1)]
    ink = (part < min(150.0, float(part.mean()) - 30)).sum(axis=0)
    left = x0 if first == 0 else x0 + _gap(ink, words[first].x0 - x0 - 0.4 * height, height)
    right = x1 if last == len(words) - 1 else x0 + _gap(ink, words[last].x1 - x0 + 0.4 * height, height)
    return (left, y0, right, y1) if right - left > 3 * height else line.box


def _gap(ink: npt.NDArray[np.int64], near: float, height: float) -> float:
    """The middle of the widest white run within a line's height or so of a place."""
    start, end = max(0, int(near - 1.4 * height)), min(len(ink), int(near + 1.4 * height))
    best, at, run = 0, int(near), 0
    for x in range(start, end):
        run = run + 1 if ink[x] == 0 else 0
        if run > best:
            best, at = run, x - run // 2
    return float(at)


def words_of(lines: Sequence[TextLine], tops: Sequence[float], heights: Sequence[float]) -> list[list[Word]]:
    """The words read from a stack, strip by strip, from the left."""
    found: list[list[Word]] = [[] for _ in tops]
    for line in lines:
        for word in line.words:
            middle = (word.y0 + word.y1) / 2
            for k, (top, height) in enumerate(zip(tops, heights, strict=True)):
                if top <= middle < top + height * (1 + 2 * _MARGIN + 0.5 * _AIR):
                    found[k].append(word)
                    break
    return [sorted(words, key=lambda w: w.x0) for words in found]
