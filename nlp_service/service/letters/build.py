"""Makes the Word templates beside this file: ``python -m nlp_service.service.letters.build``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

HERE = Path(__file__).parent
CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def _paper() -> Any:
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(3), Cm(1.7), Cm(2), Cm(2)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    style.paragraph_format.space_after = Pt(4)
    return paper


def _line(
    place: Any, text: str, *, bold: bool = False, italic: bool = False, align: Any = None, size: float | None = None
) -> None:
    paragraph = place.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(2)


def _widths(table: Any, widths: list[float]) -> None:
    """Widths in centimetres; Word goes by those of the cells, LibreOffice by those of the columns."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _head(paper: Any) -> None:
    table = paper.add_table(1, 2)
    _widths(table, [6.3, 10])  # the name of the country stands on one line
    left, right = table.rows[0].cells
    _line(left, "{{ agency_above }}", align=CENTRE, size=12)
    _line(left, "{{ agency }}", bold=True, align=CENTRE, size=12)
    _line(left, "Số: ……/{{ number_mark }}", align=CENTRE, size=12)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, align=CENTRE, size=12)
    _line(right, "Độc lập - Tự do - Hạnh phúc", bold=True, align=CENTRE, size=12)
    _line(right, "{{ place }}, ngày {{ day }} tháng {{ month }} năm {{ year }}", italic=True, align=CENTRE, size=12)


def _table(paper: Any, heads: list[str], loop: str, cells: list[str], widths: list[float]) -> None:
    """A table whose rows docxtpl repeats: a row that opens the loop, the row itself, a row that ends it."""
    table = paper.add_table(4, len(heads), style="Table Grid")
    _widths(table, widths)
    for column, (head, cell) in enumerate(zip(heads, cells, strict=True)):
        table.cell(0, column).paragraphs[0].add_run(head).bold = True
        table.cell(2, column).paragraphs[0].add_run(cell)
    table.cell(1, 0).paragraphs[0].add_run("{%tr for " + loop + " %}")
    table.cell(3, 0).paragraphs[0].add_run("{%tr endfor %}")


def _end(paper: Any, left: str, right: str) -> None:
    table = paper.add_table(1, 2)
    _line(table.rows[0].cells[0], left, align=None, size=12)
    _line(table.rows[0].cells[1], right, bold=True, align=CENTRE)
    _line(table.rows[0].cells[1], "(Ký, ghi rõ họ tên)", italic=True, align=CENTRE, size=12)


def check_sheet() -> Any:
    """Phiếu kiểm tra hồ sơ."""
    paper = _paper()
    _head(paper)
    _line(paper, "PHIẾU KIỂM TRA HỒ SƠ SÁNG KIẾN", bold=True, align=CENTRE, size=14)
    for label, value in (
        ("Tên sáng kiến", "title"), ("Tác giả", "authors"), ("Đơn vị", "unit"), ("Cấp xét", "level"),
        ("Lĩnh vực", "field"), ("Ngày áp dụng lần đầu", "first_applied"), ("Ngày nộp", "filed"), ("Tiếp nhận", "received"),
    ):  # fmt: skip
        _line(paper, f"{label}: {{{{ {value} }}}}")
    _line(paper, "Kết luận sơ kiểm: {{ verdict }}", bold=True)
    _line(paper, "1. Nội dung cần xử lý", bold=True)
    _line(paper, "{%p if not findings %}")
    _line(paper, "Không có.")
    _line(paper, "{%p else %}")
    _table(
        paper, ["TT", "Nội dung", "Việc cần làm", "Căn cứ"], "f in findings",
        ["{{ loop.index }}", "{{ f.message }}{% if f.quote %} “{{ f.quote }}”{% endif %}", "{{ f.advice }}", "{{ f.law }}"],
        [1, 6.3, 5.5, 3.5],
    )  # fmt: skip
    _line(paper, "{%p endif %}")
    _line(paper, "{%p if waived %}")
    _line(paper, "Điểm đã xem xét và bỏ qua:")
    _line(paper, "{%p for w in waived %}")
    _line(paper, "- {{ w.message }} (lý do: {{ w.reason }})")
    _line(paper, "{%p endfor %}")
    _line(paper, "{%p endif %}")
    _line(paper, "2. Thành phần, nội dung theo mẫu", bold=True)
    _table(
        paper,
        ["Giấy tờ", "Nội dung", "Tình trạng"],
        "c in checks",
        ["{{ c.paper }}", "{{ c.section }}", "{{ c.status }}"],
        [5, 7.3, 4],
    )
    _line(paper, "3. Sáng kiến có nội dung giống nhau (để hội đồng xem xét)", bold=True)
    _line(paper, "{%p if not duplicates %}")
    _line(paper, "Không phát hiện.")
    _line(paper, "{%p else %}")
    _table(
        paper, ["Sáng kiến", "Tác giả, năm", "Mức", "Tỷ lệ lời văn"], "d in duplicates",
        ["{{ d.title }}", "{{ d.authors }}", "{{ d.level }}", "{{ d.coverage }}"], [7.3, 4.5, 2, 2.5],
    )  # fmt: skip
    _line(paper, "{%p endif %}")
    _line(paper, "{%p if decision %}")
    _line(paper, "4. Đề xuất xử lý: {{ decision }}. {{ note }}", bold=True)
    _line(paper, "{%p endif %}")
    _end(paper, "", "NGƯỜI KIỂM TRA")
    return paper


def notice() -> Any:
    """Thông báo bổ sung hồ sơ, hoặc trả lại hồ sơ."""
    paper = _paper()
    _head(paper)
    _line(paper, "THÔNG BÁO", bold=True, align=CENTRE, size=14)
    _line(paper, "{{ subject }}", bold=True, align=CENTRE)
    _line(paper, "Kính gửi: {{ authors }}{% if unit %} - {{ unit }}{% endif %}", align=CENTRE)
    _line(paper, "{{ agency }} đã nhận hồ sơ đề nghị công nhận sáng kiến “{{ title }}” ngày {{ received }}.")
    _line(paper, "{%p if findings %}")
    _line(paper, "Qua kiểm tra, hồ sơ còn các nội dung sau:")
    _line(paper, "{%p for f in findings %}")
    _line(paper, "{{ loop.index }}. {{ f.message }} {{ f.advice }}{% if f.law %} (Căn cứ: {{ f.law }}.){% endif %}")
    _line(paper, "{%p endfor %}")
    _line(paper, "{%p endif %}")
    _line(paper, "{{ note }}")
    _line(paper, "{{ request }}")
    _line(paper, "Trân trọng./.")
    _end(paper, "Nơi nhận:\n- Như trên;\n- Lưu: VT.", "THỦ TRƯỞNG ĐƠN VỊ")
    return paper


def main() -> None:
    """Write both templates."""
    check_sheet().save(HERE / "report.docx")
    notice().save(HERE / "letter.docx")


if __name__ == "__main__":
    main()
