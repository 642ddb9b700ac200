"""Places to sign, told from tables of people, labels and dates of other things."""

from __future__ import annotations

from pathlib import Path

from nlp_service.corpus import as_dossier, parse_dossier
from nlp_service.structure.learned import is_entry
from nlp_service.structure.lines import Line, lines_of
from nlp_service.structure.signatures import is_place_date, signature_mark, signature_start

HEAD = """%id: x
%field: education
%profile: generic
%level: co_so
%title: Dạy đọc
%author: Lê Thị Nụ | 01/02/1984 | Giáo viên | Trường Tiểu học An Lạc | Đại học | 100
%unit: Trường Tiểu học An Lạc
%first_applied: 05/09/2023
%filed: 12/03/2024
=== description
@t BÁO CÁO SÁNG KIẾN
"""
PROSE = "Đầu năm học tôi cho các em đọc thử một trang sách rồi ghi từng lỗi vào sổ, cuối tuần chia nhóm theo lỗi để luyện.\n"


def lines(body: str, tmp_path: Path) -> tuple[Line, ...]:
    path = tmp_path / "x.dossier"
    path.write_text(HEAD + body, "utf-8")
    return lines_of(as_dossier(parse_dossier(path)))


def test_a_person_with_a_day_of_birth_in_a_table_is_no_place_to_sign(tmp_path: Path) -> None:
    people = (
        "| TT | Họ tên, ngày sinh | Nơi công tác | Chức danh |\n| 1 | Lê Thị Nụ, 01/02/1984 | Trường An Lạc | Trưởng trạm |\n"
    )
    assert signature_mark(lines(f"@table\n{people}@end\n" + PROSE * 3, tmp_path)) is None
    signed = f"@table\n{people}@end\nAn Lạc, ngày 14/11/2024\nNgười viết\n" + PROSE * 3
    assert signature_mark(lines(signed, tmp_path)) is not None


def test_a_signature_area_at_the_end(tmp_path: Path) -> None:
    found = lines(
        PROSE * 3 + "@sign TRƯỞNG KHOA \\\\ Phí Văn Thạo // An Lạc, ngày 14/11/2024 \\\\ Thay mặt nhóm \\\\ Lê Thị Nụ\n",
        tmp_path,
    )
    start = signature_start(found)
    assert start is not None
    assert found[start].text.startswith(("TRƯỞNG KHOA", "An Lạc"))


def test_a_table_of_people_and_a_label_are_no_places_to_sign(tmp_path: Path) -> None:
    table = "@table\n| TT | Họ tên | Chức vụ | Việc |\n| 1 | Lê Nụ | Tổ trưởng | Viết |\n| 2 | Vũ Na | Giám đốc | Xem |\n@end\n"
    assert signature_start(lines(PROSE + table, tmp_path)) is None
    assert signature_start(lines("@h1 co_authors | Đồng tác giả\n" + PROSE * 3, tmp_path)) is None


def test_only_a_place_and_a_day_are_a_place_date(tmp_path: Path) -> None:
    body = "Vũ Hội, 14 tháng 4 năm 2025\nAn Lạc, ngày 14/11/2024\n3. Ngày áp dụng lần đầu: ngày 21 tháng 7 năm 2025\n"
    assert [is_place_date(x) for x in lines(body, tmp_path)[-3:]] == [True, True, False]


def test_entries_of_a_list_of_people() -> None:
    assert is_entry("Y Thoan Niê (16/4/1986), Trạm trưởng - 40%")
    assert is_entry("Vàng A Chính, sinh 10/10/1983, Phó Chủ tịch UBND xã, đại học")
    assert not is_entry("Kết quả sau năm học 2023 - 2024 tăng 12%")
    assert not is_entry("Thời gian áp dụng: từ ngày 05/9/2023")
