"""Rulings and pictures of a pdf page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nlp_service.reading.layout.model import Box, Ruling

from . import pdfium
from .spans import Frame

_THIN = 2.5  # points: a box no thicker than this is a line
_SHORT = 6.0  # rulings shorter than this are letters or ornaments
_MOST = 6000  # objects looked at: drawings and maps hold many times more and no tables
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn on a page besides text."""

    rulings: tuple[Ruling, ...]
    images: tuple[Box, ...]
    shapes: int = 0  # paths of any form

    def covered(self, width: float, height: float) -> float:
        """Share of the page that its largest picture covers."""
        areas = [max(0.0, min(r, width) - max(x, 0.0)) * max(0.0, min(b, height) - max(y, 0.0)) for x, y, r, b in self.images]
        return max(areas, default=0.0) / (width * height) if width and height else 0.0


def read_drawing(page: int, frame: Frame) -> Drawing:
    """Rulings and picture boxes of a page."""
    rulings: list[Ruling] = []
    images: list[Box] = []
    shapes = 0
    for obj, kind, matrix in _objects(page):
        if kind == pdfium.OBJECT_IMAGE:
            images.append(_box(pdfium.bounds(obj), matrix, frame))
        elif kind == pdfium.OBJECT_PATH:
            shapes += 1
            box = _box(pdfium.bounds(obj), matrix, frame)
            width, height = box[2] - box[0], box[3] - box[1]
            if width <= _THIN or height <= _THIN:
                _add(rulings, box)
            elif width > _SHORT and height > _SHORT:
                _outline(rulings, obj, box, matrix, frame)
    return Drawing(tuple(rulings), tuple(images), shapes)


def _objects(page: int) -> Iterator[tuple[int, int, Matrix]]:
    left = _MOST
    for i in range(min(pdfium.count_objects(page), _MOST)):
        obj = pdfium.page_object(page, i)
        kind = pdfium.object_type(obj)
        if kind == pdfium.OBJECT_FORM:
            yield from _form(obj, pdfium.object_matrix(obj), 1)
        elif kind != pdfium.OBJECT_TEXT:
            left -= 1
            yield obj, kind, _UNIT


def _form(form: int, matrix: Matrix, depth: int) -> Iterator[tuple[int, int, Matrix]]:
    for i in range(min(pdfium.count_form_objects(form), _MOST)):
        obj = pdfium.form_object(form, i)
        kind = pdfium.object_type(obj)
        if kind == pdfium.OBJECT_FORM:
            if depth < 8:
                yield from _form(obj, _times(pdfium.object_matrix(obj), matrix), depth + 1)
        elif kind != pdfium.OBJECT_TEXT:
            yield obj, kind, matrix


def _times(m: Matrix, n: Matrix) -> Matrix:
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _box(bounds: tuple[float, float, float, float], m: Matrix, frame: Frame) -> Box:
    left, bottom, right, top = bounds
    if m is not _UNIT:
        xs = [m[0] * x + m[2] * y + m[4] for x in (left, right) for y in (bottom, top)]
        ys = [m[1] * x + m[3] * y + m[5] for x in (left, right) for y in (bottom, top)]
        left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
    return frame.box(left, bottom, right, top)


def _add(rulings: list[Ruling], box: Box) -> None:
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        if x1 - x0 >= _SHORT:
            y = (y0 + y1) / 2
            rulings.append(Ruling(x0, y, x1, y))
    elif y1 - y0 >= _SHORT:
        x = (x0 + x1) / 2
        rulings.append(Ruling(x, y0, x, y1))


def _outline(rulings: list[Ruling], obj: int, box: Box, matrix: Matrix, frame: Frame) -> None:
    """A large path: the straight sides of a stroked outline, or several rules drawn as one path."""
    filled, stroked = pdfium.drawn(obj)
    count = pdfium.count_segments(obj)
    if not stroked and not (filled and count > 8):
        return  # a coloured background
    if count > 400:
        return
    own = _times(pdfium.object_matrix(obj), matrix)
    start = last = (0.0, 0.0)
    sides: list[Ruling] = []
    for i in range(count):
        segment = pdfium.path_segment(obj, i)
        x, y = pdfium.segment_point(segment)
        here = frame.point(own[0] * x + own[2] * y + own[4], own[1] * x + own[3] * y + own[5])
        kind = pdfium.segment_type(segment)
        if kind == 2:  # move
            start = here
        elif kind == 0:
            _side(sides, last, here)
        last = here
    if stroked:
        _side(sides, last, start)
        rulings.extend(sides)
    else:
        rulings.extend(_thin_boxes(sides))


def _side(sides: list[Ruling], a: tuple[float, float], b: tuple[float, float]) -> None:
    if abs(a[1] - b[1]) < 0.5 and abs(a[0] - b[0]) >= _SHORT:
        sides.append(Ruling(min(a[0], b[0]), (a[1] + b[1]) / 2, max(a[0], b[0]), (a[1] + b[1]) / 2))
    elif abs(a[0] - b[0]) < 0.5 and abs(a[1] - b[1]) >= _SHORT:
        sides.append(Ruling((a[0] + b[0]) / 2, min(a[1], b[1]), (a[0] + b[0]) / 2, max(a[1], b[1])))


def _thin_boxes(sides: list[Ruling]) -> list[Ruling]:
    """Long sides of filled boxes that are no thicker than a rule: each rule gives two, a hair apart."""
    return [
        s for i, s in enumerate(sides)
        if any(
            i != j and s.vertical == o.vertical and abs((s.x0 - o.x0) if s.vertical else (s.y0 - o.y0)) <= _THIN
            for j, o in enumerate(sides)
        )
    ]  # fmt: skip
