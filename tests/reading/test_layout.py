"""Layout of pages: tables by rulings, paragraphs by geometry, columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp_service.dossier import BlockKind
from nlp_service.reading.builder import BlockBuilder
from nlp_service.reading.layout import Line, Piece, Ruling, Sheet
from nlp_service.reading.layout.paragraphs import habits, paragraphs
from nlp_service.reading.layout.tables import find_tables
from nlp_service.reading.layout.write import write

EM = 12.0


def piece(text: str, x: float, base: float, *, bold: float = 0.0) -> Piece:
    """A piece whose letters are all half an em wide."""
    right = x + 0.5 * EM * len(text)
    return Piece(text, x, right, base - 0.9 * EM, base + 0.25 * EM, base, EM, bold, 0.0, None, bold > 0, bold > 0)


def sheet(*rows: tuple[Piece, ...], rulings: tuple[Ruling, ...] = (), number: int = 1) -> Sheet:
    return Sheet(number, 595, 842, rows, rulings)


def blocks(*sheets: Sheet) -> list[str]:
    builder = BlockBuilder()
    write(sheets, builder)
    return [b.text for b in builder.blocks]


@given(st.integers(1, 6), st.integers(1, 6))
def test_a_grid_has_its_cells(rows: int, columns: int) -> None:
    xs, ys = [50 + 60 * c for c in range(columns + 1)], [100 + 20 * r for r in range(rows + 1)]
    rulings = [Ruling(xs[0], y, xs[-1], y) for y in ys] + [Ruling(x, ys[0], x, ys[-1]) for x in xs]
    tables = find_tables(rulings)
    if rows * columns == 1:
        assert tables == []  # a frame, not a table
        return
    assert len(tables) == 1
    assert len(tables[0].cells) == rows * columns
    for index, (ref, (left, top, right, bottom)) in enumerate(tables[0].cells):
        assert (ref.row, ref.column) == divmod(index, columns)
        assert tables[0].cell_at((left + right) / 2, (top + bottom) / 2) == index


def test_merged_cells_span() -> None:
    rulings = [Ruling(50, y, 250, y) for y in (100, 120, 140)] + [Ruling(x, 100, x, 140) for x in (50, 250)]
    rulings.append(Ruling(150, 120, 150, 140))  # only the lower row is parted
    (table,) = find_tables(rulings)
    assert [(r.row, r.column, r.rows, r.columns) for r, _ in table.cells] == [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]


#: at least three lines a paragraph: the usual pitch of lines is learnt from them; where a file has paragraphs of one
#: full line only, nothing tells the space between paragraphs from that between lines
WORDS = st.lists(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxy", min_size=4, max_size=7), min_size=25, max_size=60)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_lines_of_a_paragraph_come_together_again(texts: list[list[str]]) -> None:
    """Broken like a word processor does it, with space between paragraphs, every paragraph comes out as it went in."""
    width, lines, base = 60, [], 100.0
    for words in texts:
        words[0] = words[0].capitalize()
        rows: list[str] = []
        for word in words:
            if rows and len(rows[-1]) + 1 + len(word) <= width:
                rows[-1] += " " + word
            else:
                rows.append(word)
        for row in rows:
            lines.append(Line(piece(row, 72, base), 1, 72, 72 + 0.5 * EM * width, 595))
            base += 1.2 * EM
        base += EM
    found = [" ".join(x.piece.text for x in group) for group in paragraphs(lines, habits([lines]))]
    assert found == [" ".join(words) for words in texts]


def test_numbered_lines_begin_anew() -> None:
    full = "a" * 75
    texts = [full + ".", "2. Lĩnh vực áp dụng", "- một", "- hai"]
    lines = [Line(piece(t, 72, 100 + 15 * k), 1, 72, 522, 595) for k, t in enumerate(texts)]
    assert len(paragraphs(lines, habits([lines]))) == 4


def test_signature_area_by_columns() -> None:
    rows = [
        (piece("XÁC NHẬN CỦA ĐƠN VỊ", 72, 600), piece("Hải Phòng, ngày 5 tháng 4", 330, 600)),
        (piece("(Ký, đóng dấu)", 90, 616), piece("NGƯỜI NỘP ĐƠN", 350, 616)),
        (piece("Trần Văn An", 360, 680),),
    ]
    assert blocks(sheet(*rows)) == [
        "XÁC NHẬN CỦA ĐƠN VỊ", "(Ký, đóng dấu)", "Hải Phòng, ngày 5 tháng 4", "NGƯỜI NỘP ĐƠN", "Trần Văn An",
    ]  # fmt: skip


def test_columns_of_unlike_sizes() -> None:
    left = [Piece(f"- Nơi nhận thứ {k};", 72, 190, 0, 0, 600 + 12 * k, 10) for k in range(3)]
    right = [Piece(f"CHỨC DANH {k}", 330, 420, 0, 0, 604 + 16 * k, 14) for k in range(3)]
    rows = sorted(((p,) for p in left + right), key=lambda r: r[0].base)
    assert blocks(sheet(*rows)) == [p.text for p in left + right]


def test_a_table_goes_on_over_the_page_border() -> None:
    def grid(top: float, rows: int) -> tuple[Ruling, ...]:
        ys = [top + 20 * r for r in range(rows + 1)]
        return tuple([Ruling(50, y, 250, y) for y in ys] + [Ruling(x, ys[0], x, ys[-1]) for x in (50, 150, 250)])

    rows = ((piece("Tên", 55, 714), piece("Số", 155, 714)), (piece("Thời gian", 55, 734), piece("68", 155, 734)))
    first = sheet(*rows, rulings=grid(700, 2))
    second = sheet(
        (piece("(phút)", 55, 64),), (piece("Số lần", 55, 84), piece("2", 155, 84)), rulings=grid(50, 2), number=2
    )  # fmt: skip
    builder = BlockBuilder()
    write([first, second], builder)
    assert [b.text for b in builder.blocks] == ["Tên", "Số", "Thời gian (phút)", "68", "Số lần", "2"]
    assert {b.cell.table for b in builder.blocks if b.cell} == {0}
    assert [b.cell.row for b in builder.blocks if b.cell] == [0, 0, 1, 1, 2, 2]


def test_page_number_alone_is_dropped_text_is_not() -> None:
    body = [(piece("Nội dung " + "x" * 40, 72, 100 + 15 * k),) for k in range(3)]
    assert not any(t == "3" for t in blocks(sheet(*body, (piece("3", 290, 800),), number=3)))
    kinds: list[BlockKind] = []
    builder = BlockBuilder()
    write([sheet((piece("3", 290, 400),), number=3)], builder)
    kinds = [b.kind for b in builder.blocks]
    assert kinds == [BlockKind.PARAGRAPH]
