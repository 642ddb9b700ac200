"""Blocks and text with exact offsets, for every reader: add blocks in reading order, then build the file.

Between two blocks stands ``"\\n"``, between two cells of one table row ``"\\t"``; a block's text is exactly
``text[start:end]``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from nlp_service.dossier import Block, BlockKind, Cell, FileProblem, Location, Look, Notice, SourceFile

# A form feed parts the files of a dossier and NUL and its like stand for nothing, so neither may come out of a file.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]|[\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_PLAIN = Look()


def clean(text: str) -> str:
    """``text`` in NFC, line ends as ``\\n``, no control characters or lone surrogates, no white space at the ends.

    Cleaning twice changes nothing more.
    """
    if not text.isprintable():
        text = _CONTROL.sub("", _LINE_END.sub("\n", text))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.strip()


class BlockBuilder:
    """Collects the blocks of one file in reading order and keeps their offsets right."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.notices: list[Notice] = []
        self.problems: list[FileProblem] = []
        self._parts: list[str] = []
        self._length = 0
        self._tables = 0

    def __len__(self) -> int:
        return len(self.blocks)

    @property
    def length(self) -> int:
        """Characters of text so far."""
        return self._length

    def new_table(self) -> int:
        """The number of a new table, for `Cell.table`."""
        self._tables += 1
        return self._tables - 1

    def add(
        self,
        text: str,
        kind: BlockKind = BlockKind.PARAGRAPH,
        *,
        page: int | None = None,
        level: int | None = None,
        look: Look = _PLAIN,
        cell: Cell | None = None,
        box: tuple[float, float, float, float] | None = None,
        confidence: float | None = None,
        page_break: bool = False,
    ) -> Block | None:
        """Add a block; its text is cleaned (see `clean`).  Nothing is added, and ``None`` given, when no text is left."""
        text = clean(text)
        if not text:
            return None
        if self.blocks:
            self._parts.append("\t" if _beside(self.blocks[-1].cell, cell) else "\n")
            self._length += 1
        start = self._length
        self._length += len(text)
        self._parts.append(text)
        block = Block(
            len(self.blocks), kind, text, start, self._length, page, level, look, cell, box, confidence, page_break
        )  # fmt: skip
        self.blocks.append(block)
        return block

    def notice(
        self, code: str, block: Block | None = None, start: int = 0, end: int | None = None, /, **detail: str | int | float
    ) -> None:
        """Note ``code`` at ``block`` (characters ``start:end`` of it, whole by default) or, without one, at the file.

        The location's ``file`` is 0: the front door puts in the file's index in the dossier.
        """
        where = None
        if block is not None:
            stop = block.end if end is None else min(block.start + end, block.end)
            where = Location(0, block.page, block.index, min(block.start + start, stop), stop)
        self.notices.append(Notice(code, where, detail))

    def build(
        self,
        name: str,
        format: str,
        *,
        pages: int | None = None,
        ocr_pages: int = 0,
        encoding: str = "unicode",
        grade: str = "A",
        problems: Iterable[FileProblem] = (),
    ) -> SourceFile:
        """The file as read: ``partial`` when there are problems, else ``read``; hash and size are the registry's to fill."""
        all_problems = (*self.problems, *problems)
        return SourceFile(
            name=name, sha256="", format=format, status="partial" if all_problems else "read", text="".join(self._parts),
            blocks=tuple(self.blocks), pages=pages, ocr_pages=ocr_pages, encoding=encoding, grade=grade, size=0,
            problems=all_problems, notices=tuple(self.notices),
        )  # fmt: skip


def _beside(before: Cell | None, cell: Cell | None) -> bool:
    """Whether two cells stand in one row, one after the other."""
    if before is None or cell is None:
        return False
    return (before.table, before.row) == (cell.table, cell.row) and before.column != cell.column
