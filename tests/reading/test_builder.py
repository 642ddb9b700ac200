"""Blocks and offsets: what every reader relies on."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from nlp_service.dossier import BlockKind, Cell
from nlp_service.reading.builder import BlockBuilder, clean

cells = st.none() | st.builds(Cell, st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))


@given(st.lists(st.tuples(st.text(), cells)))
def test_offsets_are_exact_and_separators_agree(parts: list[tuple[str, Cell | None]]) -> None:
    builder = BlockBuilder()
    for text, cell in parts:
        builder.add(text, cell=cell)
    file = builder.build("a.docx", "docx")
    assert [b.index for b in file.blocks] == list(range(len(file.blocks)))
    assert all(file.text[b.start : b.end] == b.text != "" for b in file.blocks)
    end = 0
    for before, block in zip((None, *file.blocks), file.blocks, strict=False):
        if before is not None:
            a, b = before.cell, block.cell
            row = a is not None and b is not None and (a.table, a.row) == (b.table, b.row) and a.column != b.column
            assert file.text[end : block.start] == ("\t" if row else "\n")
        end = block.end
    assert end == len(file.text)


@given(st.text(st.characters()))
def test_clean_gives_nfc_and_is_idempotent(text: str) -> None:
    once = clean(text)
    assert clean(once) == once == unicodedata.normalize("NFC", once)
    assert not set("\f\r\0") & set(once)
    once.encode("utf-8")


def test_notice_points_into_the_text() -> None:
    builder = BlockBuilder()
    builder.add("Mở đầu")
    block = builder.add("Nội dung ẩn", BlockKind.PARAGRAPH)
    builder.notice("hidden-text", block, 4, 8, characters=4)
    file = builder.build("a.docx", "docx")
    where = file.notices[0].location
    assert where is not None
    assert file.text[where.start : where.end] == "dung"
    assert builder.add("   ") is None
