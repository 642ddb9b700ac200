"""Dates and people."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.structure.facts.dates import find_dates
from nlp_service.structure.facts.people import clean_name, particular, share_of

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
        ("Giáo viên Toán", None, None),
        ("Họ và tên", None, None),
        ("Phó Giám đốc Trung tâm", None, None),
    ],
)
def test_names(text: str, name: str | None, share: float | None) -> None:
    assert clean_name(text) == name
    assert share_of(text) == share


def test_particulars() -> None:
    assert particular("Ngày tháng năm sinh") == "birth"
    assert particular("Tỷ lệ (%) đóng góp vào việc tạo ra sáng kiến") == "share"
    assert particular("Nơi công tác (hoặc nơi thường trú)") == "unit"
    assert particular("Hiệu quả kinh tế") is None
