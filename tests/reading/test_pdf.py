"""Born-digital pdfs by geometry."""

from __future__ import annotations

import numpy as np
import pytest
from pdf_paper import paper, width, wrapped

from nlp_service.dossier import BlockKind, ReadingError, SourceFile
from nlp_service.reading.pdf import read_pdf
from nlp_service.settings import Settings

FIRST = (
    "Năm học vừa qua nhà trường có hơn sáu trăm học sinh, nhiều em ở xa, đường đi lại khó khăn, việc chuẩn bị bài ở nhà "
    "vì thế còn hạn chế và cần một cách làm khác hẳn so với trước đây."
)
SECOND = (
    "Giải pháp gồm ba bước: khảo sát thói quen học tập, lập nhóm cùng tiến, theo dõi hằng tuần bằng phiếu tự đánh giá của "
    "từng em."
)


def read(content: bytes) -> SourceFile:
    return read_pdf(content, "a.pdf", Settings(workers=1))


def texts(content: bytes) -> list[str]:
    return [b.text for b in read(content).blocks]


def test_paragraphs_are_joined_and_parted() -> None:
    first, y = wrapped(FIRST, 72, 100, 520)
    second, _ = wrapped(SECOND, 72, y, 520)
    assert texts(paper([*first, *second])) == [FIRST, SECOND]


def test_first_line_indent_parts_paragraphs() -> None:
    lines, y = [], 100.0
    for _ in range(3):
        part, y = wrapped(FIRST, 72, y, 520, indent=30)
        lines += part
    assert texts(paper(lines)) == [FIRST] * 3


def test_paragraph_goes_on_over_the_page_border() -> None:
    lines, _ = wrapped(FIRST, 72, 700, 520)
    content = paper(lines[:2], [(x, y - 600, t) for x, y, t in lines[2:]])
    file = read(content)
    assert [b.text for b in file.blocks] == [FIRST]
    assert file.pages == 2


def test_page_numbers_and_running_heads_come_last() -> None:
    pages = []
    for n in range(1, 5):
        body, _ = wrapped(FIRST, 72, 200, 520)
        pages.append([(72, 40, "Sáng kiến kinh nghiệm năm học 2023"), *body, (290, 810, str(n))])
    blocks = read(paper(*pages)).blocks
    assert [b.kind for b in blocks] == [BlockKind.PARAGRAPH] * 4 + [BlockKind.HEADER]
    assert [b.page for b in blocks[:4]] == [1, 2, 3, 4]
    assert [b.page_break for b in blocks[:4]] == [False, True, True, True]


def test_letter_head_left_column_first() -> None:
    head = [
        (72, 100, "UBND QUẬN LÊ CHÂN"), (300, 100, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (80, 116, "TRƯỜNG TIỂU HỌC"), (340, 116, "Độc lập - Tự do - Hạnh phúc"),
    ]  # fmt: skip
    assert texts(paper(head, size=9)) == [
        "UBND QUẬN LÊ CHÂN", "TRƯỜNG TIỂU HỌC", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
    ]  # fmt: skip


def test_ruled_table_becomes_cells() -> None:
    rules = [(72, y, 500, y) for y in (100, 130, 160)] + [(x, 100, x, 160) for x in (72, 250, 400, 500)]
    words = [
        (78, 118, "Chỉ tiêu"), (256, 118, "Trước"), (406, 118, "Sau"),
        (78, 148, "Số học sinh đạt"), (256, 148, "61"), (406, 148, "84"),
    ]  # fmt: skip
    blocks = read(paper(words, rules=rules)).blocks
    assert [b.text for b in blocks] == ["Chỉ tiêu", "Trước", "Sau", "Số học sinh đạt", "61", "84"]
    assert all(b.kind is BlockKind.CELL for b in blocks)
    assert [(b.cell.row, b.cell.column) for b in blocks if b.cell] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]


def test_letters_drawn_later_stand_in_their_word() -> None:
    # a font without ứ: the word is drawn with a hole, the letter afterwards
    gap = 72 + width("Th")
    words = [(72, 100, "Th"), (gap + width("ứ"), 100, " Hai đầu tuần"), (gap, 100, "ứ")]
    assert texts(paper(words)) == ["Thứ Hai đầu tuần"]


def test_shadow_is_read_once() -> None:
    assert texts(paper([(72, 100, "BẢN MÔ TẢ"), (72.5, 100, "BẢN MÔ TẢ")])) == ["BẢN MÔ TẢ"]


def test_look() -> None:
    title = "BÁO CÁO SÁNG KIẾN"
    body, _ = wrapped(FIRST, 72, 140, 520)
    file = read(paper([((72 + 520 - width(title, weight="bold")) / 2, 100, title), *body], bold=[title]))
    assert file.blocks[0].look.bold
    assert file.blocks[0].look.centred
    assert file.blocks[0].look.size == 12
    assert not file.blocks[1].look.bold
    box = file.blocks[0].box
    assert box is not None
    assert box[1] < 100 < box[3]


def test_offsets_are_exact() -> None:
    body, _ = wrapped(FIRST, 72, 140, 520)
    file = read(paper(body, body))
    assert all(file.text[b.start : b.end] == b.text for b in file.blocks)


def test_damaged_and_encrypted() -> None:
    with pytest.raises(ReadingError) as caught:
        read(b"%PDF-1.4\nnothing")
    assert caught.value.code == "file-damaged"


def test_empty_page_is_no_text() -> None:
    with pytest.raises(ReadingError) as caught:
        read(paper([]))
    assert caught.value.code == "no-text"


def test_more_pages_than_are_read() -> None:
    content = paper(*[[(72, 300, f"Phụ lục thứ {n}")] for n in range(4)])
    file = read_pdf(content, "a.pdf", Settings(max_pages=2))
    assert file.status == "partial"
    assert [p.code for p in file.problems] == ["too-many-pages"]
    assert file.pages == 4
    assert len(file.blocks) == 2


@pytest.mark.ocr
def test_junk_layer_over_a_picture_is_not_believed() -> None:
    picture = np.full((842, 595), 255, np.uint8)
    junk = [(72, 100 + 20 * k, "Vvz qxk lorrn zzpt wek kfj vnnq xxr tqw") for k in range(12)]
    file = read(paper(junk, picture=picture))
    assert file.ocr_pages == 1
    assert all(b.confidence is not None for b in file.blocks)


def test_state_name_on_every_page_is_no_header() -> None:
    page = [(150, 72, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), *wrapped(FIRST, 72, 140, 520)[0]]
    blocks = read(paper(page, page)).blocks
    assert [b.kind for b in blocks] == [BlockKind.PARAGRAPH] * 4
