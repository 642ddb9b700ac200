"""A pdf file to a `SourceFile`: page by page the text layer or OCR, then one layout for all pages."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2 as pdfium2
import pypdfium2.raw as raw

from nlp_service.dossier import ReadingError, SourceFile
from nlp_service.messages import problem
from nlp_service.reading.builder import BlockBuilder
from nlp_service.reading.layout.model import Sheet
from nlp_service.reading.layout.write import write
from nlp_service.reading.ocr import Recogniser
from nlp_service.settings import Settings

from . import pdfium
from .drawing import read_drawing
from .render import render
from .rows import build_rows
from .spans import Fonts, Frame, read_spans


def read_pdf(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read a pdf.

    Raises:
        ReadingError: ``file-encrypted``, ``file-damaged``, or ``no-text`` when nothing can be read.
    """
    document = _open(content, name)
    try:
        return _read(document, name, settings)
    finally:
        document.close()


def _open(content: bytes, name: str) -> pdfium2.PdfDocument:
    try:
        return pdfium2.PdfDocument(content)
    except pdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise ReadingError("file-encrypted", name=name) from error
        raise ReadingError("file-damaged", name=name, detail=str(error)) from error


def _read(document: pdfium2.PdfDocument, name: str, settings: Settings) -> SourceFile:
    builder = BlockBuilder()
    fonts = Fonts()
    count = len(document)
    if count > settings.max_pages:
        builder.problems.append(problem("too-many-pages", settings.lang, name=name, pages=count, limit=settings.max_pages))
    sheets: list[Sheet] = []

    def ocr(page: pdfium2.PdfPage, number: int) -> Sheet:
        image, dpi = render(page, settings.ocr_dpi)
        return Recogniser.of(settings).sheet(image, dpi, number)

    for number in range(1, min(count, settings.max_pages) + 1):
        try:
            sheets.append(_page(document, number, fonts, ocr))
        except pdfium2.PdfiumError:
            builder.problems.append(problem("page-failed", settings.lang, page=number, name=name, number=number))
    write(sheets, builder)
    if not len(builder):
        raise ReadingError("no-text", name=name)
    return builder.build(name, "pdf", pages=count, ocr_pages=sum(s.recognised for s in sheets))


def _page(document: pdfium2.PdfDocument, number: int, fonts: Fonts, ocr: Callable[[pdfium2.PdfPage, int], Sheet]) -> Sheet:
    page = document[number - 1]
    text_page = page.get_textpage()
    try:
        frame = Frame(*page.get_bbox(), page.get_rotation() // 90)
        handle = pdfium.handle(text_page.raw)
        text = pdfium.page_text(handle, pdfium.count_chars(handle))
        spans, _ = read_spans(handle, text, frame, fonts)
        drawing = read_drawing(pdfium.handle(page.raw), frame)
        width, height = frame.size
        if not spans and drawing.images:
            return ocr(page, number)
        return Sheet(number, width, height, build_rows(handle, spans, frame, drawing.rulings), drawing.rulings)
    finally:
        text_page.close()
        page.close()
