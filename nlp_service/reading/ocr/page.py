"""A page image to a sheet: prepare, recognise, bring the lines in rows."""

from __future__ import annotations

from dataclasses import dataclass

from nlp_service.dossier import ReadingError
from nlp_service.reading.layout.model import Piece, Sheet
from nlp_service.settings import Settings

from .model import Gray, TextLine, Word
from .tesseract import Tesseract

_COLUMN_GAP = 1.6  # ems between words from which they stand in different columns


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Recognises pages with the engines that are installed."""

    tesseract: Tesseract

    @classmethod
    def of(cls, settings: Settings) -> Recogniser:
        """The recogniser of this machine.

        Raises:
            ReadingError: ``tool-missing`` when there is no engine.
        """
        if not Tesseract.available(settings.ocr_language):
            raise ReadingError("tool-missing", tool="tesseract", name="")
        return cls(Tesseract(settings.ocr_language))

    def sheet(self, image: Gray, dpi: float, number: int) -> Sheet:
        """Recognise one page.

        Raises:
            ReadingError: the engine failed.
        """
        scale = 72 / dpi
        rows = to_rows(self.tesseract.read(image, dpi), scale)
        return Sheet(number, image.shape[1] * scale, image.shape[0] * scale, rows, recognised=True)


def to_rows(lines: list[TextLine], scale: float) -> tuple[tuple[Piece, ...], ...]:
    """Lines in pixels to rows of pieces in points, from the top."""
    pieces = [piece for line in lines for piece in _pieces(line, scale)]
    pieces.sort(key=lambda p: p.base)
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and piece.base - rows[-1][0].base < 0.45 * min(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return tuple(tuple(sorted(row, key=lambda p: p.x0)) for row in rows)


def _pieces(line: TextLine, scale: float) -> list[Piece]:
    _, top, _, bottom = line.box
    size = (bottom - top) / 1.1
    groups: list[list[Word]] = []
    for word in line.words:
        if groups and word.x0 - groups[-1][-1].x1 < _COLUMN_GAP * size:
            groups[-1].append(word)
        else:
            groups.append([word])
    result = []
    for words in groups:
        part = TextLine(tuple(words))
        x0, y0, x1, y1 = (v * scale for v in part.box)
        height = (y1 - y0) / 1.1
        result.append(Piece(part.text, x0, x1, y0, y1, y1 - 0.2 * height, height, confidence=part.confidence))
    return result
