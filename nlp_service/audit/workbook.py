"""``report.xlsx``: the tables of an audit for people who filter and sort."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from .rows import Outcome, Table, Value, tables

_LONGEST = 32767  # characters in a cell, the limit of the format


def write_workbook(outcomes: Sequence[Outcome], path: Path, lang: str) -> None:
    """Write one sheet a table.  Text from dossiers is written as text: it never becomes a formula."""
    book = Workbook(write_only=True)
    for table in tables(outcomes, lang):
        _sheet(book.create_sheet(table.name), table)
    draft = path.with_suffix(".draft.xlsx")
    book.save(draft)
    draft.replace(path)


def _sheet(sheet: Any, table: Table) -> None:
    # widths, panes and filter go before the first row in write-only mode; the stubs do not know them, hence Any
    for i, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    sheet.append([_cell(sheet, c, head=True) for c in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, v) for v in row])


def _cell(sheet: Any, value: Value, *, head: bool = False) -> Any:
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST] if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=text)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl would take "=…" for a formula
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if head:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EEF4")
    return cell
