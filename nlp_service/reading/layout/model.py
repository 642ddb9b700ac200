"""What stands on a page, whoever saw it: pieces of lines, rulings, and the sheet they stand on.

All lengths are points (1/72 inch), measured from the top left corner of the page as a reader holds it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

Box = tuple[float, float, float, float]


class Piece(NamedTuple):
    """A stretch of one printed line without a gap wider than a word space: a line, or one column's part of it."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float  # baseline
    size: float  # of the type, in points
    bold: float = 0.0  # share of its letters that are bold
    italic: float = 0.0
    confidence: float | None = None
    bold_end: bool = False  # whether its last letter is bold
    bold_start: bool = False
    runs: tuple[tuple[str, str], ...] = ()  # its text by fonts, where the file names them


class Ruling(NamedTuple):
    """A drawn line, horizontal (``y0 == y1``) or vertical (``x0 == x1``)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def vertical(self) -> bool:
        """Whether it runs from top to bottom."""
        return self.x0 == self.x1


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as seen: ``pieces`` in rows from the top (each row from the left), rulings, size in points."""

    number: int  # from 1
    width: float
    height: float
    rows: tuple[tuple[Piece, ...], ...]
    rulings: tuple[Ruling, ...] = ()
    recognised: bool = False  # by OCR


@dataclass(frozen=True, slots=True)
class Line:
    """A piece in reading order with the width it could have filled: the ``left``/``right`` bounds of its column or cell."""

    piece: Piece
    page: int
    left: float
    right: float
    sheet_width: float


@dataclass(frozen=True, slots=True)
class CellRef:
    """Which cell of which table of the page a paragraph stands in."""

    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, in order; ``cell`` when they stand in a table."""

    lines: tuple[Line, ...]
    cell: CellRef | None = None
    running: str = ""  # "header" or "footer"
    table: int | None = field(default=None)
