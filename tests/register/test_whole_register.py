"""The register as a whole: migrations, backup, exchange with files, sudden ends, several writers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import zipfile
import zlib
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from register_dossiers import dossier
from sqlalchemy import inspect, text

from nlp_service.dossier import Location, Prose, RegisterError
from nlp_service.duplicates import Comparable, Own, compare, own_words, pack_own, unpack_own
from nlp_service.register import Base, Register, make_engine, migrate, spreadsheet
from nlp_service.register.codec import pack_prose, unpack_prose
from nlp_service.register.originals import Originals
from nlp_service.settings import Settings

NUMBERS = st.integers(0, 999)
PLACES = st.builds(Location, st.integers(0, 9), st.none() | NUMBERS, st.none() | NUMBERS, NUMBERS, NUMBERS)
SECTIONS, KINDS = st.none() | st.just("solution"), st.none() | st.just("request")
PROSE = st.builds(Prose, PLACES, st.text(), SECTIONS, st.none() | st.integers(0, 3), KINDS)


@given(st.lists(PROSE, max_size=5))
def test_prose_survives_storing(prose: list[Prose]) -> None:
    again, own = unpack_prose(pack_prose(prose, own_words(prose)))
    assert again == tuple(prose)
    assert own is not None
    assert_same_words(own, own_words(prose))


def assert_same_words(a: Own, b: Own) -> None:
    assert (a.row.words, a.pieces) == (b.row.words, b.pieces)
    for x, y in ((a.row.keys, b.row.keys), (a.row.piece, b.row.piece), (a.row.first, b.row.first), (a.counts, b.counts)):
        assert np.array_equal(x, y)
    for i in range(len(a.row)):
        assert a.row.span(i) == b.row.span(i)


def test_words_of_a_long_text_of_any_vocabulary_survive_storing() -> None:
    text = " ".join(f"từ{i}a" for i in range(70_000))
    prose = (Prose(Location(0, None, None, 0, len(text)), text, None, None, None),)
    own = own_words(prose)
    assert_same_words(unpack_own(pack_own(own), prose), own)


@given(st.binary(max_size=80))
def test_kept_words_that_are_damaged_or_of_another_text_are_refused(noise: bytes) -> None:
    prose = dossier("p1").prose
    whole = pack_own(own_words(prose))
    for damaged in (noise, whole[:-3], zlib.compress(noise)):
        with pytest.raises(ValueError, match="kept words"):
            unpack_own(damaged, prose)
    with pytest.raises(ValueError, match="another text"):
        unpack_own(whole, (*prose, *prose))


def test_migrations_make_what_the_models_say_and_go_back(settings: Settings) -> None:
    engine = make_engine(settings.database_url)
    migrate(engine)
    migrate(engine)
    there = inspect(engine)
    for name, table in Base.metadata.tables.items():
        assert {c["name"] for c in there.get_columns(name)} == {c.name for c in table.columns}
        nullable = {c["name"]: c["nullable"] for c in there.get_columns(name)}
        assert nullable == {c.name: c.nullable for c in table.columns}
    migrate(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()


def test_a_register_of_a_newer_version_is_refused(settings: Settings) -> None:
    with Register.open(settings) as register, register.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RegisterError, match="register-newer"):
        Register.open(settings)


def test_backup_and_restore_while_others_work(register: Register, settings: Settings, tmp_path: Path) -> None:
    for i in range(3):
        register.add(dossier(f"p{i}"), originals=[("a", f"bytes {i}".encode())])
    before, file = register.list(), tmp_path / "b" / "backup.zip"
    with Register.open(settings) as other:
        register.backup(file)
        register.remove("p0")
        register.add(dossier("p7"))
        assert set(other.index.numbers) == {"p1", "p2", "p7"}
        other.restore(file)
        assert register.list() == before
        assert set(register.index.numbers) == {"p0", "p1", "p2"}
        assert register.originals.get(register.show("p0").files[0][1]) == b"bytes 0"
        assert [e.id for e in register.search("p0")] == ["p0"]
        assert register.check() == ()
        assert register.audit_entries(limit=1)[0].action == "register.restore"
        register.add(dossier("p8"))
        assert register.check() == ()


def test_a_backup_goes_from_one_database_to_the_other(register: Register, tmp_path: Path) -> None:
    register.add(dossier("p1"), originals=[("a", b"bytes")])
    register.backup(tmp_path / "backup.zip")
    with Register.open(Settings(data=tmp_path / "elsewhere")) as other:
        other.restore(tmp_path / "backup.zip")
        assert other.fetch(["p1"]) == register.fetch(["p1"])
        assert other.check() == ()


def test_a_damaged_backup_changes_nothing(register: Register, tmp_path: Path) -> None:
    register.add(dossier("p1"))
    (tmp_path / "text.zip").write_text("no zip")
    with zipfile.ZipFile(tmp_path / "foreign.zip", "w") as archive:
        archive.writestr("manifest.json", '{"form": "other"}')
    register.backup(tmp_path / "cut.zip")
    whole = (tmp_path / "cut.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    for name in ("text.zip", "foreign.zip", "cut.zip"):
        with pytest.raises(RegisterError, match="backup-invalid"):
            register.restore(tmp_path / name)
    assert len(register) == 1
    assert register.check() == ()


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


def test_several_writers_at_once(register: Register, settings: Settings) -> None:
    def work(name: str) -> None:
        with Register.open(settings) as own:
            for i in range(8):
                own.add(dossier(f"{name}{i}"))

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(register) == 32
    assert register.check() == ()


_ADDER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from register_dossiers import dossier
from nlp_service.register import Register
from nlp_service.settings import Settings
with Register.open(Settings(data=Path({data!r}))) as register:
    for i in range({count}):
        register.add(dossier(f"k{{i}}", f"Tên {{i}}"), originals=[("a", f"bytes {{i}}".encode())])
        print(i, flush=True)
"""


def test_a_sudden_end_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    count = 60
    script = _ADDER.format(tests=str(Path(__file__).parent), data=str(tmp_path), count=count)
    for stop_at in (10, 35):
        with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as adder:
            assert adder.stdout is not None
            said = -1
            for line in adder.stdout:
                said = int(line)
                if said >= stop_at:
                    os.kill(adder.pid, signal.SIGKILL)
                    break
        with Register.open(Settings(data=tmp_path)) as register:
            kept = {e.id for e in register.list()}
            assert {f"k{i}" for i in range(said + 1)} <= kept  # what was said to be done is there
            assert len(kept) == len(register) == len(register.index)
            assert register.check() == ()
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)
    with Register.open(Settings(data=tmp_path)) as register:
        assert len(register) == count
        assert register.check() == ()


def test_originals_are_kept_once_and_whole(tmp_path: Path) -> None:
    store = Originals(tmp_path / "originals")
    digest = store.put(b"abc")
    assert store.put(b"abc") == digest
    assert list(store.digests()) == [digest]
    assert store.sound(digest)
    store.path(digest).write_bytes(b"abd")
    assert not store.sound(digest)
    store.remove(digest)
    store.remove(digest)
    assert not store.sound(digest)
    with pytest.raises(FileNotFoundError):
        store.get(digest)
    (tmp_path / "originals" / "ab").mkdir(exist_ok=True)
    (tmp_path / "originals" / "ab" / ".part-x").write_bytes(b"")
    assert len(store.leftovers()) == 1
    assert store.tidy() == 0  # somebody may be writing it
    os.utime(store.leftovers()[0], (0, 0))
    assert store.tidy() == 1
    assert store.leftovers() == ()
