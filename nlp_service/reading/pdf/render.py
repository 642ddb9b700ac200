"""Pages of a pdf as pictures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium2

from . import pdfium

_MOST_PIXELS = 40_000_000
_LEAST_DPI = 120.0


def render(page: pdfium2.PdfPage, dpi: float) -> tuple[npt.NDArray[np.uint8], float]:
    """The page in RGB and the resolution it was made at.

    That is ``dpi``, or less for a scan that has no more points to show, and for a page of poster size.
    """
    width, height = page.get_size()
    dpi = min(dpi, max(_LEAST_DPI, _native(page, width)))
    pixels = width * height * (dpi / 72) ** 2
    if pixels > _MOST_PIXELS:
        dpi *= (_MOST_PIXELS / pixels) ** 0.5
    bitmap = page.render(scale=dpi / 72, rev_byteorder=True)
    try:
        return np.array(bitmap.to_numpy()[..., :3]), dpi
    finally:
        bitmap.close()


def _native(page: pdfium2.PdfPage, width: float) -> float:
    """Resolution of the largest picture of a page; without one there is no limit."""
    best = 0.0
    handle = pdfium.handle(page.raw)
    for i in range(min(pdfium.count_objects(handle), 50)):
        obj = pdfium.page_object(handle, i)
        if pdfium.object_type(obj) == pdfium.OBJECT_IMAGE:
            left, bottom, right, top = pdfium.bounds(obj)
            points = pdfium.image_points(obj)
            if right - left > 0.5 * width and points:
                # the longer side against the longer side: the picture may be turned
                best = max(best, 72 * max(points) / max(right - left, top - bottom))
    return best or 1e9
