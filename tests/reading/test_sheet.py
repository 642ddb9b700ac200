"""Spreadsheets as tables."""

from __future__ import annotations

import datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from nlp_service.dossier import BlockKind, Cell, ReadingError, SourceFile
from nlp_service.reading.sheet import read_xls, read_xlsx, shown
from nlp_service.settings import Settings


def read(book: openpyxl.Workbook) -> SourceFile:
    stream = BytesIO()
    book.save(stream)
    return read_xlsx(stream.getvalue(), "a.xlsx", Settings())


def test_cells_spans_and_looks() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet["B2"] = "Danh sách", "Trần Văn An", 60
    sheet.merge_cells("A1:B1")
    sheet["A1"].font = Font(bold=True, sz=14)
    file = read(book)
    assert file.text == "Danh sách\nTrần Văn An\t60"
    assert file.blocks[0].cell == Cell(0, 0, 0, 1, 2)
    assert (file.blocks[0].kind, file.blocks[0].look.bold, file.blocks[0].look.size) == (BlockKind.CELL, True, 14)


def test_legacy_fonts_also_inside_a_cell() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "§¬n vÞ c«ng t¸c"
    sheet["A1"].font = Font(name=".VnTime")
    sheet["A2"] = CellRichText(TextBlock(InlineFont(rFont="VNI-Times"), "Chöùc vuï"), " và tên")
    file = read(book)
    assert [b.text for b in file.blocks] == ["Đơn vị công tác", "Chức vụ và tên"]
    assert {n.detail["encoding"] for n in file.notices} == {"tcvn3", "vni"}


def test_hidden_sheets_are_noticed() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "thấy"  # type: ignore[index]
    book.create_sheet("x").sheet_state = "hidden"
    book["x"]["A1"] = "giấu"
    assert [n.code for n in read(book).notices] == ["hidden-text"]


@pytest.mark.parametrize(
    ("value", "format_", "text"),
    [
        (12, "General", "12"), (0.25, "0.00", "0,25"), (0.25, "0%", "25%"), (1250000, "#,##0", "1.250.000"),
        (datetime.datetime(2023, 9, 5), "General", "05/09/2023"), (1e300, "General", "1e+300"),
        (datetime.datetime(2023, 9, 5, 7, 30), "General", "05/09/2023 07:30"),
        (datetime.date(2023, 9, 5), "General", "05/09/2023"), (datetime.time(7, 5), "General", "07:05"),
        (True, "General", "TRUE"),
        (-1234.5, "#,##0.0", "-1.234,5"), (float("nan"), "#,##0", "nan"),
    ],
)  # fmt: skip
def test_values_as_shown(value: object, format_: str, text: str) -> None:
    assert shown(value, format_) == text


@pytest.mark.parametrize("reader", [read_xlsx, read_xls])
def test_damaged_books_are_refused(reader: object) -> None:
    for content in (b"", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600):
        with pytest.raises(ReadingError, match=r"file-damaged|no-text"):
            reader(content, "a", Settings())  # type: ignore[operator]
