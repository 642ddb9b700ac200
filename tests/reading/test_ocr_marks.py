"""What is no print on a page: rules beside words, pen marks; and shades of the paper."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_ocr import TEXT, page

from nlp_service.reading.ocr import TextLine, Word
from nlp_service.reading.ocr.bars import bars, between_bars, without_bars
from nlp_service.reading.ocr.marks import without_marks
from nlp_service.reading.ocr.prepare import even, to_gray
from nlp_service.reading.ocr.tidy import tidy


def _ruled(at: tuple[int, ...]) -> np.ndarray:
    image = to_gray(np.asarray(page(["HIL Dl Il"]))).copy()
    for x in at:
        image[30:200, x : x + 3] = 0
    return image


def test_rules_are_found_and_letters_are_none() -> None:
    box = (100, 55, 400, 95)
    assert bars(_ruled(()), box) == []
    assert [start <= at and at + 3 <= end for at, (start, end) in zip((104, 350), bars(_ruled((104, 350)), box), strict=True)]
    (left, _, cut, _), (on, _, right, _) = between_bars(_ruled((350,)), box)
    assert left == 100 < cut <= 350 < 353 <= on < right == 400
    assert between_bars(_ruled(()), box) == [box]


def test_rules_are_painted_over_and_words_stay() -> None:
    box = (100, 55, 400, 95)
    plain, ruled = without_bars(_ruled(()), box, 255), without_bars(_ruled((104, 350)), box, 255)
    assert (plain < 128).sum() > 300
    assert np.array_equal(plain < 128, ruled < 128)


def _line(text: str, confidence: float) -> TextLine:
    return TextLine(tuple(Word(w, 0, 0, 10, 10, confidence) for w in text.split()))


def test_marks_stand_out_on_a_page_that_is_read_well() -> None:
    text = [_line("Họ và tên tác giả sáng kiến", 0.97)] * 5
    marks = [_line("T1P7", 0.5), _line("G t", 0.6)]
    kept = [_line("60%", 0.5), _line("giáo viên", 0.5), _line("T1P7", 0.9), _line("x y z", 0.5)]
    assert without_marks([*text, *marks, *kept]) == [*text, *kept]


@given(st.lists(st.tuples(st.text("abT1 ", min_size=1, max_size=8), st.floats(0, 0.8)), max_size=6))
def test_on_a_poor_page_everything_stays(lines: list[tuple[str, float]]) -> None:
    poor = [_line(text, confidence) for text, confidence in lines if text.strip()]
    assert without_marks(poor) == poor


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("lll.3, Phạm vi ảnh hưởng", "III.3. Phạm vi ảnh hưởng"), ("l. Thông tin chung", "I. Thông tin chung"),
        ("l) mục mười một", "l) mục mười một"), ("ngày23 tháng 4", "ngày 23 tháng 4"), ("Điều'1", "Điều 1"),
        ("ngày l6 tháng 6", "ngày 16 tháng 6"), ("chai 1l nước, QĐ23 và A4", "chai 1l nước, QĐ23 và A4"),
        ("3, Mô tả sáng kiến", "3. Mô tả sáng kiến"),
    ],
)  # fmt: skip
def test_tidy_numbers(seen: str, meant: str) -> None:
    assert tidy(seen) == meant
    assert tidy(meant) == meant


@pytest.mark.parametrize(("contrast", "paper"), [(0.2, 210), (0.5, 170), (0.9, 150)])
def test_a_faint_page_comes_out_black_on_white(contrast: float, paper: int) -> None:
    whole = to_gray(np.asarray(page(TEXT * 2)))
    faint = (paper - (255 - whole.astype(float)) * contrast).clip(0, 255).astype(np.uint8)
    assert np.abs(even(faint).astype(float) - whole).mean() < 6


def test_a_shadow_vanishes_and_an_even_page_stays() -> None:
    whole = to_gray(np.asarray(page(TEXT * 2)))
    shadow = np.linspace(1.0, 0.5, whole.shape[1])[None, :]
    lit = even((whole * shadow).astype(np.uint8))
    assert np.abs(lit.astype(float) - whole).mean() < 12
    assert even(whole) is whole
    assert (even(np.full((600, 400), 200, np.uint8)) == 200).all()
