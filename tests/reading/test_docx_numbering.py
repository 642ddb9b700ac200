"""Automatic numbers are written out as a reader sees them."""

from __future__ import annotations

import pytest
from docx_files import p, read
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.dossier import BlockKind
from nlp_service.reading.docx.numbering import count_as, letters, roman


def level(at: int, format_: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format_}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'


NUMBERING = f"""
<w:abstractNum w:abstractNumId="0">{level(0, "upperRoman", "%1.")}{level(1, "decimal", "%1.%2.", "<w:isLgl/>")}
{level(2, "lowerLetter", "%3)")}</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
{level(0, "bullet", chr(0xF0B7), '<w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/></w:rPr>')}
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">{
    level(0, "decimal", "§iÒu %1.", '<w:suff w:val="nothing"/><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr>')
}</w:abstractNum>
<w:abstractNum w:abstractNumId="3">{level(0, "none", "")}
{level(1, "decimal", "%2", '<w:lvlRestart w:val="0"/>')}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
<w:num w:numId="5"><w:abstractNumId w:val="3"/></w:num>
"""


def item(num: int, ilvl: int, text: str = "x") -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{num}"/></w:numPr>')


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        ([(1, 0), (1, 0), (1, 1), (1, 1), (1, 2)], ["I. x", "II. x", "2.1. x", "2.2. x", "a) x"]),
        ([(1, 0), (1, 1), (1, 0), (1, 1)], ["I. x", "1.1. x", "II. x", "2.1. x"]),
        ([(2, 0)], ["• x"]),
        ([(3, 0), (3, 0)], ["Điều 1.x", "Điều 2.x"]),
        ([(1, 0), (4, 0), (4, 0), (1, 0)], ["I. x", "V. x", "VI. x", "VII. x"]),
        ([(5, 1), (5, 0), (5, 1)], ["1 x", "x", "2 x"]),
        ([(1, 2)], ["a) x"]),
        ([(0, 0), (99, 0), (1, 8)], ["x", "x", "x"]),
    ],
)
def test_numbers(items: list[tuple[int, int]], shown: list[str]) -> None:
    file = read("".join(item(num, ilvl) for num, ilvl in items), numbering=NUMBERING)
    assert [b.text for b in file.blocks] == shown


def test_a_numbered_paragraph_is_a_list_item_and_an_empty_one_does_not_count() -> None:
    file = read(item(1, 0) + item(1, 0, " ") + item(1, 0), numbering=NUMBERING)
    assert [(b.kind, b.text) for b in file.blocks] == [(BlockKind.LIST_ITEM, "I. x"), (BlockKind.LIST_ITEM, "II. x")]


def test_number_by_style() -> None:
    ppr = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = f'<w:style w:type="paragraph" w:styleId="S"><w:name w:val="s"/>{ppr}</w:style>'
    file = read(p("a", '<w:pStyle w:val="S"/>') + p("b", '<w:pStyle w:val="S"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
                styles=styles, numbering=NUMBERING)  # fmt: skip
    assert [b.text for b in file.blocks] == ["I. a", "b"]


@given(st.integers(1, 3999))
def test_roman_numerals_can_be_read_back(value: int) -> None:
    worth = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    digits = [worth[c] for c in roman(value)]
    assert sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True)) == value


@given(st.integers(1, 26 * 20))
def test_letters_count_like_word_processors(value: int) -> None:
    shown = letters(value)
    assert len(set(shown)) == 1
    assert (len(shown) - 1) * 26 + ord(shown[0]) - 96 == value


def test_formats() -> None:
    formats = ("decimal", "decimalZero", "upperLetter", "lowerRoman", "chicago")
    assert [count_as(4, f) for f in formats] == ["4", "04", "D", "iv", "4"]
    assert (roman(0), roman(4000), letters(0)) == ("0", "4000", "0")
