"""Recognition: preparation, tidying, the pair model, the vote, engines and pages."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib import get_data_path
from PIL import Image, ImageDraw, ImageFont

from nlp_service.dossier import ReadingError
from nlp_service.language import fold
from nlp_service.reading.image import frames, read_image
from nlp_service.reading.ocr import Recogniser, Tesseract, TextLine, TrueOcr, Word
from nlp_service.reading.ocr.accents import skeleton, variants
from nlp_service.reading.ocr.agree import side_by_side
from nlp_service.reading.ocr.language import START, estimate, pair_model, token
from nlp_service.reading.ocr.lines import find_rulings, to_rows
from nlp_service.reading.ocr.prepare import rotate, skew, to_gray
from nlp_service.reading.ocr.strips import stack, words_of
from nlp_service.reading.ocr.tesseract import parse_tsv
from nlp_service.reading.ocr.tidy import stretch_leaders, tidy
from nlp_service.reading.ocr.vote import Weights, best, readings
from nlp_service.settings import Settings

TEXT = [
    "ĐƠN ĐỀ NGHỊ CÔNG NHẬN SÁNG KIẾN", "Họ và tên: Nguyễn Thị Lan Hương", "Chức vụ: giáo viên, Trường Tiểu học An Dương",
]  # fmt: skip


def page(lines: list[str] = TEXT, size: int = 28, width: int = 1240, height: int = 500) -> Image.Image:
    """A page picture at about 150 dpi."""
    picture = Image.new("RGB", (width, height), "white")
    font = ImageFont.truetype(f"{get_data_path()}/fonts/ttf/DejaVuSerif.ttf", size)
    draw = ImageDraw.Draw(picture)
    for k, line in enumerate(lines):
        draw.text((120, 60 + 60 * k), line, fill="black", font=font)
    return picture


def png(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("degrees", [-2.4, -0.8, 0.0, 0.6, 1.5, 3.0])
def test_skew_is_found_and_undone(degrees: float) -> None:
    level = to_gray(np.asarray(page([TEXT[2]] * 6)))
    assert abs(skew(rotate(level, degrees)) + degrees) <= 0.25


def test_blank_page_is_level() -> None:
    assert skew(np.full((400, 300), 250, np.uint8)) == 0.0


def test_seal_vanishes_text_stays() -> None:
    picture = np.full((10, 3, 3), 255, np.uint8)
    picture[:, 0] = (205, 35, 45)
    picture[:, 1] = (20, 20, 25)
    gray = to_gray(picture)
    assert gray[0, 0] > 220
    assert gray[0, 1] < 40
    assert to_gray(gray) is gray


@given(st.text("aAbđĐiIl12“”'+*,.:;()6 …", max_size=40))
@example("+ Về kinh tế,xã hội:'ghim' vào Il/2024 L THÔNG TIN CHUNG")
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("ngày,tháng", "ngày, tháng"), ("3.Các biện pháp", "3. Các biện pháp"), ("lên 4(9,8%)", "lên 4 (9,8%)"),
        ("gọi là 'ghim' lại", "gọi là “ghim” lại"), ("quý Il/2024", "quý II/2024"), ("L MÔ TẢ GIẢI PHÁP", "I. MÔ TẢ GIẢI PHÁP"),
        ("2,Thực trạng", "2. Thực trạng"), ("đúng không2", "đúng không?"), ("a@b.vn,c", "a@b.vn,c"),
        ("rộng 12 m2", "rộng 12 m2"),
        ("+ Về kinh tế", "+ Về kinh tế"),
    ],
)  # fmt: skip
def test_tidy(seen: str, meant: str) -> None:
    assert tidy(seen) == meant


def test_leaders_are_as_long_as_on_paper() -> None:
    line = stretch_leaders("Điện thoại: ...", 300, 20)
    assert line.startswith("Điện thoại: ....")
    assert 25 <= line.count(".") <= 50
    assert stretch_leaders("Trạng... nhiều", 300, 20) == "Trạng... nhiều"


@given(st.sampled_from(["phần", "kể", "chỉ", "đảo", "tiếp", "nghiệm"]))
def test_variants_keep_their_letters(word: str) -> None:
    assert variants(word)
    assert all(skeleton(v) == skeleton(word) and v != word and cost > 0 for v, cost in variants(word))


def test_pair_model_prefers_words_of_the_language() -> None:
    model = pair_model()
    assert model.score("thẩm", "định") > model.score("thâm", "định")
    assert model.score("sáng", "kiến") > model.score("sáng", "kiên")
    assert token("Thuỷ") == token("thủy")
    counted = estimate({("a", "b"): 3.0, ("a", "c"): 1.0})
    assert counted.score("a", "b") > counted.score("a", "c") > counted.score("a", "?")
    assert START not in counted.single


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("giải phãp kỹ thuật", "giải pháp kỹ thuật"), ("một phãn công việc", "một phần công việc"),
        ("ĐƠN VỊÁP DỤNG", "ĐƠN VỊ ÁP DỤNG"),
    ],
)  # fmt: skip
def test_the_vote_repairs_accents(seen: str, meant: str) -> None:
    weights = Weights(foreign=9.0, model=0.7)
    chosen, margins = best([readings(w, 0.9, weights) for w in seen.split()], pair_model(), weights)
    assert " ".join(c.text for c in chosen) == meant
    assert len(margins) == len(chosen)


NAMES = st.sampled_from(["an", "bình", "cao", "dương", "em"])


@given(st.lists(NAMES, max_size=8), st.lists(NAMES, max_size=8))
def test_side_by_side_loses_no_agreed_word(first: list[str], second: list[str]) -> None:
    a, b = [(w, 0.9) for w in first], [(w, 0.9) for w in second]
    pairs = side_by_side(a, b)
    assert [x for x in (p[0] for p in pairs) if x is not None] == [x for x in a if any(x is p[0] for p in pairs)]
    assert side_by_side(a, a) == list(zip(a, a, strict=True))
    assert side_by_side(a, []) == [(x, None) for x in a]


def test_strips_give_words_back_to_their_lines() -> None:
    image = np.full((200, 400), 255, np.uint8)
    boxes = [(10.0, 10.0, 300.0, 30.0), (50.0, 100.0, 390.0, 120.0)]
    _, tops = stack(image, boxes)
    lines = [TextLine((Word(f"w{k}", 20, top + 3, 60, top + 18, 0.9),)) for k, top in enumerate(tops)]
    assert [[w.text for w in words] for words in words_of(lines, tops, [20, 20])] == [["w0"], ["w1"]]


def test_tsv() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    rows = '5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t91.5\t"Đơn\n5\t1\t1\t1\t1\t2\t44\t20\t30\t12\t88\tđề\n'
    rows += "5\t1\t1\t1\t2\t1\t10\t40\t5\t9\t-1\t \n"
    (line,) = parse_tsv(head + rows)
    assert line.text == '"Đơn đề'
    assert line.box == (10, 20, 74, 32)
    assert 0.88 <= line.confidence <= 0.92


def test_rulings_of_a_picture() -> None:
    image = np.full((600, 800), 255, np.uint8)
    for y in (100, 200, 300):
        image[y : y + 3, 100:701] = 0
    for x in (100, 400, 698):
        image[100:303, x : x + 3] = 0
    rulings = find_rulings(image, 150)
    assert sum(r.vertical for r in rulings) == 3
    assert sum(not r.vertical for r in rulings) == 3
    line = TextLine((Word("trái", 330, 140, 390, 165, 0.9), Word("phải", 408, 140, 470, 165, 0.9)))
    (row,) = to_rows([line], 72 / 150, rulings)
    assert [p.text for p in row] == ["trái", "phải"]


def test_frames_of_pictures() -> None:
    several = png(page(), "TIFF", save_all=True, append_images=[page(), page()], dpi=(150, 150))
    assert [round(dpi) for _, dpi in frames(several, "a.tif", Settings())] == [150] * 3
    with pytest.raises(ReadingError, match="image-too-large"):
        list(frames(png(page()), "a.png", Settings(max_pixels=1000)))
    with pytest.raises(ReadingError, match="file-damaged"):
        list(frames(png(page())[:-200], "a.png", Settings()))
    with pytest.raises(ReadingError, match="file-damaged"):
        list(frames(b"no picture", "a.png", Settings()))


def test_heif() -> None:
    content = (Path(__file__).parent / "page.heic").read_bytes()  # the picture of page(), stored once by an encoder
    ((picture, _),) = frames(content, "a.heic", Settings())
    expected = np.asarray(page())
    assert picture.shape == expected.shape
    assert np.abs(picture.astype(float) - expected).mean() < 8


@pytest.mark.ocr
@pytest.mark.skipif(not Tesseract.available() and not TrueOcr.available(), reason="needs a recogniser")
def test_a_picture_is_read() -> None:
    file = read_image(png(page(), dpi=(150, 150)), "a.png", Settings(workers=1))
    assert file.ocr_pages == file.pages == 1
    assert fold(file.blocks[0].text) == fold(TEXT[0])
    assert fold("Nguyễn Thị Lan Hương") in fold(file.text)
    assert all(b.confidence and b.confidence > 0.6 for b in file.blocks)


@pytest.mark.ocr
@pytest.mark.skipif(not TrueOcr.available(), reason="needs trueocr")
def test_a_picture_upside_down_is_read() -> None:
    picture = page([*TEXT, *TEXT, *TEXT], height=800).rotate(180)
    assert fold(TEXT[0]) in fold(read_image(png(picture, dpi=(150, 150)), "a.png", Settings(workers=1)).text)


@pytest.mark.ocr
def test_an_empty_picture_has_no_text() -> None:
    with pytest.raises(ReadingError, match="no-text"):
        read_image(png(Image.new("L", (600, 800), 255)), "a.png", Settings(workers=1))


@pytest.mark.ocr
@pytest.mark.skipif(not Tesseract.available(), reason="needs tesseract")
def test_one_engine_alone_is_enough() -> None:
    both = Recogniser.of(Settings())
    image = np.asarray(page())
    for one in (Recogniser(None, both.thorough, both.policy), Recogniser(both.fast, None, both.policy)):
        if one.fast or one.thorough:
            rows = one.sheet(image, 150, 1).rows
            assert "sáng kiến" in " ".join(p.text for row in rows for p in row).lower()
