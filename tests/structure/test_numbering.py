"""Numbers in front of headings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.structure.numbering import is_measure, parse_number, roman


@pytest.mark.parametrize(
    ("line", "style", "path"),
    [
        ("I. THÔNG TIN", "roman", (1,)),
        ("III.1. Nội dung", "mixed", (3, 1)),
        ("C.b Khả năng", "mixed", (3, 2)),
        ("Phần thứ nhất. Đặt vấn đề", "part", (1,)),
        ("PHẦN II: GIẢI QUYẾT", "part", (2,)),
        ("1.1. Lí do", "arabic", (1, 1)),
        ("7) Nội dung", "arabic", (7,)),
        ("3 Tác giả", "arabic", (3,)),
        ("1- Hoàn cảnh nảy sinh", "arabic", (1,)),
        ("4.1- Đi bộ trong ô vuông", "arabic", (4, 1)),
        ("7c Khả năng áp dụng", "mixed", (7, 3)),
        ("7.b) Cách làm", "mixed", (7, 2)),
        ("a) Thuận lợi", "letter", (1,)),
        ("A1. Tên sáng kiến", "mixed", (1, 1)),
        ("B2) Cách làm", "mixed", (2, 2)),
        ("iv) Khả năng", "low_roman", (4,)),
        ("C. KẾT LUẬN", "capital", (3,)),
        ("II - MÔ TẢ", "roman", (2,)),
        ("- Chủ đầu tư", "bullet", (0,)),
        ("* Tính mới", "bullet", (0,)),
    ],
)
def test_styles(line: str, style: str, path: tuple[int, ...]) -> None:
    number = parse_number(line)
    assert number is not None
    assert (number.style, number.path) == (style, path)


@pytest.mark.parametrize(
    "line", ["2024 là năm học", "5,5 triệu đồng", "Vì vậy", "10 học sinh", "8a có 41 em", "Trong giờ", "Cà phê"]
)
def test_no_numbers(line: str) -> None:
    assert parse_number(line) is None


@pytest.mark.parametrize(
    "text", ["Biện pháp 1: Lập sổ", "Bước 2. Đối chiếu", "Việc thứ ba: thay cống", "Giải pháp thứ nhất", "Bảng 2. Kết quả"]
)
def test_measures_are_the_authors_own(text: str) -> None:
    assert is_measure(text)


@given(st.integers(1, 39))
def test_roman_is_the_inverse_of_writing_it(value: int) -> None:
    tens, ones = divmod(value, 10)
    written = "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]
    assert roman(written) == value


@given(st.text(max_size=60))
def test_a_number_never_takes_more_than_the_line(line: str) -> None:
    number = parse_number(line)
    assert number is None or 0 < number.end <= len(line)
