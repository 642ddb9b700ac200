"""Characters of a pdf page as spans: what one drawing instruction wrote, with its font, size and place."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, isfinite
from typing import NamedTuple

from . import pdfium


@dataclass(frozen=True, slots=True)
class Font:
    """A font of the document as far as reading needs it."""

    name: str
    bold: bool
    italic: bool


class Span(NamedTuple):
    """Text of one text object on one line, without the spaces at its ends; points, y from the top of the page."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    font: Font
    bold: bool
    hidden: bool  # drawn invisibly: a text layer behind a scan
    start: int  # its characters in the text page
    end: int
    space_before: bool
    space_after: bool


_SMALLEST, _LARGEST = 0.8, 3000.0  # points
_BOLD = ("bold", "black", "heavy", "semibold", "demi")
_ITALIC = ("italic", "oblique")
_ITALIC_FLAG = 64


class Fonts:
    """The fonts of one document, looked at once each."""

    def __init__(self) -> None:
        self._known: dict[int, Font] = {}

    def of(self, handle: int) -> Font:
        """The font behind a pdfium handle."""
        font = self._known.get(handle)
        if font is None:
            font = self._known[handle] = _font(handle)
        return font


def _font(handle: int) -> Font:
    name = pdfium.font_name(handle) if handle else ""
    prefix, plus, rest = name.partition("+")
    if plus and len(prefix) == 6:
        name = rest
    low = name.lower()
    slanted = any(w in low for w in _ITALIC)
    # the weight is a guess from the thickness of stems, which is wrong for italics
    bold = any(w in low for w in _BOLD) or (bool(handle) and pdfium.font_weight(handle) >= 600 and not slanted)
    italic = slanted or bool(handle and pdfium.font_flags(handle) & _ITALIC_FLAG)
    return Font(name, bold, italic)


@dataclass(frozen=True, slots=True)
class Frame:
    """How page units become points from the top left corner of the page as a reader holds it."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0  # clockwise quarter turns between the page's own axes and the reader's

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as the reader sees them."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turn % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page in the reader's coordinates."""
        match self.turn:
            case 0:
                return x - self.left, self.top - y
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case _:
                return self.top - y, self.right - x

    def direction(self, a: float, b: float) -> tuple[float, float]:
        """A direction of the page as the reader sees it, y downwards."""
        return ((a, -b), (b, a), (-a, b), (-b, -a))[self.turn]

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box of the page as (left, top, right, bottom) of the reader."""
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


_SPACES = " \0\xa0\t\u2002\u2003\u2009"


def read_spans(page: int, text: str, frame: Frame, fonts: Fonts) -> tuple[list[Span], dict[int, int]]:
    """The spans of a text page in the order they are drawn, and how many of its runs each further quarter turn would set
    upright; text that does not run from left to right is left out."""
    spans: list[Span] = []
    turned: dict[int, int] = {}
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        stop = end - 1 if line.endswith("\r") else end
        if start < stop:
            for s, e, obj in _runs(page, start, stop):
                piece = text[s:e]
                left = piece.lstrip(_SPACES)
                core = left.rstrip(_SPACES)
                if not core:
                    continue
                first = s + len(piece) - len(left)
                last = first + len(core)
                a, b, c, d = pdfium.matrix(page, first)
                dx, dy = frame.direction(a, b)
                if dx <= 0 or abs(dy) > 0.2 * dx:
                    turn = (1 if dy > 0 else 3) if abs(dy) > abs(dx) else 2
                    turned[turn] = turned.get(turn, 0) + len(core)
                    continue
                x, y = pdfium.origin(page, first)
                if frame.turn:
                    x0, base = frame.point(x, y)
                    box = pdfium.loose_boxes(page, last - 1, last)[0]
                    x1 = frame.box(float(box[0]), float(box[3]), float(box[2]), float(box[1]))[2]
                else:
                    x0, base = x - frame.left, frame.top - y
                    x1 = pdfium.loose_box(page, last - 1)[1] - frame.left
                size = pdfium.font_size(obj) * hypot(c, d)
                if not (_SMALLEST < size < _LARGEST and isfinite(x0) and isfinite(x1) and isfinite(base)):
                    continue  # nothing a reader could see
                font = fonts.of(pdfium.object_font(obj) or 0)
                mode = pdfium.render_mode(obj)
                spans.append(
                    Span(core, x0, max(x0, x1), base, size, font, font.bold or mode == pdfium.STROKED_TOO,
                         mode == pdfium.INVISIBLE, first, last, first > s, last < e)
                )  # fmt: skip
        start = end + 1
    return spans, turned


def _runs(page: int, start: int, end: int) -> list[tuple[int, int, int]]:
    """The text objects of ``start:end``, a stretch without line end, with their characters.

    Objects follow one another there, so halving finds their borders with few questions.
    """
    runs: list[tuple[int, int, int]] = []
    stack = [(start, end, pdfium.text_object(page, start), pdfium.text_object(page, end - 1))]
    while stack:
        start, end, first, last = stack.pop()
        if first is None:
            # a space that pdfium put in: it belongs to no object
            if end - start > 1:
                stack.append((start + 1, end, pdfium.text_object(page, start + 1), last))
        elif last is None:
            stack.append((start, end - 1, first, pdfium.text_object(page, end - 2)))
        elif first == last:
            if runs and runs[-1][2] == first and runs[-1][1] == start:
                start = runs.pop()[0]
            runs.append((start, end, first))
        elif end - start == 2:
            stack.append((start + 1, end, last, last))
            stack.append((start, start + 1, first, first))
        else:
            middle = (start + end) // 2
            stack.append((middle, end, pdfium.text_object(page, middle), last))
            stack.append((start, middle, first, pdfium.text_object(page, middle - 1)))
    return runs
