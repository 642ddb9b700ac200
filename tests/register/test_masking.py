"""Personal data made unreadable."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.register.masking import MASK, masked, without_numbers

NAME = "Nguyễn Văn Ánh"


@pytest.mark.parametrize(
    "text",
    [
        "Cô Nguyễn Văn Ánh đã làm", "TÁC GIẢ: NGUYỄN VĂN ÁNH", "nguyễn văn ánh, giáo viên", "Nguyễn Văn\nÁnh ký",
        "(Nguyễn  Văn Ánh)", normalize("NFD", "thầy Nguyễn Văn Ánh và lớp"),
    ],
)  # fmt: skip
def test_a_name_goes_however_it_is_written(text: str) -> None:
    done = masked(text, [NAME])
    assert len(done) == len(text)
    assert not {"văn", "ánh"} & set(normalize("NFC", done).lower().replace("(", " ").replace(",", " ").split())
    assert MASK in done


def test_other_words_stay() -> None:
    text = "Văn bản về ánh sáng của Nguyễn Văn Ánhx"
    assert masked(text, [NAME]) == text
    assert masked(text, ["", " "]) == text


@pytest.mark.parametrize(
    "number",
    ["an.nv@truong.edu.vn", "0912345678", "0912 345 678", "+84 912 345 678", "0225.3.888.999"],
)
def test_numbers_that_lead_to_a_person_go(number: str) -> None:
    done = without_numbers(f"Liên hệ {number} để biết thêm")
    assert done.startswith("Liên hệ █")
    assert done.endswith("█ để biết thêm")


@pytest.mark.parametrize("text", ["sinh ngày 02/02/1980 tại", "CCCD số 031080001234 cấp", "Năm sinh: 1979, quê"])
def test_cards_and_birthdays_go_where_they_are_named(text: str) -> None:
    done = without_numbers(text)
    assert len(done) == len(text)
    assert not any(c.isdigit() for c in done)


@pytest.mark.parametrize("text", ["Tiết kiệm 283.000 m3 nước", "từ 0,5 lên 12,75 và 1.250.000.000 đồng", "năm 2023 có 120 em"])
def test_figures_of_the_work_stay(text: str) -> None:
    assert without_numbers(text) == text


@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=3))
def test_places_stay_right(text: str, names: list[str]) -> None:
    done = without_numbers(masked(text, names))
    assert len(done) == len(text)
    assert [c for c, d in zip(text, done, strict=True) if d != MASK] == [d for d in done if d != MASK]
