import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nlp_service.doctor import pdf_sample
from nlp_service.reading import Upload, read, registry
from nlp_service.reading.archive.unpack import UNPACKERS
from nlp_service.reading.kind import CONTAINERS, Kind
from nlp_service.reading.sniff import sniff
from nlp_service.reading.textlike import looks_like_text
from nlp_service.settings import Settings

VIETNAMESE = "Đơn đề nghị công nhận sáng kiến, Trường Tiểu học An Hưng Đông.\r\n" * 5


def package(**members: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def picture(format_: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, format_)
    return buffer.getvalue()


TYPES = {"[Content_Types].xml": "<Types/>"}
SAMPLES = {
    "docx": [package(**TYPES, word__document_xml=""), package(**TYPES, **{"word/document.xml": "", "word/vbaProject.bin": ""})],
    "xlsx": [package(**TYPES, xl__workbook_xml="")],
    "xlsb": [package(**TYPES, **{"xl/workbook.bin": ""})],
    "pptx": [package(**TYPES, ppt__presentation_xml="")],
    "odt": [package(mimetype="application/vnd.oasis.opendocument.text", content_xml="")],
    "ods": [package(mimetype="application/vnd.oasis.opendocument.spreadsheet")],
    "ooxml": [package(**TYPES, FixedDocSeq_fdseq="")],
    "iwork": [package(**{"Index/Document.iwa": ""})],
    "tar": [bytes(257) + b"ustar\x0000" + bytes(600)],
    "zip": [package(a_txt="x"), b"PK\x05\x06" + bytes(18)],
    "7z": [b"7z\xbc\xaf\x27\x1c\0\4"],
    "rar": [b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"],
    "rtf": [rb"{\rtf1\ansi x}"],
    "pdf": [pdf_sample(), b"\xef\xbb\xbf\r\n" + pdf_sample(), b"HTTP/1.1 200 OK\r\n\r\n" + pdf_sample()],
    "image": [*map(picture, ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")), b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"],
    "html": [
        f"<html><body>{VIETNAMESE}</body></html>".encode(),
        f"\ufeff<!DOCTYPE html>\n{VIETNAMESE}".encode("utf-16-le"),
        b'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head></head></html>',
        b"<?xml version='1.0'?><!-- Word --><html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<meta charset=utf-8><p>x</p>",
    ],
    "mhtml": [b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"],
    "eml": [b"From: a@b\r\nTo: c@d\r\nSubject: Ho so\r\nDate: today\r\nMIME-Version: 1.0\r\n\r\nXin chao"],
    "doc": [
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
        b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">',
    ],
    "xls-xml": [b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'],
    "text": [
        VIETNAMESE.encode(), VIETNAMESE.encode("utf-16"), VIETNAMESE.encode("utf-16-le"), VIETNAMESE.encode("utf-16-be"),
        "Céng hoµ x· héi chñ nghÜa ViÖt Nam".encode("cp1252"), b"Subject: to approval", b"MZ is how this letter begins. " * 4,
        "Cộng hòa".encode("cp1258", "ignore") + b" x", b"<< 1 < 2 >>",
    ],
    "program": [b"MZ\x90\0\3\0\0\0" + bytes(range(256))],
    "audio": [b"ID3\x03" + bytes(64), b"\xff\xfb\x90\x64" + bytes(64)],
    "video": [b"\0\0\0\x20ftypisom" + bytes(64)],
    "unknown": [bytes(range(256)) * 8, b"\0" * 500],
}  # fmt: skip


@pytest.mark.parametrize(("format_", "content"), [(f, c) for f, contents in SAMPLES.items() for c in contents])
def test_formats_are_known_by_content(format_, content):
    assert sniff(content).format == format_


@pytest.mark.parametrize("before", [0, 7, 1100, 8000])
def test_a_pdf_may_begin_late(before):
    content = b"x" * before + pdf_sample()
    assert sniff(content) == Kind("pdf", start=before)
    file = read([Upload("a", content)], settings=Settings(isolate=False)).files[0]
    assert (file.status, file.size) == ("read", len(content))


def test_zips_that_unpack_themselves_or_lost_their_head():
    archive = package(a_txt="x" * 50)
    assert sniff(b"MZ\x90\0" + bytes(range(256)) * 9 + archive).format == "zip"
    assert sniff(b"\0\0\0\0" + archive[4:]).format == "zip"
    assert sniff(b"MZ\x90\0" + bytes(range(256)) * 9 + archive[-40:-20]).format == "program"


def test_every_container_can_be_unpacked_and_every_format_is_one_or_the_other():
    assert UNPACKERS.keys() == CONTAINERS
    assert not CONTAINERS & registry.READERS.keys()


def test_torn_packages_are_still_what_they_were():
    whole = package(**TYPES, word__document_xml="x" * 5000)
    assert sniff(whole[:-60]) == Kind("docx", "torn")
    assert sniff(package(a_txt="x" * 5000)[:-60]).format == "zip"


@given(st.binary(max_size=400))
def test_any_bytes_have_a_kind(content: bytes):
    assert sniff(content).format


MAGIC = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1", b"BM", b"RIFF"]


@given(st.sampled_from(MAGIC), st.binary(max_size=2000))
def test_any_bytes_behind_a_signature_have_a_kind(magic: bytes, content: bytes):
    assert sniff(magic + content).format


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "Zs")), min_size=1), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_writing_looks_like_text(text: str, encoding: str):
    assert looks_like_text(text.encode(encoding))
