"""Lines of one column to paragraphs: by the room that was left on a line, spacing, indentation, numbering and look.

The strongest sign is the first: where the first word of the next line would still have fitted, the writer ended the
paragraph.  Only for lines that are full do the other signs decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

from .model import Line, Piece

MARKER = re.compile(
    r"(?:[-–—+*•●○◦▪■□►❖✓✔➢➤·»]\s*(?=\S)|\(?\d{1,3}[.)/](?!\d)|\d{1,2}(?:\.\d{1,2}){1,4}[.)]?\s|[IVX]{1,5}[.)]|\(?[a-zđA-ZĐ][.)]\s"
    r"|(?:Điều|Chương|Mục|Phần|Bước|Biện pháp|Giải pháp|Nội dung)\s+[\dIVX]+\b)"
)
_END = (".", ":", ";", "!", "?", "…", ".”", '."')
#: Widths of letters in ems; others are half an em wide.
_WEIGHTS = dict.fromkeys("iíìỉĩịjltfrI.,:;'|()[]!-/ ", 0.3) | dict.fromkeys("mwMWƯƠÔOQGDĐNHUVKAXYCBR%@—…", 0.72)


_MANY, _WIDEST = 4, 1.75  # line pitches that make a habit; ems: one and a half lines


_DATED = re.compile(r"\bnăm\s+(?:\d{4}|[\d.…]+)$")


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document sets its paragraphs."""

    pitch: float  # baseline to baseline within paragraphs, in ems; 0 where no two lines belong together
    indents: bool  # the first line of a paragraph is set in
    slack: float  # how far, in ems, an estimated word may stand over the margin and still have fitted


def habits(columns: Sequence[Sequence[Line]], slack: float = 0.0) -> Habits:
    """Measure the habits over all columns of a file."""
    pitches: list[float] = []
    inwards = level = 0
    for lines in columns:
        for a, b in pairwise(lines):
            if a.page != b.page or not 0 < b.piece.base - a.piece.base < 3.2 * a.piece.size or fits(a, b, slack):
                continue
            pitches.append((b.piece.base - a.piece.base) / a.piece.size)
            if a.piece.x0 - b.piece.x0 > 0.8 * a.piece.size:
                inwards += 1
            else:
                level += 1
    # below the middle: where paragraphs are short, half the gaps are the space between them
    pitch = sorted(pitches)[(len(pitches) - 1) // 3] if pitches else 0.0
    if len(pitches) < _MANY:
        pitch = min(pitch, _WIDEST)  # it may be the space between two paragraphs that was measured
    return Habits(pitch, inwards >= 2 and inwards * 6 > level, slack)


def paragraphs(lines: Sequence[Line], how: Habits) -> list[tuple[Line, ...]]:
    """Lines of a column grouped into paragraphs."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _breaks(groups[-1], line, how):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [tuple(g) for g in groups]


def fits(a: Line, b: Line, slack: float = 0.0) -> bool:
    """Whether the first word of ``b`` would still have fitted at the end of ``a``."""
    size = a.piece.size
    room = a.right - a.piece.x1 - 0.25 * size + slack * size
    word = b.piece.text.split(" ", 1)[0]
    if room > 0.95 * size * len(word):
        return True
    if room < 0.2 * size * len(word):
        return False
    return room > _width(word, b.piece)


def _width(word: str, piece: Piece) -> float:
    """Estimated width of the first word of a piece, from the shape of its letters."""
    if len(word) >= len(piece.text):
        return piece.x1 - piece.x0
    return (piece.x1 - piece.x0) * _weight(word) / _weight(piece.text)


def _weight(text: str) -> float:
    return sum(map(_WEIGHTS.get, text, repeat(0.5)))


def centred(line: Line) -> bool:
    """Whether a line stands in the middle of its column with room on both sides."""
    p = line.piece
    left, right = p.x0 - line.left, line.right - p.x1
    room = line.right - line.left
    return min(left, right) > 1.5 * p.size and abs(left - right) < max(1.2 * p.size, 0.06 * room)


def _breaks(group: list[Line], line: Line, how: Habits) -> bool:
    last = group[-1]
    a, b = last.piece, line.piece
    size = max(a.size, b.size)
    ended, marked, small = a.text.endswith(_END), MARKER.match(b.text) is not None, b.text[:1].islower()
    if abs(a.size - b.size) > 0.12 * size:
        return True
    if a.text.isupper() and b.text.startswith("("):
        return True  # "(Ký, ghi rõ họ tên)" below an office
    if b.text[:1].isupper() and _DATED.search(a.text):
        return True  # place and date above a signature
    # in the middle of a sentence the estimated width of the word is given some grace
    inside = not ended and (small or b.text[:1].isdigit())
    if fits(last, line, how.slack - 0.5 if inside else how.slack):
        # a centred title is broken where it looks well, not where it is full
        wrapped = small and not ended and not marked and last.page == line.page and centred(line)
        return not (wrapped and abs(a.bold - b.bold) < 0.5 and 0 < b.base - a.base < 1.8 * size)
    if last.page != line.page:
        if marked or (ended and not small):
            return True
        return b.x0 - line.left > 0.8 * size and not small
    pitch = (b.base - a.base) / a.size
    if pitch <= 0 or pitch > 3.2 or (how.pitch and pitch > how.pitch + 0.18 and not (small and pitch < how.pitch + 0.35)):
        return True
    step = b.x0 - a.x0
    level = abs(step) <= 0.8 * size
    if marked and (ended or not level or not b.text[:1].isdigit()):
        return True
    if a.bold > 0.95 and not b.bold_start and not small:
        return True
    if b.bold > 0.95 and not a.bold_end and (not small) and (ended or not level):
        return True
    if level:
        # two first lines below each other, where first lines are set in
        set_in = how.indents and len(group) == 1 and b.x0 - line.left > 0.8 * size
        return set_in and not small and ended
    if centred(last) and centred(line):
        return False
    if step > 0:  # set in: a new first line, or the hanging second line of a list
        return not (len(group) == 1 and (small or MARKER.match(a.text) is not None) and step < 6 * size)
    return len(group) > 1
