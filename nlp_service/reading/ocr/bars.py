"""Upright rules beside and between printed words: an engine that sees one reads ``|``, ``1`` or ``l``."""

from __future__ import annotations

import numpy as np

from .model import Gray

_BEYOND = 0.5  # line heights above and below a line that are looked at: a letter ends there, a rule goes on
_SHARE = 0.75  # of that stretch is dark in a rule; the stem of a letter fills half of it
_THICK = 0.2  # line heights: no rule is thicker


def bars(image: Gray, box: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """Where upright rules cross a line's box (left, top, right, bottom in pixels): their first and last column and one more.

    A rule may slant by two pixels within the stretch.
    """
    left, top, right, bottom = box
    height = bottom - top
    start, end = max(0, int(top - _BEYOND * height)), min(image.shape[0], int(bottom + _BEYOND * height) + 1)
    if right <= left or end - start < 1.5 * height:
        return []
    part = image[start:end, left:right]
    dark = part < min(150.0, float(part.mean()) - 30)
    wide = dark.copy()
    wide[:, 1:] |= dark[:, :-1]
    wide[:, :-1] |= dark[:, 1:]
    places = np.flatnonzero(wide.mean(axis=0) > _SHARE)
    if not len(places):
        return []
    groups = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    thick = max(4, int(_THICK * height) + 2)
    return [(left + int(g[0]), left + int(g[-1]) + 1) for g in groups if len(g) <= thick]


def between_bars(image: Gray, box: tuple[int, int, int, int]) -> list[tuple[int, int, int, int]]:
    """A line's box cut where rules cross it: words of two cells that an engine took for one line."""
    left, top, right, bottom = box
    pieces, at = [], left
    for start, end in [*bars(image, box), (right, right)]:
        if start - at > 3:
            pieces.append((at, top, start, bottom))
        at = end
    return pieces


def without_bars(image: Gray, box: tuple[int, int, int, int], paper: int) -> Gray:
    """What stands in a box, the rules that cross it painted over."""
    left, top, right, bottom = box
    part = image[top:bottom, left:right]
    found = bars(image, box)
    if found:
        part = part.copy()
        for start, end in found:
            part[:, max(0, start - left - 1) : end - left + 1] = paper
    return part
