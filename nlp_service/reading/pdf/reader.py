"""A pdf file to a `SourceFile`: page by page the text layer or OCR, then one layout for all pages."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

import pypdfium2 as pdfium2
import pypdfium2.raw as raw

from nlp_service.dossier import ReadingError, SourceFile
from nlp_service.messages import problem
from nlp_service.reading.builder import BlockBuilder
from nlp_service.reading.layout.model import Sheet
from nlp_service.reading.layout.write import write
from nlp_service.reading.progress import teller
from nlp_service.settings import Settings

from . import pdfium
from .drawing import Drawing, read_drawing
from .quality import SCAN, needs_recognition
from .recode import note, recode
from .rows import build_rows
from .spans import Fonts, Frame, Span, read_spans


def read_pdf(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read a pdf.  Pages that cannot be read become problems of the file.

    Raises:
        ReadingError: ``file-encrypted``, ``file-damaged``, or ``no-text`` (``tool-missing``) when no page can be read.
    """
    document = _open(content, name)
    try:
        return _Reading(document, name, settings).run()
    finally:
        document.close()


def _open(content: bytes, name: str) -> pdfium2.PdfDocument:
    try:
        document = pdfium2.PdfDocument(content)
    except pdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise ReadingError("file-encrypted", name=name) from error
        raise ReadingError("file-damaged", name=name, detail=str(error)[:80]) from error
    if len(document) < 1:
        document.close()
        raise ReadingError("file-damaged", name=name, detail="0 pages")
    return document


@dataclass
class _Reading:
    """One run over a document."""

    document: pdfium2.PdfDocument
    name: str
    settings: Settings
    builder: BlockBuilder = field(default_factory=BlockBuilder)
    fonts: Fonts = field(default_factory=Fonts)
    sheets: dict[int, Sheet] = field(default_factory=dict)  # by page number
    recognised: list[int] = field(default_factory=list)
    hidden: dict[int, int] = field(default_factory=dict)  # page number → letters drawn invisibly, not behind a scan
    missing: ReadingError | None = None  # why pages could not be recognised

    @property
    def handle(self) -> int:
        """The document for direct calls."""
        return pdfium.handle(self.document.raw)

    def run(self) -> SourceFile:
        count = len(self.document)
        limit = self.settings.max_pages
        if count > limit:
            self._problem("too-many-pages", None, pages=count, limit=limit)
        with ExitStack() as stack:
            self._pages(min(count, limit), stack)
        recoded = recode([self.sheets[n] for n in sorted(self.sheets)])
        sheets = recoded.sheets
        write(sheets, self.builder)
        note(recoded, self.builder)
        for number, letters in self.hidden.items():
            block = next((b for b in self.builder.blocks if b.page == number), None)
            self.builder.notice("hidden-text", block, page=number, characters=letters)
        if self.recognised:
            from nlp_service.reading.ocr import note_poor, policy

            note_poor(sheets, self.builder, policy().poor)
        if not len(self.builder):
            raise self.missing or ReadingError("no-text", name=self.name)
        return self.builder.build(
            self.name, "pdf", pages=count, ocr_pages=sum(s.recognised for s in sheets), encoding=recoded.encoding
        )

    def _pages(self, count: int, stack: ExitStack) -> None:
        jobs = None
        for number in range(1, count + 1):
            try:
                sheet, image = self._text(number)
            except pdfium2.PdfiumError:
                self._problem("page-failed", number, number=number)
                continue
            try:
                if image and self.missing is None and len(self.recognised) < self.settings.max_ocr_pages:
                    # only now: most files need no recogniser, and loading one takes time
                    from nlp_service.reading.ocr import PageJobs

                    from .render import render

                    if jobs is None:
                        jobs = stack.enter_context(PageJobs(self.settings, teller(self.name, count)))
                    page = self.document[number - 1]
                    jobs.add(number, partial(render, page, self.settings.ocr_dpi))
                    page.close()
                    self.recognised.append(number)
                elif image:
                    self._unrecognised(number, sheet)
                else:
                    self.sheets[number] = sheet
            except ReadingError as error:  # there is no recogniser
                self.missing = error
                self._unrecognised(number, sheet)
            except pdfium2.PdfiumError:
                self._problem("page-failed", number, number=number)
        if jobs is not None:
            from nlp_service.reading.ocr import collect

            self.sheets.update(collect(jobs, self.recognised, self.name, self.settings, self.builder))

    def _unrecognised(self, number: int, sheet: Sheet) -> None:
        """Keep what little the text layer of a page says that ought to be recognised and cannot be."""
        self.sheets[number] = sheet
        if self.missing is None:
            if not any(p.code == "too-many-pages" for p in self.builder.problems):
                self._problem("too-many-pages", number, pages=len(self.document), limit=self.settings.max_ocr_pages)
        elif not any(p.code == self.missing.code for p in self.builder.problems):
            self._problem(self.missing.code, number, **(self.missing.arguments | {"name": self.name}))

    def _text(self, number: int) -> tuple[Sheet, bool]:
        """The page by its text layer, and whether it has to be recognised from its picture instead."""
        with pdfium.open_page(self.handle, number - 1) as (page, handle):
            left, bottom, right, top = pdfium.page_box(page)
            spans, frame = self._spans(handle, Frame(left, bottom, right, top, pdfium.page_rotation(page) % 4))
            drawing = read_drawing(page, frame)
            image = needs_recognition(spans, drawing, frame)
            hidden = sum(len(s.text) for s in spans if s.hidden)
            if hidden and not image and drawing.covered(*frame.size) < SCAN:
                self.hidden[number] = hidden
            return self._sheet(handle, spans, drawing, frame, number), image

    def _spans(self, handle: int, frame: Frame) -> tuple[list[Span], Frame]:
        text = pdfium.page_text(handle, pdfium.count_chars(handle))
        spans, turned = read_spans(handle, text, frame, self.fonts)
        if turned:
            turn, letters = max(turned.items(), key=lambda t: t[1])
            if letters > 3 * sum(len(s.text) for s in spans):
                # the page is set sideways without saying so: read it as if it were turned
                sideways = Frame(frame.left, frame.bottom, frame.right, frame.top, (frame.turn - turn) % 4)
                return read_spans(handle, text, sideways, self.fonts)[0], sideways
        return spans, frame

    def _sheet(self, handle: int, spans: list[Span], drawing: Drawing, frame: Frame, number: int) -> Sheet:
        width, height = frame.size
        return Sheet(number, width, height, build_rows(handle, spans, frame, drawing.rulings), drawing.rulings)

    def _problem(self, code: str, page: int | None, **arguments: str | int | float) -> None:
        self.builder.problems.append(problem(code, self.settings.lang, page=page, **({"name": self.name} | arguments)))
