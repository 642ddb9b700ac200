"""What reading gives: a dossier of files, each a text with located blocks.

The text of a file is the single coordinate system of the house: every location in a section, finding or copied
passage counts characters of it.  Blocks lie in reading order, never overlap, and ``block.text`` is exactly
``file.text[block.start:block.end]``; between two blocks stands ``"\\n"``, between two cells of one table row ``"\\t"``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .location import Location


class BlockKind(StrEnum):
    """What a block is on the page (not what it means: that is for `structure`)."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"  # by a heading style or an outline level, not by its look
    LIST_ITEM = "list_item"
    CELL = "cell"  # a paragraph inside a table cell
    HEADER = "header"  # running header, page number …
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    TOC = "toc"  # a line of a table of contents that the file itself marks as such


@dataclass(frozen=True, slots=True)
class Look:
    """How a block is set; ``None`` means that the format does not say."""

    bold: bool | None = None
    italic: bool | None = None
    centred: bool | None = None
    size: float | None = None  # points, the size of most of its characters


@dataclass(frozen=True, slots=True)
class Cell:
    """The table cell that a block stands in; ``table`` counts tables of the file, rows and columns count from 0."""

    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or cell paragraph."""

    index: int
    kind: BlockKind
    text: str
    start: int
    end: int
    page: int | None = None
    level: int | None = None  # outline level from 1, where the file marks one
    look: Look = Look()
    cell: Cell | None = None
    box: tuple[float, float, float, float] | None = None  # left, top, right, bottom in points from the top left
    confidence: float | None = None  # of the character recogniser, 0..1; None where the text was not recognised
    page_break: bool = False  # the file starts a new page before this block


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Something that went wrong with a file, in words a clerk can follow; ``arguments`` are those of the words."""

    code: str
    message: str
    advice: str
    page: int | None = None
    arguments: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that reading saw and a rule may report, e.g. ``legacy-encoding``, ``hidden-text``, ``ocr-poor``."""

    code: str
    location: Location | None = None
    detail: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as read.  ``status`` is ``read``, ``partial`` or ``failed``; never ``read`` while there are problems."""

    name: str
    sha256: str
    format: str  # docx, pdf, doc, odt, rtf, xlsx, image, text, html, zip, unknown …
    status: str
    text: str
    blocks: tuple[Block, ...] = ()
    pages: int | None = None
    ocr_pages: int = 0
    encoding: str = "unicode"  # unicode, tcvn3, vni, mixed
    grade: str = "A"  # A (as written) … D (hardly readable)
    size: int = 0  # bytes
    problems: tuple[FileProblem, ...] = ()
    notices: tuple[Notice, ...] = ()

    def location(self, file: int, block: Block, start: int | None = None, end: int | None = None) -> Location:
        """The place of ``block`` (or of a part of it) when this file has index ``file`` in its dossier."""
        return Location(
            file, block.page, block.index, block.start if start is None else start, block.end if end is None else end
        )


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything handed in for one initiative: one or several files, in the order a person would read them."""

    id: str
    name: str
    sha256: str
    files: tuple[SourceFile, ...]

    @property
    def readable(self) -> bool:
        """Whether any text could be read at all."""
        return any(f.status != "failed" and f.text.strip() for f in self.files)
