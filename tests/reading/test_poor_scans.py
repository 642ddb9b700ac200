"""What cannot be read well is never said to be missing."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter
from test_ocr import page, png

from nlp_service.reading import Upload, read
from nlp_service.reading.ocr import TrueOcr
from nlp_service.screening import Screener
from nlp_service.settings import Settings

DOSSIER = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BẢN MÔ TẢ SÁNG KIẾN", "1. Tên sáng kiến: Sổ theo dõi hồ sơ bằng bảng tính",
    "2. Lĩnh vực áp dụng sáng kiến: Hành chính", "3. Mô tả sáng kiến", "3.1. Tình trạng giải pháp đã biết",
    "Trước đây mỗi cán bộ ghi sổ riêng, tìm một hồ sơ mất hơn mười phút.", "3.2. Nội dung giải pháp",
    "Cả phòng dùng chung một bảng tính, mỗi hồ sơ một dòng, có ngày nhận.", "3.3. Hiệu quả", "Tìm một hồ sơ còn một phút.",
]  # fmt: skip

pytestmark = [pytest.mark.ocr, pytest.mark.skipif(not TrueOcr.available(), reason="needs trueocr")]


def _settings(folder: Path) -> Settings:
    return Settings(data=folder, isolate=False, workers=1)


def _degraded(noise: float, blur: float) -> bytes:
    picture = page(DOSSIER, width=1240, height=800).convert("L").filter(ImageFilter.GaussianBlur(blur))
    grey = np.asarray(picture, dtype=float) + np.random.default_rng(5).normal(0, noise, (800, 1240))
    return png(Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)), dpi=(150, 150))


@pytest.mark.parametrize(("noise", "blur"), [(60, 1.0), (5, 4.0)])
def test_a_page_that_cannot_be_read_leaves_its_sections_unknown(noise: float, blur: float, tmp_path: Path) -> None:
    screener = Screener(_settings(tmp_path))
    result = screener.screen([Upload("scan.png", _degraded(noise, blur))])
    assert "missing" not in {s.status for s in result.sections}
    assert not [f for f in result.findings if f.rule == "section-missing"]
    clear = screener.screen([Upload("scan.png", _degraded(2, 0.4))])
    assert "present" in {s.status for s in clear.sections}


def test_a_poor_picture_is_told_as_such(tmp_path: Path) -> None:
    poor = read([Upload("a.png", _degraded(30, 2.2))], settings=_settings(tmp_path)).files[0]
    good = read([Upload("a.png", _degraded(2, 0.4))], settings=_settings(tmp_path)).files[0]
    assert "ocr-poor" in {n.code for n in poor.notices}
    assert "ocr-poor" not in {n.code for n in good.notices}
    assert poor.grade > good.grade == "B"


def test_a_faint_and_shadowed_copy_is_read_like_a_good_one(tmp_path: Path) -> None:
    whole = np.asarray(page(DOSSIER, width=1240, height=800).convert("L"), dtype=float)
    shadow = np.linspace(0.95, 0.5, 1240)[None, :]
    faint = (215 - (255 - whole) * 0.25) * shadow + np.random.default_rng(5).normal(0, 2, whole.shape)
    content = png(Image.fromarray(faint.astype(np.uint8)), dpi=(150, 150))
    words = set(read([Upload("a.png", content)], settings=_settings(tmp_path)).files[0].text.lower().split())
    printed = " ".join(DOSSIER).lower().split()
    assert sum(w in words for w in printed) > 0.85 * len(printed)


def test_all_pages_of_a_tiff_and_what_a_torn_jpeg_still_shows(tmp_path: Path) -> None:
    pages = [page([line] * 3) for line in DOSSIER[:3]]
    whole = png(pages[0], "TIFF", save_all=True, append_images=pages[1:], dpi=(150, 150))
    file = read([Upload("a.tif", whole)], settings=_settings(tmp_path)).files[0]
    assert (file.status, file.pages, {b.page for b in file.blocks}) == ("read", 3, {1, 2, 3})
    torn = png(pages[0], "JPEG", quality=90, dpi=(150, 150))
    file = read([Upload("a.jpg", torn[: int(len(torn) * 0.7)])], settings=_settings(tmp_path)).files[0]
    assert (file.status, [p.code for p in file.problems]) == ("partial", ["file-salvaged"])
    assert "hòa" in file.text.lower()


def test_a_photograph_turned_by_its_exif_orientation(tmp_path: Path) -> None:
    upright, exif, buffer = page(DOSSIER, width=1240, height=800), Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    upright.transpose(Image.Transpose.ROTATE_90).save(buffer, "JPEG", quality=90, exif=exif)
    assert "sáng kiến" in read([Upload("a.jpg", buffer.getvalue())], settings=_settings(tmp_path)).files[0].text.lower()


def test_a_red_seal_on_a_colour_picture_hides_nothing(tmp_path: Path) -> None:
    picture = np.asarray(page(DOSSIER, width=1240, height=800)).copy()
    y, x = np.mgrid[0:800, 0:1240]
    ring = np.abs(np.hypot(x - 420, y - 330) - 120) < 9
    picture[ring & (picture.min(axis=2) > 128)] = (210, 40, 50)
    text = read([Upload("a.png", png(Image.fromarray(picture), dpi=(150, 150)))], settings=_settings(tmp_path)).files[0].text
    printed = " ".join(DOSSIER).lower().split()
    assert sum(w in text.lower().split() for w in printed) > 0.85 * len(printed)
