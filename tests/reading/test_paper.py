"""The sheet in a photograph."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from test_ocr import TEXT, page

from nlp_service.reading.ocr.paper import flattened, projection, sheet_corners

SHEET = np.array([(0, 0), (1240, 0), (1240, 800), (0, 800)], dtype=float)


def _photo(corners: np.ndarray, ground: int = 90) -> np.ndarray:
    """The page laid with its corners at these places of a larger picture."""
    sheet = page(TEXT * 4, height=800).convert("L")
    way = projection(corners, SHEET)
    laid = sheet.transform((1500, 1100), Image.Transform.PERSPECTIVE, tuple(way), Image.Resampling.BICUBIC, fillcolor=ground)
    return np.asarray(laid)


@pytest.mark.parametrize("aslant", [20, 60, 100])
def test_a_sheet_aslant_is_laid_flat(aslant: int) -> None:
    corners = np.array([(100 + aslant, 80), (1400, 80 + aslant), (1380 - aslant, 1000), (90, 1010)], dtype=float)
    found = sheet_corners(_photo(corners))
    assert found is not None
    assert np.abs(found - corners).max() < 15
    flat = np.asarray(Image.fromarray(flattened(_photo(corners))).resize((1240, 800)), dtype=float)
    whole = np.asarray(page(TEXT * 4, height=800).convert("L"), dtype=float)
    assert np.corrcoef((flat[::4, ::4] < 200).mean(axis=1), (whole[::4, ::4] < 200).mean(axis=1))[0, 1] > 0.7


def test_scans_and_sheets_that_lie_straight_stay() -> None:
    scan = np.asarray(page())
    assert flattened(scan) is scan
    banded = scan.copy()
    banded[:40] = 0  # the lid of the scanner
    assert flattened(banded) is banded
    straight = _photo(np.array([(100, 80), (1400, 80), (1400, 1000), (100, 1000)], dtype=float))
    assert flattened(straight) is straight
    night = np.full((900, 700), 30, np.uint8)
    assert flattened(night) is night


@given(st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=4, max_size=4))
def test_a_projection_takes_each_corner_to_its_own(moves: list[tuple[int, int]]) -> None:
    source = SHEET + np.array(moves)
    a, b, c, d, e, f, g, h = projection(SHEET, source)
    for (x, y), (u, v) in zip(SHEET, source, strict=True):
        w = g * x + h * y + 1
        assert ((a * x + b * y + c) / w, (d * x + e * y + f) / w) == pytest.approx((u, v), abs=1e-6)
