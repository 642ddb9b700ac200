"""Numbers and amounts: what is written is read again, and what only names something is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.structure.facts.amounts import cell_amounts, find_amounts, units
from nlp_service.structure.facts.numbers import read_number, read_words, write_number, write_words

MONEY = st.sampled_from([("đồng", 1), ("nghìn đồng", 10**3), ("triệu đồng", 10**6), ("tỷ đồng", 10**9), ("triệu", 10**6)])
TIME = st.sampled_from(["giây", "phút", "giờ", "buổi", "ngày", "tuần", "tháng"])


@given(st.integers(0, 10**12))
def test_whole_numbers_are_read_as_written(value: int) -> None:
    assert read_number(write_number(value)) == value


@given(st.integers(0, 10**7), st.integers(1, 99))
def test_decimals_are_read_as_written(whole: int, hundredths: int) -> None:
    value = whole + hundredths / 100
    assert read_number(write_number(value)) == pytest.approx(value, abs=1e-9)


@given(st.integers(0, 999))
def test_numbers_in_words_are_read_as_written(value: int) -> None:
    assert read_words(write_words(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,200,000", 1_200_000), ("2.5", 2.5), ("0,125", 0.125), ("1.200,5", 1200.5), ("1 200 000", 1_200_000), ("1.046", 1046)],
)
def test_numbers_of_other_habits(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize("words", ["mười mười", "trăm hai trăm", "hai ba", "linh"])
def test_words_that_make_no_number(words: str) -> None:
    assert read_words(words) is None


@given(st.integers(1, 9999), MONEY)
def test_money_is_read_in_whole_dong(number: int, unit: tuple[str, int]) -> None:
    if 1900 <= number <= 2099:
        number += 1000
    name, times = unit
    text = f"Mỗi năm tiết kiệm {write_number(number)} {name} so với trước."
    (found,) = find_amounts(text)
    assert (found.kind, found.value, found.unit, found.change) == ("money", number * times, "đồng", "down")
    assert text[found.start : found.end] == f"{write_number(number)} {name}"


@given(st.integers(1, 1000), st.integers(1, 1000), st.sampled_from(["%", " phần trăm"]), TIME)
def test_a_change_is_one_amount_with_what_was_before(before: int, after: int, percent: str, unit: str) -> None:
    for name in (percent, f" {unit}"):
        (found,) = find_amounts(f"Tỷ lệ thay đổi từ {before}{name} xuống còn {after}{name}.")
        assert (found.before, found.value) == (before, after)
        assert found.change == ("up" if after > before else "down" if after < before else None)


@given(st.integers(1, 300), TIME)
def test_time_saved_in_figures_and_in_words(number: int, unit: str) -> None:
    for written in (str(number), write_words(number)):
        (found,) = find_amounts(f"Công việc rút ngắn {written} {unit} mỗi tuần")
        assert (found.kind, found.value, found.unit, found.per, found.change) == ("time", number, unit, "tuần", "down")


@given(st.integers(1990, 2030), st.integers(1, 12), st.integers(1, 9), st.sampled_from("ABCD"))
def test_numbers_that_name_something_are_no_amounts(year: int, few: int, one: int, letter: str) -> None:
    text = (
        f"{few}. Hiệu quả năm {year} học sinh lớp {few}{letter}{one} theo Điều {few}, khoản {one} "
        f"Nghị định {few}/{year}/NĐ-CP, Quyết định số {few}/QĐ-UBND ngày {few} tháng {one}, "
        f"năm học {year}-{year + 1}, bảng {few}, học kỳ {one}, tuần {few}; "
        f"sau {few} tháng áp dụng, trong {one} năm, một số em đã tự tin hơn."
    )
    assert not list(find_amounts(text))


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit", "of"),
    [
        ("28/35 em đạt yêu cầu", "quantity", 28, "em", 35),
        ("làm lợi 1,2 tỷ", "money", 1.2e9, "đồng", None),
        ("hai triệu rưỡi thì không, nhưng 2 triệu rưỡi", "money", 2.5e6, "đồng", None),
        ("12,5%", "percent", 12.5, "%", None),
        ("gấp 2 lần", "quantity", 2, "lần", None),
        ("1,200 đồng một trang", "money", 1200, "đồng", None),
        ("nhờ vậy sự cố giảm 12", "quantity", 12, "", None),
    ],
)
def test_amounts(text: str, kind: str, value: float, unit: str, of: float | None) -> None:
    found = list(find_amounts(text))[-1]
    assert (found.kind, found.value, found.unit, found.of) == (kind, value, unit, of)


def test_cells_of_a_table_are_amounts_but_not_its_counters() -> None:
    rows = [["TT", "Nội dung", "Trước", "Tỷ lệ (%)"], ["1", "Học sinh đạt", "12", "41,4"], ["2", "Năm", "2023", ""]]
    cells = [{c: (text, 100 * r + 20 * c) for c, text in enumerate(row)} for r, row in enumerate(rows)]
    assert [(f.kind, f.value, f.start) for f in cell_amounts(cells)] == [("quantity", 12, 140), ("percent", 41.4, 160)]


def test_the_words_are_complete() -> None:
    known = units()
    assert {"money", "percent", "time", "quantity"} == {kind for kind, _ in known.units.values()}
    assert known.scales["tỷ"] == 10**9
