"""Spreadsheets: every sheet a table, every cell that shows something a block."""

from __future__ import annotations

import datetime
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from nlp_service.dossier import BlockKind, Cell, Look, ReadingError, SourceFile
from nlp_service.language.legacy import Piece
from nlp_service.settings import Settings

from .builder import BlockBuilder
from .drafts import Draft, assemble, grade

MOST_CELLS = 200_000  # of one file; beyond it no one reads on
#: What xlrd lets out of damaged files, beside its own errors.
XLS_DAMAGE = (
    struct.error, zipfile.BadZipFile, zlib.error, IndexError, KeyError, ValueError, AssertionError, TypeError, AttributeError,
    OverflowError, NotImplementedError,
)  # fmt: skip

#: what openpyxl lets out of damaged files
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OSError, SyntaxError,
)  # fmt: skip


def read_xlsx(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read xlsx or xlsm (values as last calculated; nothing is run).

    Raises:
        ReadingError: ``file-damaged``, ``no-text``.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(BytesIO(content), data_only=True, rich_text=True, keep_links=False)
        builder = BlockBuilder()
        drafts = [d for sheet in book.worksheets for d in _xlsx_sheet(sheet, builder.new_table())]
    except _DAMAGED as error:
        raise ReadingError("file-damaged", name=name, detail=f"{type(error).__name__}: {error}"[:200]) from error
    return as_file(drafts, builder, name, "xlsx")


def read_xls(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read an OLE .xls (Excel 5 to 2003).

    Raises:
        ReadingError: ``file-damaged``, ``file-encrypted``, ``no-text``.
    """
    import os

    import xlrd

    try:
        with open(os.devnull, "w") as log:
            book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=log, ignore_workbook_corruption=True)
        builder = BlockBuilder()
        drafts = [d for sheet in book.sheets() for d in xls_sheet(book, sheet, builder.new_table())]
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, *XLS_DAMAGE) as error:
        if "encrypted" in str(error):
            raise ReadingError("file-encrypted", name=name) from error
        raise ReadingError("file-damaged", name=name, detail=f"{type(error).__name__}: {error}"[:200]) from error
    return as_file(drafts, builder, name, "xls")


def as_file(drafts: list[Draft], builder: BlockBuilder, name: str, format_: str) -> SourceFile:
    """The file of these cells.

    Raises:
        ReadingError: ``no-text``.
    """
    encoding = assemble(drafts, builder)
    if not builder.blocks:
        raise ReadingError("no-text", name=name)
    return builder.build(name, format_, encoding=encoding, grade=grade(encoding))


def _xlsx_sheet(sheet: Any, table: int) -> Iterator[Draft]:
    merged = {(r.min_row, r.min_col): (r.max_row - r.min_row + 1, r.max_col - r.min_col + 1) for r in sheet.merged_cells.ranges}
    hidden = sheet.sheet_state != "visible"
    count = 0
    for _, cell in sorted(sheet._cells.items()):  # iter_rows would make a cell for every place a far corner spans
        if cell.value is None or count >= MOST_CELLS:
            continue
        count += 1
        rows, columns = merged.get((cell.row, cell.column), (1, 1))
        font = cell.font
        look = Look(bool(font.b), bool(font.i), cell.alignment.horizontal == "center", font.sz)
        yield _draft(
            list(_rich(cell.value, font.name, cell.number_format)), Cell(table, cell.row - 1, cell.column - 1, rows, columns),
            look, hidden or sheet.row_dimensions[cell.row].hidden,
        )  # fmt: skip


def _rich(value: Any, font: str | None, format_: str) -> Iterator[Piece]:
    if isinstance(value, list):  # rich text: plain strings and blocks with fonts of their own
        for part in value:
            own = getattr(getattr(part, "font", None), "rFont", None)
            yield str(getattr(part, "text", part)), own or font
    else:
        yield shown(value, format_), font


def xls_sheet(book: Any, sheet: Any, table: int) -> Iterator[Draft]:
    """The cells of one sheet of an xlrd book."""
    import xlrd

    merged = {(r1, c1): (r2 - r1, c2 - c1) for r1, r2, c1, c2 in sheet.merged_cells}
    hidden = sheet.visibility != 0
    for r in range(sheet.nrows):
        for c in range(sheet.row_len(r)):
            cell = sheet.cell(r, c)
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or cell.value == "":
                continue
            style = book.xf_list[cell.xf_index]
            font = book.font_list[style.font_key if hasattr(style, "font_key") else style.font_index]
            look = Look(bool(font.bold), bool(font.italic), style.alignment.hor_align == 2, font.height / 20)
            if cell.ctype == xlrd.XL_CELL_TEXT:
                pieces = list(_xls_runs(book, sheet.rich_text_runlist_map.get((r, c), ()), cell.value, font.name))
            else:
                pieces = [(_xls_value(book, cell, style), font.name)]
            rows, columns = merged.get((r, c), (1, 1))
            info = sheet.rowinfo_map.get(r)
            yield _draft(pieces, Cell(table, r, c, rows, columns), look, hidden or bool(info is not None and info.hidden))


def _xls_runs(book: Any, runs: Any, text: str, font: str) -> Iterator[Piece]:
    start = 0
    for at, index in runs:
        if at > start:
            yield text[start:at], font
        start, font = max(at, start), book.font_list[index].name
    yield text[start:], font


def _xls_value(book: Any, cell: Any, style: Any) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value), "General")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return shown(xlrd.xldate_as_datetime(cell.value, book.datemode), "General")
        except (ValueError, OverflowError):  # a number that is no date, only shown as one
            return shown(cell.value, "General")
    format_ = book.format_map.get(style.format_key)
    return shown(cell.value, format_.format_str if format_ is not None else "General")


def _draft(pieces: list[Piece], cell: Cell, look: Look, hidden: bool) -> Draft:
    draft = Draft(pieces, BlockKind.CELL, look=look, cell=cell)
    if hidden:
        whole = " ".join("".join(t for t, _ in pieces).split())
        draft.remarks.append(("hidden-text", {"how": "sheet", "characters": len(whole), "quote": whole[:120]}))
    return draft


def shown(value: object, format_: str) -> str:
    """A value roughly as a Vietnamese spreadsheet shows it: ``05/09/2023``, ``0,25``, ``12%``, ``1.250.000``."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        clock = f" {value:%H:%M}" if (value.hour, value.minute) != (0, 0) else ""
        return f"{value:%d/%m/%Y}{clock}"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, int | float):
        percent = "%" in format_
        number = value * 100 if percent else value
        plain = f"{number:.10g}"
        if "e" in plain or "n" in plain:  # very large or small, nan, inf
            return plain
        whole, _, fraction = plain.partition(".")
        if "#,##" in format_:
            whole = f"{int(whole):,}".replace(",", ".")
        return whole + (f",{fraction}" if fraction else "") + ("%" if percent else "")
    return str(value)
