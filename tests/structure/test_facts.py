"""Dates and people."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.structure.facts.dates import find_dates
from nlp_service.structure.facts.people import clean_name, is_plausible, names_in, people, share_of
from nlp_service.structure.particulars import particular
from nlp_service.structure.vocabulary import heading_key

FORMS = (
    "{d}/{m}/{y}",
    "{d:02}/{m:02}/{y}",
    "{d}.{m}.{y}",
    "{d}-{m}-{y}",
    "ngày {d} tháng {m} năm {y}",
    "ngày {d:02} tháng {m:02} năm {y}",
)


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.sampled_from(FORMS))
def test_every_usual_form_of_a_date_is_read(day: date, form: str) -> None:
    text = "Áp dụng từ " + form.format(d=day.day, m=day.month, y=day.year) + " đến nay"
    found = list(find_dates(text))
    assert [f.iso for f in found] == [day.isoformat()]
    assert found[0].exact


def test_months_and_impossible_dates() -> None:
    assert [f.iso for f in find_dates("từ tháng 9 năm 2023, tháng 10/2023 và 11/2023")] == ["2023-09", "2023-10", "2023-11"]
    assert not list(find_dates("ngày 31/2/2023; tỷ lệ 12/45; số 15/2003/QH11"))


@pytest.mark.parametrize(
    ("text", "name", "share"),
    [
        ("BSCKI. Lâm Quốc Khởi, sinh ngày 14/07/1984 (75%)", "Lâm Quốc Khởi", 75.0),
        ("Ông Trịnh Quốc Vinh, công chức", "Trịnh Quốc Vinh", None),
        ("Trần Thị N (60%)", "Trần Thị N", 60.0),
        ("1. ThS. Nguyễn Văn A - GV", "Nguyễn Văn A", None),
        ("TS.BS. Hà Anh", "Hà Anh", None),
        ("LÊ VĂN KHÁNH", "Lê Văn Khánh", None),
        ("LÊ VĂN KHÁNH      Nam, nữ: Nam", "Lê Văn Khánh", None),
        ("LÊ VĂN KHÁNH Nam/Nữ: Nam", "Lê Văn Khánh", None),
        ("Đại úy Y Thiên Byă, sinh ngày 17/6/1992, cán bộ Công an xã", "Y Thiên Byă", None),
        ("Thiếu tá Trương Công Định (25%)", "Trương Công Định", 25.0),
        ("nhân viên Phòng Kỹ thuật, đóng góp 15%", None, 15.0),
        ("DANH MỤC CHỮ VIẾT TẮT", None, None),
        ("Giáo viên Toán", None, None),
        ("Họ và tên", None, None),
        ("Phó Giám đốc Trung tâm", None, None),
    ],
)
def test_names(text: str, name: str | None, share: float | None) -> None:
    assert clean_name(text) == name
    assert share_of(text) == share


@pytest.mark.parametrize(
    "text", ["Lò Văn", "Thị Kim Dung", "Số TT", "Phó Trưởng Ban", "Trường Tiểu học An Hưng", "Đại học Sư phạm"]
)
def test_what_was_cut_off_or_is_an_office_is_no_name(text: str) -> None:
    assert clean_name(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cô H'Lan Ayun (sinh 02/3/1990, giáo viên)", "H'Lan Ayun"),
        ("hộ lý Lâm Thị Út Tám, sinh 03/02/1979", "Lâm Thị Út Tám"),
        ("CĐĐD Hà Quang Lĩnh", "Hà Quang Lĩnh"),
        ("Zuông Thị Nhài, sinh ngày 4/4/1991", "Zuông Thị Nhài"),
    ],
)
def test_names_that_only_their_neighbours_tell(text: str, name: str) -> None:
    assert clean_name(text) == name


def test_names_in_running_text() -> None:
    text = "Việc này do thầy Ngô Đình Khải, sinh ngày 1/2/1980, chủ trì (60%); cùng làm có cô Đặng Thị Ân (40%) và học trò."
    found = [(name, text[at:].split()[0]) for at, name in names_in(text)]
    assert found == [("Ngô Đình Khải", "thầy"), ("Đặng Thị Ân", "cô")]


# "Ông" is a family name too, but before a name it is an address
SURNAMES = st.sampled_from(sorted(s for s in people().surnames if heading_key(s) not in people().prefixes))
GIVEN = st.sampled_from(["Minh", "Hạnh", "Khuê", "Nhung", "Bảo", "Ân", "Đức"])


@given(SURNAMES, st.lists(st.sampled_from(["Thị", "Văn", "Đình", "Ngọc"]), max_size=2), GIVEN, st.integers(1, 100))
def test_every_whole_name_is_read_with_its_share(surname: str, middle: list[str], given_name: str, share: int) -> None:
    name = " ".join([surname.capitalize(), *middle, given_name])
    assert is_plausible(name.split())
    assert clean_name(f"{name} ({share}%)") == name
    assert share_of(f"{name} ({share}%)") == share


def test_particulars() -> None:
    assert particular("Ngày tháng năm sinh") == "birth"
    assert particular("Tỷ lệ (%) đóng góp vào việc tạo ra sáng kiến") == "share"
    assert particular("Nơi công tác (hoặc nơi thường trú)") == "unit"
    assert particular("Hiệu quả kinh tế") is None


@pytest.mark.parametrize(
    ("label", "what"),
    [
        ("%", "share"),
        ("(%)", "share"),
        ("% đóng góp", "share"),
        ("Họ tên, ngày sinh", "name"),
        ("Chức danh - trình độ", "position"),
        ("Phần công sức (%)", "share"),
        ("Họ và tên (ghi rõ tỷ lệ % đóng góp)", "name"),
        ("Làm phần gì", None),
    ],
)
def test_what_a_column_asks_for_is_what_stands_first(label: str, what: str | None) -> None:
    assert particular(label) == what
