"""Authors of the request against those of the description: fewer may be named, unless the shares say that these are all."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp_service.rules import RuleBook

from .sample_case import case_of

TEXT = """=== request
@t ĐƠN YÊU CẦU CÔNG NHẬN SÁNG KIẾN
@f authors | Tác giả: {request}
@f title | Tên sáng kiến: Dùng sổ lỗi chung để học sinh tự sửa bài
@sign  // Hải Phòng, ngày 20 tháng 3 năm 2024 \\\\ Người nộp đơn
@pb
=== description
@t BẢN MÔ TẢ SÁNG KIẾN
@f title | Tên sáng kiến: Dùng sổ lỗi chung để học sinh tự sửa bài
@f authors | Tác giả: {description}
@h1 solution | Nội dung giải pháp
Mỗi lớp giữ một quyển sổ lỗi, nhóm trực chọn ba lỗi mỗi tuần để cả lớp cùng sửa.
@h1 novelty | Tính mới
Lần đầu lỗi sai được giữ lại làm tài liệu học của cả lớp.
@h1 benefits | Hiệu quả
Tỷ lệ bài đạt điểm khá trở lên tăng từ 41% lên 63% sau một học kỳ.
"""


@pytest.mark.parametrize(
    ("request_names", "description_names", "told"),
    [
        ("Lê Thị Na (60%), Vũ Văn Hà (40%)", "Lê Thị Na (60%), Vũ Văn Hà (40%)", ()),
        ("Lê Thị Na (60%), Vũ Văn Hà (40%)", "Lê Thị Na", ()),  # "… và cộng sự"
        ("Lê Thị Na (60%), Vũ Văn Hà (40%)", "Lê Thị Na (100%)", ("Vũ Văn Hà (Đơn",)),
        ("Lê Thị Na (100%)", "Lê Thị Na (60%), Vũ Văn Hà (40%)", ("Vũ Văn Hà (Bản mô tả",)),
        ("Lê Thị Na", "Vũ Văn Hà", ("Lê Thị Na (Đơn", "Vũ Văn Hà (Bản mô tả")),
    ],
)
def test_who_stands_in_one_paper_only(
    request_names: str, description_names: str, told: tuple[str, ...], tmp_path: Path
) -> None:
    case = case_of({"text": TEXT.format(request=request_names, description=description_names)}, tmp_path)
    found = [f.message for f in RuleBook.load().check(case) if f.rule == "author-mismatch"]
    assert len(found) == bool(told)
    assert all(part in message for message in found for part in told)
