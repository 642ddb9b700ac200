"""Direct calls into pdfium for what is asked thousands of times a page.

The helpers of pypdfium2 make a Python object for each box; here pdfium writes into buffers that are made once, which is
about ten times faster.  Handles are plain integers.  pdfium is not thread-safe: one thread a process.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw
from pypdfium2 import PdfiumError

_V, _I, _F = ctypes.c_void_p, ctypes.c_int, ctypes.c_float


def _bind(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(getattr(raw, name), _V).value
    return ctypes.CFUNCTYPE(result, *arguments)(address or 0)


count_chars = _bind("FPDFText_CountChars", _I, _V)
text_object = _bind("FPDFText_GetTextObject", _V, _V, _I)
unicode_at = _bind("FPDFText_GetUnicode", ctypes.c_uint, _V, _I)
is_generated = _bind("FPDFText_IsGenerated", _I, _V, _I)
object_font = _bind("FPDFTextObj_GetFont", _V, _V)
render_mode = _bind("FPDFTextObj_GetTextRenderMode", _I, _V)
count_objects = _bind("FPDFPage_CountObjects", _I, _V)
page_object = _bind("FPDFPage_GetObject", _V, _V, _I)
count_form_objects = _bind("FPDFFormObj_CountObjects", _I, _V)
form_object = _bind("FPDFFormObj_GetObject", _V, _V, ctypes.c_ulong)
object_type = _bind("FPDFPageObj_GetType", _I, _V)
font_weight = _bind("FPDFFont_GetWeight", _I, _V)
font_flags = _bind("FPDFFont_GetFlags", _I, _V)
count_segments = _bind("FPDFPath_CountSegments", _I, _V)
path_segment = _bind("FPDFPath_GetPathSegment", _V, _V, _I)
segment_type = _bind("FPDFPathSegment_GetType", _I, _V)
_load_page = _bind("FPDF_LoadPage", _V, _V, _I)
_close_page = _bind("FPDF_ClosePage", None, _V)
_load_text = _bind("FPDFText_LoadPage", _V, _V)
_close_text = _bind("FPDFText_ClosePage", None, _V)
_page_box = _bind("FPDF_GetPageBoundingBox", _I, _V, _V)
page_rotation = _bind("FPDFPage_GetRotation", _I, _V)
_loose_box = _bind("FPDFText_GetLooseCharBox", _I, _V, _I, _V)
_origin = _bind("FPDFText_GetCharOrigin", _I, _V, _I, _V, _V)
_matrix = _bind("FPDFText_GetMatrix", _I, _V, _I, _V)
_font_size = _bind("FPDFTextObj_GetFontSize", _I, _V, _V)
_font_name = _bind("FPDFFont_GetBaseFontName", ctypes.c_size_t, _V, _V, ctypes.c_size_t)
_text = _bind("FPDFText_GetText", _I, _V, _I, _I, _V)
_bounds = _bind("FPDFPageObj_GetBounds", _I, _V, _V, _V, _V, _V)
_object_matrix = _bind("FPDFPageObj_GetMatrix", _I, _V, _V)
_draw_mode = _bind("FPDFPath_GetDrawMode", _I, _V, _V, _V)
_image_size = _bind("FPDFImageObj_GetImagePixelSize", _I, _V, _V, _V)
_point = _bind("FPDFPathSegment_GetPoint", _I, _V, _V, _V)

OBJECT_TEXT, OBJECT_PATH, OBJECT_IMAGE, OBJECT_FORM = 1, 2, 3, 5
INVISIBLE = 3  # text render mode of a hidden text layer
STROKED_TOO = 2  # filled and stroked: bold made by the program, not by the font

_floats = (_F * 6)()
_at = ctypes.addressof(_floats)
_doubles = (ctypes.c_double * 2)()
_double_at = ctypes.addressof(_doubles)
_ints = (_I * 2)()
_int_at = ctypes.addressof(_ints)


def handle(pointer: Any) -> int:
    """The address behind one of pypdfium2's typed pointers."""
    return ctypes.cast(pointer, _V).value or 0


@contextmanager
def open_page(document: int, index: int) -> Iterator[tuple[int, int]]:
    """A page and its text page.

    Raises:
        PdfiumError: the page cannot be loaded.
    """
    page = _load_page(document, index)
    if not page:
        raise PdfiumError(f"Page {index + 1} cannot be loaded.")
    try:
        text = _load_text(page)
        if not text:
            raise PdfiumError(f"Page {index + 1} has no text page.")
        try:
            yield page, text
        finally:
            _close_text(text)
    finally:
        _close_page(page)


def page_box(page: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of what is shown of a page; pdfium gives left, top, right, bottom."""
    _page_box(page, _at)
    return _floats[0], _floats[3], _floats[2], _floats[1]


def loose_box(page: int, index: int) -> tuple[float, float]:
    """Left and right edge of a character with its side bearings, in page units (the box is as wide as its advance)."""
    _loose_box(page, index, _at)
    return _floats[0], _floats[2]


def loose_boxes(page: int, start: int, end: int) -> npt.NDArray[np.float32]:
    """Boxes (left, top, right, bottom in page units, y upwards) of the characters ``start:end``."""
    boxes = np.zeros((max(end - start, 1), 4), np.float32)
    address = boxes.ctypes.data
    deque(map(_loose_box, repeat(page), range(start, end), range(address, address + 16 * (end - start), 16)), maxlen=0)
    return boxes[: end - start]


def origin(page: int, index: int) -> tuple[float, float]:
    """Where a character's baseline begins, in page units, y upwards."""
    _origin(page, index, _double_at, _double_at + 8)
    return _doubles[0], _doubles[1]


def matrix(page: int, index: int) -> tuple[float, float, float, float]:
    """The linear part (a, b, c, d) of a character's matrix."""
    _matrix(page, index, _at)
    return _floats[0], _floats[1], _floats[2], _floats[3]


def object_matrix(obj: int) -> tuple[float, float, float, float, float, float]:
    """The matrix of a page object within its page or form."""
    _object_matrix(obj, _at)
    return _floats[0], _floats[1], _floats[2], _floats[3], _floats[4], _floats[5]


def font_size(obj: int) -> float:
    """Size of a text object's type before its matrix."""
    _font_size(obj, _at)
    return _floats[0]


def font_name(font: int) -> str:
    """Name of a font, with its subset prefix."""
    length = _font_name(font, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 1))
    _font_name(font, ctypes.addressof(buffer), length)
    return buffer.value.decode("utf-8", "replace")


def page_text(page: int, count: int) -> str:
    """All characters of a text page, one for one (what pdfium leaves out stands as ``\\0``)."""
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = _text(page, 0, count, ctypes.addressof(buffer))
    if written == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
    codes = [unicode_at(page, i) for i in range(count)]
    return "".join(chr(c) if c < 0x110000 else "\0" for c in codes)


def bounds(obj: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of a page object, in units of its page or form."""
    _bounds(obj, _at, _at + 4, _at + 8, _at + 12)
    return _floats[0], _floats[1], _floats[2], _floats[3]


def drawn(obj: int) -> tuple[bool, bool]:
    """Whether a path is filled, and whether it is stroked."""
    _draw_mode(obj, _int_at, _int_at + 4)
    return bool(_ints[0]), bool(_ints[1])


def segment_point(segment: int) -> tuple[float, float]:
    """End point of a path segment, in units of the path."""
    _point(segment, _at, _at + 4)
    return _floats[0], _floats[1]


def image_points(obj: int) -> tuple[int, int]:
    """Width and height of a picture object in its own pixels."""
    if not _image_size(obj, _int_at, _int_at + 4):
        return 0, 0
    return _ints[0], _ints[1]
