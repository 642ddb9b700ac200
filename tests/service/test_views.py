"""Pieces of pages that can be looked at by themselves."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from nlp_service.dossier import SECTION_IDS, Block, BlockKind, Dossier, SourceFile
from nlp_service.messages import LANGUAGES, catalogue
from nlp_service.service import words
from nlp_service.service.charts import bars
from nlp_service.service.export import to_csv, to_xlsx
from nlp_service.service.kept import Kept, pack, unpack
from nlp_service.service.reading_view import Item, Mark, _Touching, pieces

SERVICE = Path(words.__file__).parents[1]
spans = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda t: Mark(0, t[0], t[0] + t[1], "error"))


@given(st.text(max_size=50), st.integers(0, 20), st.lists(spans, max_size=8))
def test_pieces_joined_are_the_text_and_marks_cover_what_they_say(text: str, offset: int, marks: list[Mark]) -> None:
    cut = pieces(text, offset, marks)
    assert "".join(p.text for p in cut) == text
    place = offset
    for piece in cut:
        for i in range(place, place + len(piece.text)):
            assert bool(piece.kinds) == any(m.start <= i < m.end for m in marks)
        place += len(piece.text)


@given(st.lists(st.integers(0, 12), max_size=12), st.lists(spans, max_size=8))
def test_every_block_gets_the_marks_that_touch_it(lengths: list[int], marks: list[Mark]) -> None:
    touching, start = _Touching(marks), 0
    for i, length in enumerate(lengths):
        block = Block(i, BlockKind.PARAGRAPH, "x" * length, start, start + length, 1)
        expected = [m for m in marks if m.start < block.end and m.end > block.start]
        assert sorted(touching.of(block), key=repr) == sorted(expected, key=repr)
        start += length + 1


def test_a_paragraph_is_plain_when_nothing_refers_to_it() -> None:
    assert Item(pieces("chữ", 0, []), "body", 3).plain == "chữ"
    assert Item(pieces("", 0, []), "body", 3).plain is None
    assert Item(pieces("chữ", 0, []), "body", 3, ("novelty",)).plain is None
    assert Item(pieces("chữ", 0, [Mark(0, 0, 3, "error")]), "body", 3).plain is None


@given(st.text(max_size=80))
def test_what_was_read_is_kept_exactly(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    block = Block(0, BlockKind.PARAGRAPH, text, 0, len(text), 1)
    kept = Kept(
        Dossier("a", "b", "c", (SourceFile("n", "s", "docx", "read", text, (block,)),)), ((0, 0, len(text), "body", None, 0),)
    )
    assert unpack(pack(kept)) == kept


@given(st.text(max_size=40))
def test_no_cell_is_a_formula(text: str) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(["a"], [[text]]).decode("utf-8-sig"), newline="")))
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_a_workbook_holds_formulas_as_text() -> None:
    book = load_workbook(io.BytesIO(to_xlsx(["a"], [['=HYPERLINK("http://x")'], ["+1"], [7]], "t")))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert [c.data_type for c in cells] == ["s", "s", "n"]
    assert [c.value for c in cells] == ['\'=HYPERLINK("http://x")', "'+1", 7]


def test_charts_escape_what_people_wrote() -> None:
    svg = bars("<b>", ["a&b"], [("<script>alert(1)</script>", [3.0])])
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


def test_every_wording_of_the_templates_has_its_english() -> None:
    used = set()
    for path in (SERVICE / "pages" / "templates").glob("*.html"):
        used |= set(re.findall(r"_\('((?:[^'\\]|\\.)*)'", path.read_text("utf-8")))
    assert used - set(words.english()) == set()
    source = "".join(p.read_text("utf-8") for p in SERVICE.rglob("*") if p.suffix in (".html", ".js", ".py"))
    assert [w for w in words.english() if w not in source and w.replace("'", "\\'") not in source] == []


def test_every_name_has_two_languages_and_every_section_a_name() -> None:
    for group in words.names().values():
        assert all(len(pair) == 2 and all(pair) for pair in group.values())
    assert set(words.names()["section"]) == set(SECTION_IDS)


def test_the_desk_calls_things_as_the_command_line_does() -> None:
    for group, key in words.SHARED.items():
        ids = words.names()[group]
        assert ids, group
        for lang in LANGUAGES:
            said = {k.removeprefix(f"names.{key}."): v for k, v in catalogue(lang).items() if k.startswith(f"names.{key}.")}
            assert {id: words.name(lang, group, id).casefold() for id in ids} == {k: v.casefold() for k, v in said.items()}
    assert words.name("vi", "severity", "error") == "Phải sửa"
    assert words.name("vi", "register_decision", "pending") == "Chờ xét"
    own = yaml.safe_load((Path(words.__file__).parent / "names.yaml").read_text("utf-8"))
    assert set(own).isdisjoint(words.SHARED)
