"""What is read of damaged files, and that nothing is made up of them."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
import pytest
from docx_files import docx, p
from hypothesis import given
from hypothesis import strategies as st
from pdf_paper import paper
from test_safety import opened

from nlp_service.dossier import ReadingError
from nlp_service.reading.archive.torn import torn_members
from nlp_service.reading.biff import whole_records
from nlp_service.reading.salvage import mended_package, mended_pdf, mended_xml
from nlp_service.reading.sniff import sniff
from nlp_service.reading.word97 import read_word_stream, shown_text
from nlp_service.settings import Settings

_NAMES = st.text("abcđ/._", min_size=1, max_size=8).filter(lambda n: not n.endswith("/"))


@given(st.dictionaries(_NAMES, st.binary(min_size=1, max_size=400), min_size=1, max_size=6), st.booleans())
def test_all_members_are_found_without_the_table_of_contents(members: dict[str, bytes], stored: bool) -> None:
    content = _zipped(members, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    torn = content[: content.rindex(b"PK\x01\x02") if len(members) == 1 else content.rindex(b"PK\x05\x06")]
    found = {m.name.decode("utf-8" if m.utf8 else "cp437"): m.content for m in torn_members(torn, 10_000)}
    if not any(b"PK" in c for c in members.values()):
        assert found == members


@given(st.integers(0, 3000), st.integers(1, 5000))
def test_no_more_is_unpacked_than_allowed(cut: int, limit: int) -> None:
    content = _zipped({"a": b"x" * 4000, "b": bytes(range(256)) * 8}, zipfile.ZIP_DEFLATED)
    assert sum(len(m.content) for m in torn_members(content[:cut], limit)) <= limit


@given(st.binary(max_size=300))
def test_mending_never_fails(content: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"%PDF-1.4 1 0 obj <</Type/Page>> "):
        assert mended_package(head + content, 10_000) is None or sniff(head + content)
        mended_pdf(head + content, 100)
    mended_xml(content)
    assert whole_records(content.replace(b"\x2f", b""), "a").endswith(b"\x0a\x00\x00\x00")


def test_a_docx_without_its_table_of_contents_is_read_and_told() -> None:
    content = docx(p("Tên sáng kiến") + p("Tác giả"))
    file = opened(content[: content.index(b"PK\x01\x02")])
    assert (file.status, file.text, [x.code for x in file.problems]) == ("partial", "Tên sáng kiến\nTác giả", ["file-salvaged"])
    assert file.grade >= "C"


def test_a_docx_whose_body_breaks_off_is_read_up_to_there() -> None:
    whole = zipfile.ZipFile(io.BytesIO(docx("".join(p(f"Đoạn {i}") for i in range(40)))))
    parts = {n: whole.read(n) for n in whole.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"][: len(parts["word/document.xml"]) // 2]
    file = opened(_zipped(parts, zipfile.ZIP_DEFLATED))
    assert file.status == "partial"
    assert file.text.startswith("Đoạn 0\nĐoạn 1\n")
    assert "Đoạn 39" not in file.text


def test_a_bomb_is_not_salvaged() -> None:
    bomb = _zipped({"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, zipfile.ZIP_DEFLATED)
    assert [x.code for x in opened(bomb[: bomb.index(b"PK\x01\x02")]).problems] == ["file-unsafe"]


def test_a_torn_workbook_is_read() -> None:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Tỷ lệ đóng góp", 60])
    book.save(stream)
    file = opened(stream.getvalue()[: stream.getvalue().rindex(b"PK\x05\x06")])
    assert (file.format, file.status, file.text) == ("xlsx", "partial", "Tỷ lệ đóng góp\t60")


def test_a_pdf_that_breaks_off_keeps_its_pages() -> None:
    content = paper([(72, 100, "Báo cáo sáng kiến")], [(72, 100, "Trang hai")])
    # as if the root, which many programs write last, were cut off with the trailer
    file = opened(content[: content.rindex(b"\nxref")].replace(b"/Type /Catalog", b"/Type /Catalox"))
    assert (file.status, [x.code for x in file.problems]) == ("partial", ["file-salvaged"])
    assert file.text == opened(content).text == "Báo cáo sáng kiến\nTrang hai"
    tree = mended_pdf(b"%PDF-1.4\n3 0 obj <</Type/Page/Parent 1 0 R>> endobj 4 0 obj <</Type/Pages>> endobj", 10)
    assert tree is not None
    assert b"/Kids[3 0 R]/Count 1" in tree
    assert mended_pdf(b"%PDF-1.4\n4 0 obj <</Type/Pages>> endobj", 10) is None


def _word(text: str, wide: bool = True, flags: int = 0) -> bytes:
    """The head of a compound file without directory: a header, and the main stream of a Word document."""
    raw = text.encode("utf-16-le") if wide else text.encode("cp1252")
    fib = bytearray(0x200)
    fib[:2] = b"\xec\xa5"
    struct.pack_into("<H", fib, 0x0A, flags)
    struct.pack_into("<II", fib, 0x18, 0x200, 0x200 + len(raw))
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    head[30:32] = b"\x09\x00"
    return bytes(head + fib + raw)


def test_a_word_file_without_directory_gives_its_text() -> None:
    text = "Tên sáng kiến\rHọ tên\x07Tỷ lệ\x07\x07Hoa\x0760%\x07\x07Tôi cam đoan\x13 PAGE \x141\x15.\r"
    file = opened(_word(text))
    assert (file.format, file.status, [x.code for x in file.problems]) == ("doc", "partial", ["file-salvaged"])
    assert file.text == "Tên sáng kiến\nHọ tên\tTỷ lệ\nHoa\t60%\nTôi cam đoan1."
    assert {(b.cell.row, b.cell.column) for b in file.blocks if b.cell} == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_one_byte_text_and_encryption() -> None:
    assert shown_text("S¸ng kiÕn c¶i tiÕn".encode("cp1252")) == "S¸ng kiÕn c¶i tiÕn"
    with pytest.raises(ReadingError, match="file-encrypted"):
        read_word_stream(_word("x", flags=0x100), "a.doc", Settings())


def test_a_torn_compound_file_of_no_known_kind_is_damaged() -> None:
    assert [x.code for x in opened(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)).problems] == ["file-damaged"]


def _zipped(members: dict[str, bytes], method: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()
