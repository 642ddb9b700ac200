"""Where papers begin and what they are: slips that ask, names nobody foresaw, letter-heads that only look like titles."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp_service.corpus import as_dossier, parse_dossier
from nlp_service.structure.understanding import Outlined, outliner

HEADER = "%id: own\n%field: technical\n%profile: generic\n%title: Cữ cuốn nẹp hai rãnh\n"
PROSE = "Cả tổ bàn với nhau nhiều buổi, ghi từng việc vào sổ rồi làm thử ở hai nơi khác nhau trước khi chốt cách làm chung này."
SLIP = """=== request
@c CÔNG TY CỔ PHẦN MAY TRỰC THÀNH
@t {title}
Họ tên: Trần Thị Ngát
Tên sáng kiến: Cữ cuốn nẹp hai rãnh
Nơi dùng: chuyền 12
Dùng từ ngày: 20-5-2025
Khó khăn đang gặp: nẹp trụ phải ủi gấp trước khi may, hay bị lệch sọc
Cách giải quyết: làm cái cữ bằng inox hai rãnh để hai mép nẹp tự gấp khi đi qua
Làm lợi ước tính: 21 triệu đồng/tháng
"""
SIGNED = "@sign TỔ TRƯỞNG // Ngày 10 tháng 10 năm 2025 \\\\ NGƯỜI ĐĂNG KÝ \\\\ Trần Thị Ngát\n"
DESCRIPTION = f"""@pb
=== description
@c CÔNG TY CỔ PHẦN MAY TRỰC THÀNH
@c BAN SÁNG KIẾN - CẢI TIẾN
@t {{title}}
@f title | 1. Tên sáng kiến: Cữ cuốn nẹp hai rãnh
@h1 prior_state | 2. Trước đây làm thế nào
{PROSE}
@h1 solution | 3. Nội dung sáng kiến
{PROSE}
@h1 benefits | 4. Hiệu quả
{PROSE}
@sign PHÒNG KỸ THUẬT // Người viết \\\\ Trần Thị Ngát
"""


def understood(text: str, folder: Path) -> list[Outlined]:
    path = folder / "own.dossier"
    path.write_text(HEADER + text, "utf-8")
    dossier = as_dossier(parse_dossier(path))
    return [outliner().outline(dossier, i, span, lines) for i, (span, lines) in enumerate(outliner().papers(dossier))]


@pytest.mark.parametrize("signed", [SIGNED, ""])
@pytest.mark.parametrize("slip", ["PHIẾU ĐĂNG KÝ SÁNG KIẾN", "TỜ KHAI ĐỀ NGHỊ XÉT SÁNG KIẾN"])
def test_a_slip_that_asks_is_the_request_beside_a_description(slip: str, signed: str, tmp_path: Path) -> None:
    text = SLIP.format(title=slip) + signed + DESCRIPTION.format(title="BẢN TRÌNH BÀY SÁNG KIẾN CẢI TIẾN")
    papers = understood(text, tmp_path)
    assert [p.paper.kind for p in papers] == ["request", "description"]
    assert papers[1].paper.title == "BẢN TRÌNH BÀY SÁNG KIẾN CẢI TIẾN"


def test_a_slip_alone_describes_the_initiative(tmp_path: Path) -> None:
    assert [p.paper.kind for p in understood(SLIP.format(title="PHIẾU ĐĂNG KÝ SÁNG KIẾN") + SIGNED, tmp_path)] == [
        "description"
    ]


@pytest.mark.parametrize("title", ["GIẢI TRÌNH VỀ SÁNG KIẾN", "SÁNG KIẾN", "LỜI THUYẾT VỀ GIẢI PHÁP CỦA TỔ"])
def test_behind_a_signature_a_paper_may_have_a_name_nobody_foresaw(title: str, tmp_path: Path) -> None:
    text = SLIP.format(title="ĐƠN ĐỀ NGHỊ CÔNG NHẬN SÁNG KIẾN") + SIGNED + DESCRIPTION.format(title=title)
    assert [(p.paper.kind, p.paper.title) for p in understood(text, tmp_path)] == [
        ("request", "ĐƠN ĐỀ NGHỊ CÔNG NHẬN SÁNG KIẾN"),
        ("description", title),
    ]


def test_labels_and_councils_are_no_titles(tmp_path: Path) -> None:
    text = (
        DESCRIPTION.removeprefix("@pb\n")
        .format(title="BẢN MÔ TẢ SÁNG KIẾN")
        .replace("@h1 prior_state", "ĐƠN VỊ ÁP DỤNG: Xí nghiệp May 2\n@h1 prior_state")
    )
    assert [(p.paper.kind, p.paper.title) for p in understood(text, tmp_path)] == [("description", "BẢN MÔ TẢ SÁNG KIẾN")]


def test_a_request_in_any_layout_is_held_against_the_form_of_the_law(tmp_path: Path) -> None:
    text = SLIP.format(title="ĐƠN ĐỀ NGHỊ CÔNG NHẬN SÁNG KIẾN")
    paper = understood(text, tmp_path)[0]
    states = {s.id: s.status for s in paper.sections if s.required}
    assert paper.paper.profile == "tt18_request"
    assert (states["solution"], states["benefits"], states["signature"]) == ("present", "present", "missing")
    assert "prior_state" not in states


def test_a_confirmation_among_the_signatures_opens_no_paper(tmp_path: Path) -> None:
    cover = (
        "=== description\n@c TRƯỜNG HỒNG PHÚC\n@t BẢN MÔ TẢ SÁNG KIẾN\n@f title | Tên sáng kiến: Cữ cuốn nẹp hai rãnh\n"
        "@c Hồng Phúc, ngày 5 tháng 4 năm 2024\n@c TÁC GIẢ\n@c Lê Thị Nụ\n@c XÁC NHẬN CỦA ĐƠN VỊ ÁP DỤNG SÁNG KIẾN\n@pb\n"
    )
    papers = understood(cover + DESCRIPTION.split("@f title", 1)[1].partition("\n")[2], tmp_path)
    assert [p.paper.kind for p in papers] == ["description"]
