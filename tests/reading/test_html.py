"""HTML as browsers and as word processors write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.dossier import BlockKind, Cell, ReadingError, SourceFile
from nlp_service.reading.html import read_html
from nlp_service.settings import Settings


def read(content: str | bytes) -> SourceFile:
    return read_html(content.encode() if isinstance(content, str) else content, "a.doc", Settings())


def test_blocks_headings_and_blanks() -> None:
    file = read(
        "<html><head><title>Không</title><script>x()</script></head><body><h2>I. Mở   đầu</h2><p>Một\n <b>hai</b> ba<br>bốn</p>"
        "<div>năm<p>sáu</p>bảy</div><pre>a\n  b</pre></body></html>"
    )
    assert [b.text for b in file.blocks] == ["I. Mở đầu", "Một hai ba\nbốn", "năm", "sáu", "bảy", "a\n  b"]
    assert (file.blocks[0].kind, file.blocks[0].level, file.blocks[0].look.bold) == (BlockKind.HEADING, 2, True)


def test_tables_with_spans() -> None:
    file = read("<table><tr><th colspan=2>Đầu</th></tr><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>")
    assert [(b.text, b.cell) for b in file.blocks] == [
        ("Đầu", Cell(0, 0, 0, 1, 2)), ("a", Cell(0, 1, 0, 2, 1)), ("b", Cell(0, 1, 1)), ("c", Cell(0, 2, 1)),
    ]  # fmt: skip
    assert file.text == "Đầu\na\tb\nc"


def test_lists_show_their_numbers() -> None:
    file = read("<ol start=3><li>a<li>b</ol><ol type=a><li>c</ol><ul><li>d</ul>")
    assert [b.text for b in file.blocks] == ["3. a", "4. b", "a. c", "• d"]


def test_legacy_fonts_by_face_by_style_and_by_class() -> None:
    file = read(
        '<style>p.Mso {font-family:".VnTime";}</style><p class="Mso">C«ng nhËn s¸ng kiÕn</p>'
        '<p><font face="VNI-Times">Coäng hoøa</font></p>'
        "<p style=\"font-family:'.VnTime'\">®\u00ad\u00eeng</p><p>Đúng</p>"
    )
    assert [b.text for b in file.blocks][:2] == ["Công nhận sáng kiến", "Cộng hòa"]
    assert file.encoding == "mixed"


def test_hidden_text_is_noticed() -> None:
    file = read('<p>a</p><p style="display:none">giấu</p>')
    assert file.text == "a"
    assert [(n.code, n.detail["quote"]) for n in file.notices] == [("hidden-text", "giấu")]


@pytest.mark.parametrize("declared", ["", '<meta charset="utf-8">', '<?xml version="1.0" encoding="UTF-8"?>'])
def test_encodings(declared: str) -> None:
    assert read(f"{declared}<p>Sáng kiến</p>").text == "Sáng kiến"


def test_a_broken_style_sheet_costs_little() -> None:
    file = read("<style>/* a */ p {font-weight: bold} " + "x" * 200_000 + "/*" * 50_000 + "</style><p>đậm</p>")
    assert file.blocks[0].look.bold


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        file = read(text.encode("utf-8", "replace"))
    except ReadingError:
        return
    assert file.text
    assert all(file.text[b.start : b.end] == b.text for b in file.blocks)
