"""Lists of past years in and out: spreadsheets as offices keep them, their dates, merged cells and files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from register_dossiers import dossier

from nlp_service.dossier import RegisterError
from nlp_service.duplicates import Comparable, compare
from nlp_service.messages import LANGUAGES, say
from nlp_service.register import Entry, Register, exchange, spreadsheet
from nlp_service.register.entries import DECISIONS
from nlp_service.settings import Settings


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "xlsx"])
def test_what_is_exported_can_be_imported(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"list.{suffix}"
    with Register.open(Settings(data=tmp_path / "a")) as a, Register.open(Settings(data=tmp_path / "b")) as b:
        a.add(dossier("p1", "=HYPERLINK(evil)"), decision="recognised", field="technical")
        a.add(dossier("p2", "Tên; có, dấu “lạ”"), decision="rejected")
        assert a.export_file(file) == 2
        assert b.import_file(file).added == 2
        again = b.import_file(file)
        assert (again.added, again.known) == (0, 2)
        facts = [[(e.id, e.title, e.authors, e.unit, e.year, e.field, e.decision) for e in r.list()] for r in (a, b)]
        assert facts[0] == facts[1]
        assert (b.fetch(["p1"]) == a.fetch(["p1"])) is (suffix == "jsonl")
        assert b.check() == ()
    if suffix == "xlsx":
        assert load_workbook(file).active["B2"].value == "'=HYPERLINK(evil)"


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "xlsx"])
def test_an_export_that_fails_leaves_what_was_there(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"list.{suffix}"
    file.write_text("the earlier one")

    def rows() -> Iterator[tuple[Entry, Comparable]]:
        raise OSError("disk")
        yield

    with pytest.raises(OSError, match="disk"):
        exchange.write(file, rows())
    assert [p.name for p in tmp_path.iterdir()] == [file.name]
    assert file.read_text() == "the earlier one"


def test_a_list_as_offices_keep_it(register: Register, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["ỦY BAN NHÂN DÂN PHƯỜNG AN BIÊN"])
    sheet.append([])
    sheet.append(["TT", "Họ và tên tác giả", "Tên sáng kiến", "Đơn vị công tác", "Năm học", "Lĩnh vực", "Kết quả"])
    sheet.append([1, "Nguyễn Văn A, Lê Thị B", "Chống ngập ngõ nhỏ", "Phường An Biên", "2019 - 2020", "Kỹ thuật", "Đạt"])
    sheet.append([2, "Trần C", "Dạy học qua dự án", "THCS An Biên", 2018, "Giáo dục và Đào tạo", "Không công nhận"])
    sheet.append([3, "Không tên", "", "", "", "", ""])
    book.save(tmp_path / "list.xlsx")
    done = register.import_file(tmp_path / "list.xlsx")
    assert (done.added, [n for n, _ in done.refused]) == (2, [6])  # as the spreadsheet numbers its rows
    first, second = register.list()
    assert (first.authors, first.year) == (("Nguyễn Văn A", "Lê Thị B"), 2019)
    assert (first.field, first.decision) == ("technical", "recognised")
    assert (second.field, second.decision) == ("education", "rejected")
    (tmp_path / "list.txt").write_text("x")
    with pytest.raises(RegisterError, match="exchange-format"):
        register.import_file(tmp_path / "list.txt")


def test_a_list_with_merged_cells_a_header_of_two_rows_and_dates_of_all_kinds(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (
        ["DANH SÁCH SÁNG KIẾN NĂM 2021"], ["(Kèm theo Quyết định số 12/QĐ-UBND ngày 05/3/2022)"],
        ["Stt", "Tên sáng kiến, giải pháp (ghi đầy đủ)", "Tác giả", None, "Ngày nộp", "Xếp loại"],
        [None, None, "Họ và tên", "Đơn vị công tác", None, None],
        ["I. LĨNH VỰC GIÁO DỤC"],
        [1, "Rèn đọc cho học sinh lớp 2", "Lê Thị Na", "Trường Tiểu học An Bài", datetime(2021, 3, 20), "Loại A"],
        [2, "Tủ sách hành lang", "Vũ Hà\nBùi Én", None, "5/4/2021", "Không xếp loại"],
        [3, "Sân chơi chữ số", "Đỗ Mơ", None, 44300, "B"],
        [4, "Vườn trường ba mùa", "Đỗ Mơ", "Trường Mầm non 1", "ngày 2 tháng 5 năm 2021", ""],
        [5, "Rèn đọc cho học sinh lớp 2", "Lê Thị Na", "Trường Tiểu học An Bài", datetime(2021, 3, 20), "Loại A"],
    ):  # fmt: skip
        sheet.append(row)
    for area in ("A1:F1", "A2:F2", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4", "A5:F5", "D6:D8"):
        sheet.merge_cells(area)
    book.save(tmp_path / "list.xlsx")
    with Register.open(Settings(data=tmp_path)) as register:
        done = register.import_file(tmp_path / "list.xlsx")
        assert (done.added, done.known, done.refused) == (4, 1, ())
        first, second, third, fourth = register.list()
    assert [e.filed for e in (first, second, third, fourth)] == ["2021-03-20", "2021-04-05", "2021-04-14", "2021-05-02"]
    assert {e.unit for e in (first, second, third)} == {"Trường Tiểu học An Bài"}
    assert {e.year for e in (first, second, third, fourth)} == {2021}
    assert second.authors == ("Vũ Hà", "Bùi Én")
    assert [e.decision for e in (first, second, third, fourth)] == ["recognised", "rejected", "recognised", None]


def test_five_thousand_rows_with_one_bad_among_them(tmp_path: Path) -> None:
    rows = [f"m{i},Sáng kiến về việc số {i} của tổ {i % 40},Người {i},{2000 + i % 20}" for i in range(5000)]
    rows[777] = "m776,Một tên khác dưới cùng mã,Người khác,2001"
    (tmp_path / "list.csv").write_text("\n".join(["Mã,Tên sáng kiến,Tác giả,Năm", *rows]), "utf-8")
    with Register.open(Settings(data=tmp_path)) as register:
        done = register.import_file(tmp_path / "list.csv")
        assert (done.added, [n for n, _ in done.refused]) == (4999, [779])
        assert len(register.index) == 4999
        assert compare(Comparable("q", "q", "Việc số 4321 của tổ 1"), register)


@given(st.dates(date(1951, 1, 1), date(2099, 12, 31)))
def test_dates_are_read_however_they_are_written(day: date) -> None:
    ways = (
        day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", f"{day:%d.%m.%Y}",
        f"ngày {day.day} tháng {day.month} năm {day.year}", str((day - date(1899, 12, 30)).days),
    )  # fmt: skip
    assert {spreadsheet.date_of(way) for way in ways} == {day.isoformat()}


@pytest.mark.parametrize("text", ["", "chưa rõ", "31/02/2021", "2021", "12", "999999"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert spreadsheet.date_of(text) is None


def test_a_list_may_name_files(register: Register, tmp_path: Path) -> None:
    (tmp_path / "p1.docx").write_bytes(b"x")
    (tmp_path / "list.csv").write_text("Tên sáng kiến,Năm,Tệp\nChống ngập,2019,p1.docx\nKhác,2019,none.docx\n", "utf-8")
    done = register.import_file(tmp_path / "list.csv", understand=lambda path: dossier(path.stem))
    assert (done.added, len(done.refused)) == (1, 1)
    assert register.fetch(["p1"])["p1"].title == "Chống ngập"
    assert register.fetch(["p1"])["p1"].prose


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("kind", "codes"), [("decisions", DECISIONS), ("fields", ("education", "technical", "unknown"))])
def test_what_our_lists_call_a_value_is_understood(kind: str, codes: tuple[str, ...], lang: str) -> None:
    for code in codes:
        name = say(f"names.{kind[:-1]}.{code}", lang)
        assert {spreadsheet.meaning(kind, text) for text in (name, name.upper(), name.capitalize(), code)} == {code}


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_values_nobody_understands_are_told_and_the_row_is_taken_in(register: Register, tmp_path: Path, suffix: str) -> None:
    rows = [
        ("Chống ngập", "Đã công nhận", "Kỹ thuật", "2019"),
        ("Trồng cây", "tạm được", "Thể thao", "năm ngoái"),
        ("", "?", "", ""),
    ]
    keys = ("title", "decision", "field", "year")
    lines = (
        [",".join(row) for row in (keys, *rows)]
        if suffix == "csv"
        else [json.dumps(dict(zip(keys, r, strict=True))) for r in rows[:2]]
    )
    (tmp_path / f"list.{suffix}").write_text("\n".join(lines), "utf-8")
    done = register.import_file(tmp_path / f"list.{suffix}")
    second = 3 if suffix == "csv" else 2
    assert done.added == 2
    assert sorted(done.doubted) == [
        (second, "decision", "tạm được"), (second, "field", "Thể thao"), (second, "year", "năm ngoái"),
    ]  # fmt: skip
    assert [(e.decision, e.field, e.year) for e in register.list()] == [("recognised", "technical", 2019), (None, None, None)]
