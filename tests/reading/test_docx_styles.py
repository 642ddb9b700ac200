"""Styles of a docx: what is inherited, and what is left out before the part is parsed."""

from __future__ import annotations

import pytest
from docx_files import p, read
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from nlp_service.reading.docx.styles import without_table_styles

_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_KINDS = st.sampled_from(["paragraph", "character", "numbering", "table"])


def _style(kind: str, ident: str, inside: str = "") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{ident}"><w:name w:val="{ident}"/>{inside}</w:style>'


@given(st.lists(_KINDS, max_size=8), st.sampled_from(["", "\n  ", "<w:latentStyles/>"]))
def test_every_style_but_those_of_tables_stays_as_it_is(kinds: list[str], between: str) -> None:
    styles = [_style(kind, f"s{i}", '<w:tblStylePr w:type="firstRow"/>') for i, kind in enumerate(kinds)]
    part = f"<w:styles {_SPACE}>{between.join(styles)}{between}</w:styles>".encode()
    before = [etree.tostring(e) for e in etree.fromstring(part) if e.get(e.nsmap["w"].join("{}") + "type") != "table"]
    shorter = without_table_styles(part)
    assert [etree.tostring(e).strip() for e in etree.fromstring(shorter)] == [b.strip() for b in before]
    assert without_table_styles(shorter) == shorter


@pytest.mark.parametrize("unusual", [b"<!-- </w:style> -->", b"<![CDATA[</w:style>]]>"])
def test_a_part_with_comments_stays_whole(unusual: bytes) -> None:
    part = b"<w:styles>" + unusual + _style("table", "t").encode() + b"</w:styles>"
    assert without_table_styles(part) == part


def test_runs_set_alike_look_alike_and_a_font_of_the_style_is_kept() -> None:
    styles = _style("table", "T", "<w:rPr><w:b/></w:rPr>") + _style("paragraph", "P", '<w:rPr><w:sz w:val="28"/><w:b/></w:rPr>')
    file = read(
        p("Một", '<w:pStyle w:val="P"/>') + p("Hai", '<w:pStyle w:val="P"/>', '<w:b w:val="0"/>')
        + p("Ba", '<w:pStyle w:val="P"/>', '<w:b w:val="0"/><w:szCs w:val="20"/>') + p("Bốn", '<w:pStyle w:val="T"/>'),
        styles=styles,
    )  # fmt: skip
    looks = [(b.look.bold, b.look.size) for b in file.blocks]
    assert looks == [(True, 14.0), (False, 14.0), (False, 14.0), (False, None)]
