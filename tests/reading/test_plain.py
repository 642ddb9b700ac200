"""Plain text in whatever encoding it comes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.dossier import ReadingError, SourceFile
from nlp_service.reading.plain import decode_text, read_text, unwound
from nlp_service.settings import Settings

TEXT = "Đơn đề nghị công nhận sáng kiến: giải pháp giảm hồ sơ phải bổ sung ở phường, được áp dụng từ ngày 05/9/2023."


def read(content: bytes) -> SourceFile:
    return read_text(content, "a.txt", Settings())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_unicode_encodings(encoding: str, form: str) -> None:
    file = read(unicodedata.normalize(form, TEXT).encode(encoding))
    assert (file.text, file.encoding, file.grade) == (TEXT, "unicode", "A")


def test_windows_1258() -> None:
    # its letters carry their tone as a combining character behind them
    content = b"".join(_as_1258(c) for c in TEXT)
    assert read(content).text == TEXT


def test_tcvn3_bytes() -> None:
    content = "C¨n cø QuyÕt ®Þnh sè 12; ng\u00adêi ®øng ®Çu ®¬n vÞ ®\u00adîc khen th\u00adëng".encode("latin-1")
    file = read(content)
    assert file.text == "Căn cứ Quyết định số 12; người đứng đầu đơn vị được khen thưởng"
    assert (file.encoding, file.grade, file.notices[0].code) == ("tcvn3", "B", "legacy-encoding")


def test_vni_bytes() -> None:
    assert read("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, ñoäc laäp töï do".encode("cp1252")).text == (
        "Cộng hòa xã hội chủ nghĩa Việt Nam, độc lập tự do"
    )


def test_utf8_taken_for_windows_and_written_again() -> None:
    twisted = TEXT.encode("utf-8").decode("latin-1").encode("utf-8")
    assert decode_text("Giáo án và đề".encode()) == "Giáo án và đề"
    assert unwound("B\u00c3\u00a1o c\u00c3\u00a1o") == "Báo cáo"
    assert isinstance(decode_text(twisted), str)


def test_lines_are_blocks_and_form_feeds_pages() -> None:
    file = read("Dòng một\r\n\r\nDòng hai\fTrang sau\n".encode())
    assert [(b.text, b.page_break) for b in file.blocks] == [("Dòng một", False), ("Dòng hai", False), ("Trang sau", True)]


def test_nothing_to_read() -> None:
    with pytest.raises(ReadingError, match="no-text"):
        read(b" \r\n\f")


@given(st.binary(min_size=1))
def test_any_bytes_give_text(content: bytes) -> None:
    text = decode_text(content)
    assert isinstance(text, str)
    assert len(text) <= len(content)
    if text.isascii() and content.isascii() and b"\0" not in content:
        assert text == content.decode("ascii")


@given(st.text())
def test_utf8_text_without_odd_signs_is_kept(text: str) -> None:
    kept = unwound(text)
    assert kept == text or any(sign in text for sign in ("Ã", "áº", "á»"))


def _as_1258(char: str) -> bytes:
    try:
        return char.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in "\u0300\u0301\u0303\u0309\u0323"))
        return (base + "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")).encode("cp1258")
