"""Pages of a pdf as grey pictures."""

from __future__ import annotations

import numpy as np
import pypdfium2 as pdfium2

from nlp_service.reading.ocr.model import Gray

_MOST_PIXELS = 40_000_000


def render(page: pdfium2.PdfPage, dpi: float) -> tuple[Gray, float]:
    """The page in grey and the resolution it was made at, which is lower than asked for a page of poster size."""
    width, height = page.get_size()
    pixels = width * height * (dpi / 72) ** 2
    if pixels > _MOST_PIXELS:
        dpi *= (_MOST_PIXELS / pixels) ** 0.5
    bitmap = page.render(scale=dpi / 72, grayscale=True, optimize_mode=None)
    try:
        return np.array(bitmap.to_numpy()).reshape(bitmap.height, -1)[:, : bitmap.width].copy(), dpi
    finally:
        bitmap.close()
