"""docx: what a reader of the paper sees comes out, in that order."""

from __future__ import annotations

import shutil
import zipfile
from io import BytesIO

import pytest
from docx_files import docx, p, r, read

from nlp_service.dossier import BlockKind, Cell, ReadingError
from nlp_service.reading.docx import read_docx
from nlp_service.settings import Settings

STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/><w:sz w:val="26"/></w:rPr>
</w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
 <w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Mục"/><w:basedOn w:val="H1"/>
 <w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Abc"><w:name w:val="Abc"/>
 <w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop2"/></w:style>
<w:style w:type="paragraph" w:styleId="Loop2"><w:basedOn w:val="Loop"/></w:style>
"""


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def texts(body: str, **parts: str) -> list[str]:
    return [b.text for b in read(body, **parts).blocks]


def test_order_of_paragraphs_and_tables() -> None:
    table = "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>".format(p("Họ tên") + p("và chức vụ"), p("Ghi chú"))
    file = read(p("Trước") + table + p("Sau"))
    assert file.text == "Trước\nHọ tên\nvà chức vụ\tGhi chú\nSau"
    assert [b.kind for b in file.blocks] == [BlockKind.PARAGRAPH, *[BlockKind.CELL] * 3, BlockKind.PARAGRAPH]
    assert file.blocks[3].cell == Cell(0, 0, 1)
    assert (file.format, file.status, file.grade, file.encoding) == ("docx", "read", "A", "unicode")


def test_merged_cells_stand_once_with_their_span() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    rows = (
        cell("Cả ba", '<w:gridSpan w:val="3"/>'),
        cell("Xuống", '<w:vMerge w:val="restart"/>') + cell("b") + cell("c"),
        cell("không thấy", "<w:vMerge/>") + cell("d") + cell("e"),
    )
    file = read("<w:tbl>{}</w:tbl>".format("".join(f"<w:tr>{row}</w:tr>" for row in rows)))
    assert [(b.text, b.cell) for b in file.blocks][:2] == [("Cả ba", Cell(0, 0, 0, 1, 3)), ("Xuống", Cell(0, 1, 0, 2, 1))]
    assert file.text == "Cả ba\nXuống\tb\tc\nd\te"


def test_nested_table_in_reading_order() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('trong')}</w:tc></w:tr></w:tbl>"
    file = read(f"<w:tbl><w:tr><w:tc>{p('a')}{inner}{p('b')}</w:tc><w:tc>{p('c')}</w:tc></w:tr></w:tbl>")
    assert [b.text for b in file.blocks] == ["a", "trong", "b", "c"]
    assert [b.cell.table for b in file.blocks if b.cell] == [0, 1, 0, 0]


def test_headings_by_style_and_outline_level() -> None:
    file = read(p("I", style("H1")) + p("II", style("Muc")) + p("III", '<w:outlineLvl w:val="2"/>') + p("thân"), styles=STYLES)
    assert [(b.kind, b.level) for b in file.blocks] == [
        (BlockKind.HEADING, 1), (BlockKind.HEADING, 2), (BlockKind.HEADING, 3), (BlockKind.PARAGRAPH, None),
    ]  # fmt: skip
    assert (file.blocks[0].look.bold, file.blocks[0].look.size, file.blocks[3].look.size) == (True, 16, 13)


def test_look_follows_most_of_the_letters() -> None:
    body = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{r("Tên sáng kiến", "<w:b/>")}{r(" abc", "<w:i/>")}</w:p>'
    look = read(body).blocks[0].look
    assert (look.bold, look.italic, look.centred) == (True, False, True)
    assert read(p("a", rpr='<w:b w:val="0"/>')).blocks[0].look.bold is False


def test_styles_in_a_circle_do_no_harm() -> None:
    assert texts(p("a", style("Loop")), styles=STYLES) == ["a"]


def test_tracked_changes_are_read_as_accepted_and_noticed() -> None:
    body = (
        f'<w:p>{r("giảm ")}<w:del w:id="1"><w:r><w:delText>10%</w:delText></w:r></w:del>'
        f'<w:ins w:id="2">{r("12%")}</w:ins></w:p>'
        + f'<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr>{r("nối ")}</w:p>' + p("liền")
    )  # fmt: skip
    file = read(body)
    assert [b.text for b in file.blocks] == ["giảm 12%", "nối liền"]
    (notice,) = file.notices
    assert notice.code == "tracked-changes"
    assert notice.location is not None
    assert notice.location.block == 0


def test_fields_show_their_result_and_boxes_their_state() -> None:
    def mark(kind: str, inside: str = "") -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'

    page = mark("begin") + "<w:r><w:instrText> PAGE </w:instrText></w:r>" + mark("separate") + r("7") + mark("end")
    box = mark("begin", '<w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>') + mark("end")
    control = f"<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent>{r('☒')}</w:sdtContent></w:sdt>"
    hint = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('Click here')}</w:sdtContent></w:sdt>"
    body = f"<w:p>{r('Trang ')}{page}</w:p><w:p>{box}{r(' Có ')}{control}{r(' Không ')}{hint}</w:p>"
    assert texts(body) == ["Trang 7", "☒ Có ☒ Không"]


def test_a_field_left_open_does_not_swallow_the_rest() -> None:
    assert texts(f'<w:p>{r("a")}<w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' + p("b")) == ["a", "b"]


def test_symbols_hyphens_and_breaks() -> None:
    body = (
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> có</w:t><w:tab/><w:t>x</w:t><w:br/><w:t>y</w:t>'
        "<w:noBreakHyphen/><w:t>z</w:t><w:softHyphen/><w:t>t</w:t></w:r></w:p>"
    )
    assert texts(body) == ["☑ có\tx\ny-zt"]


def test_page_breaks_part_a_paragraph() -> None:
    file = read(p("a") + f'<w:p>{r("b")}<w:r><w:br w:type="page"/></w:r>{r("c")}</w:p>' + p("d", "<w:pageBreakBefore/>"))
    assert [(b.text, b.page_break) for b in file.blocks] == [("a", False), ("b", False), ("c", True), ("d", True)]


def test_hidden_text_is_left_out_and_white_text_noticed() -> None:
    file = read(p("Thấy") + p("giấu", rpr="<w:vanish/>") + p("trắng", rpr='<w:color w:val="FFFFFF"/>'))
    assert [b.text for b in file.blocks] == ["Thấy", "trắng"]
    assert [(n.code, n.detail["how"], n.detail["quote"]) for n in file.notices] == [
        ("hidden-text", "hidden", "giấu"), ("hidden-text", "white", "trắng"),
    ]  # fmt: skip
    shaded = p("trắng", '<w:shd w:fill="0000FF"/>', '<w:color w:val="FFFFFF"/>')
    assert read(shaded).notices == ()


def test_text_boxes_stand_once_after_their_paragraph() -> None:
    inside = f"<w:txbxContent>{p('trong khung')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent>"  # noqa: E501
    old = f"<w:pict><v:textbox>{inside}</v:textbox></w:pict>"
    assert texts(f"<w:p>{r('a')}<w:r>{both}</w:r></w:p>" + p("b")) == ["a", "trong khung", "b"]
    assert texts(f"<w:p>{r('a')}<w:r>{old}</w:r></w:p>" + p("b")) == ["a", "trong khung", "b"]


def test_notes_headers_and_footers_follow_the_body() -> None:
    section = '<w:sectPr><w:headerReference r:id="id_header1"/><w:headerReference r:id="id_header2"/><w:footerReference r:id="id_footer1"/></w:sectPr>'  # noqa: E501
    file = read(
        f'<w:p>{r("câu")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + section,
        footnotes=f'<w:footnote w:id="1">{p("khác")}</w:footnote><w:footnote w:id="2">{p("chú thích")}</w:footnote>',
        header1=p("UBND xã"), header2=p("UBND xã"), footer1=p("Trang"),
    )  # fmt: skip
    assert [(b.kind, b.text) for b in file.blocks] == [
        (BlockKind.PARAGRAPH, "câu"), (BlockKind.FOOTNOTE, "chú thích"), (BlockKind.HEADER, "UBND xã"),
        (BlockKind.FOOTER, "Trang"),
    ]  # fmt: skip


def test_table_of_contents() -> None:
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("I. Mở đầu")}<w:r><w:tab/></w:r>{r("3")}</w:p>'
        + p("II. Nội dung 5") + '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )  # fmt: skip
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
        f"{p('MỤC LỤC')}</w:sdtContent></w:sdt>"
    )
    file = read(field + p("thân 5") + p("III 7", style("TOC1")) + control, styles=STYLES)
    assert [b.kind for b in file.blocks] == [BlockKind.TOC, BlockKind.TOC, BlockKind.PARAGRAPH, BlockKind.TOC, BlockKind.TOC]


def test_legacy_font_from_the_style_is_repaired() -> None:
    file = read(p("S¸ng kiÕn th\u00ad\u00adêng lÖ", style("Abc")) + p("Sáng kiến"), styles=STYLES)
    assert [b.text for b in file.blocks] == ["Sáng kiến thường lệ", "Sáng kiến"]
    assert (file.encoding, file.grade) == ("mixed", "B")
    assert file.notices[0].code == "legacy-encoding"


def test_tcvn3_u_horn_written_as_soft_hyphen_is_kept() -> None:
    run = '<w:r><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr><w:t>ng</w:t><w:softHyphen/><w:t>êi lµm ®</w:t><w:softHyphen/><w:t>îc</w:t></w:r>'  # noqa: E501
    assert texts(f"<w:p>{run}</w:p>") == ["người làm được"]


def test_other_part_names_strict_namespace_and_entities() -> None:
    assert read_docx(docx(p("a"), main="word/document2.xml"), "a.docx", Settings()).text == "a"
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    xml = b'<w:document xmlns:w="%s"><w:body><w:p><w:r><w:t>b</w:t></w:r></w:p></w:body></w:document>' % strict
    assert read_docx(_package(xml), "a.docx", Settings()).text == "b"
    bomb = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + xml.replace(b">b<", b">c&e;<")
    assert read_docx(_package(bomb), "a.docx", Settings()).text == "c"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", docx("<w:p>")[:200]])
def test_damaged_files_are_refused(content: bytes) -> None:
    with pytest.raises(ReadingError, match="file-damaged"):
        read_docx(content, "a.docx", Settings())


def _package(xml: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", xml)
    return stream.getvalue()


@pytest.mark.ocr
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_scans_pasted_into_a_document_are_recognised() -> None:
    from PIL import Image, ImageDraw, ImageFont

    page = Image.effect_noise((1240, 500), 20).point(lambda v: 200 + v // 8)
    ImageDraw.Draw(page).text((150, 150), "SANG KIEN 2023", fill=0, font=ImageFont.load_default(90))
    stream = BytesIO()
    page.save(stream, "PNG", dpi=(150, 150))
    blip = '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="id_media"/>'
    content = docx(f"<w:p><w:r><w:drawing>{blip}</w:drawing></w:r></w:p>", media=stream.getvalue())
    file = read_docx(content, "a.docx", Settings())
    assert "2023" in file.text
    assert (file.ocr_pages, file.blocks[0].page) == (1, 1)
