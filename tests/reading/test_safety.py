"""Hostile and broken files of every format: never a hang, never an escape, always a code."""

import io
import re
import socket
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import openpyxl
import pytest
from compound import compound
from docx import Document

from nlp_service.doctor import pdf_sample
from nlp_service.dossier import SourceFile
from nlp_service.reading import Upload, read, safety
from nlp_service.reading.office import soffice
from nlp_service.settings import Settings

INLINE = Settings(isolate=False)
LAUGHS = '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 9)) + "]>"
SECRET = "only the machine's owner may read this"
needs_office = pytest.mark.skipif(soffice() is None, reason="needs LibreOffice")


def opened(content: bytes, **settings: object) -> SourceFile:
    return read([Upload("x.bin", content)], settings=INLINE.model_copy(update=settings)).files[0]


def codes(file: SourceFile) -> list[str]:
    return [p.code for p in file.problems]


def docx(text: str = "Báo cáo") -> bytes:
    buffer = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


def xlsx(text: str = "Báo cáo") -> bytes:
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = text
    book.save(buffer)
    return buffer.getvalue()


def odt(body: str = "Báo cáo", prolog: str = "") -> bytes:
    base = "urn:oasis:names:tc:opendocument:xmlns"
    names = f"xmlns:office='{base}:office:1.0' xmlns:text='{base}:text:1.0'"
    content = (
        f"<?xml version='1.0'?>{prolog}<office:document-content {names} office:version='1.2'><office:body><office:text>"
        f"<text:p>{body}</text:p></office:text></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
        package.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'><manifest:file-entry "
            "manifest:full-path='/' manifest:media-type='application/vnd.oasis.opendocument.text'/><manifest:file-entry "
            "manifest:full-path='content.xml' manifest:media-type='text/xml'/></manifest:manifest>",
        )
    return buffer.getvalue()


def changed(package: bytes, part: str, change) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return buffer.getvalue()


def declaring(prolog: str, use: str):
    """Puts ``prolog`` before the first element and ``use`` in place of the text."""

    def change(xml: bytes) -> bytes:
        head, _, rest = xml.partition(b"?>")
        return head + b"?>" + prolog.encode() + re.sub("Báo cáo".encode(), use.encode(), rest)

    return change


# -- bombs


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch):
    bomb = changed(docx(), "docProps/app.xml", lambda xml: xml + b" " * 3_000_000)
    assert codes(opened(bomb)) == []
    assert codes(opened(bomb, max_unpacked=2_000_000)) == ["archive-too-large"]
    monkeypatch.setattr(safety, "MAX_XML", 2_000_000)
    assert codes(opened(bomb)) == ["archive-too-large"]


@pytest.mark.parametrize("make", [docx, xlsx, odt])
def test_entities_are_refused(make):
    for prolog in (LAUGHS, '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'):
        for part in ("word/document.xml", "xl/sharedStrings.xml", "content.xml"):
            package = make()
            if part in zipfile.ZipFile(io.BytesIO(package)).namelist():
                assert codes(opened(changed(package, part, declaring(prolog, "&a8;")))) == ["file-unsafe"]


@pytest.mark.parametrize(
    ("make", "part"),
    [(docx, "word/document.xml"), (xlsx, "xl/sharedStrings.xml"), pytest.param(odt, "content.xml", marks=needs_office)],
)
def test_entities_declared_far_behind_are_not_resolved(make, part, tmp_path):
    (tmp_path / "secret.txt").write_text(SECRET)
    prolog = f"<!-- {'x' * 5000} --><!DOCTYPE x [<!ENTITY e SYSTEM '{(tmp_path / 'secret.txt').as_uri()}'>]>"
    assert SECRET not in opened(changed(make(), part, declaring(prolog, "&e;"))).text
    started = monotonic()
    file = opened(changed(make(), part, declaring(f"<!-- {'x' * 5000} -->{LAUGHS}", "&a8;")))
    assert monotonic() - started < 20
    assert len(file.text) < 100_000


def test_html_has_no_entities_of_its_own(tmp_path):
    (tmp_path / "secret.txt").write_text(SECRET)
    prolog = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    page = f"{prolog}<html><body><p>Báo cáo &e;</p></body></html>"
    assert SECRET not in opened(page.encode()).text


def many_pages(count: int) -> bytes:
    kids = " ".join(f"{n} 0 R" for n in range(4, 4 + count))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {count}/MediaBox[0 0 595 842]>>", "<<>>",
        *("<</Type/Page/Parent 2 0 R/Resources 3 0 R>>" for _ in range(count)),
    ]  # fmt: skip
    return _pdf(objects)


def _pdf(objects: list[str], trailer: str = "") -> bytes:
    out, places = ["%PDF-1.4\n"], []
    length = len(out[0])
    for number, body in enumerate(objects, 1):
        places.append(length)
        out.append(f"{number} 0 obj{body}endobj\n")
        length += len(out[-1])
    count = len(objects) + 1
    out += [f"xref\n0 {count}\n0000000000 65535 f \n", *(f"{place:010d} 00000 n \n" for place in places)]
    return ("".join(out) + f"trailer<</Size {count}/Root 1 0 R{trailer}>>\nstartxref\n{length}\n%%EOF").encode()


def test_ten_thousand_pages_are_cut_to_the_limit():
    started = monotonic()
    file = opened(many_pages(10_000), max_pages=3, max_ocr_pages=0)
    assert monotonic() - started < 20
    assert "too-many-pages" in codes(file) or file.status == "failed"


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [9_000, 12_000, 40_000])
def test_a_huge_picture_is_refused_at_once(side):
    picture = png(side, side) if side < 20_000 else png(8, 8).replace(struct.pack(">II", 8, 8), struct.pack(">II", side, side))
    started = monotonic()
    assert codes(opened(picture)) in (["image-too-large"], ["file-damaged"])
    assert monotonic() - started < 20


def test_a_sheet_that_claims_all_rows_and_columns():
    book = openpyxl.Workbook()
    book.active["A1"] = "đầu"
    book.active["XFD1048576"] = "cuối"
    buffer = io.BytesIO()
    book.save(buffer)
    started = monotonic()
    file = read([Upload("x.xlsx", buffer.getvalue())], settings=Settings(read_timeout=20)).files[0]
    assert monotonic() - started < 25
    assert "đầu" in file.text or file.status == "failed"


def test_nested_brackets_and_tables_do_not_overflow():
    page, table = b"<html><body>" + b"<div>" * 100_000 + b"x", b"<table><tr><td>" * 5_000 + b"x"
    for content in (b"{\\rtf1" + b"{" * 100_000, page, table):
        if content.startswith(b"{") and soffice() is None:
            continue
        assert opened(content).status in ("read", "partial", "failed")


# -- passwords


def test_protected_office_files_are_told():
    word = bytearray(64)
    word[0:2], word[11] = b"\xec\xa5", 0x01
    excel = struct.pack("<HHHH", 0x0809, 4, 0x0600, 5) + struct.pack("<HH", 0x2F, 4) + bytes(4)
    assert codes(opened(compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}))) == ["file-encrypted"]
    assert codes(opened(compound({"WordDocument": bytes(word)}))) == ["file-encrypted"]
    assert codes(opened(compound({"Workbook": excel}))) == ["file-encrypted"]


def test_a_protected_pdf_is_told():
    objects = re.findall(r"\d+ 0 obj(.*?)endobj\n", pdf_sample().decode(), re.S)
    lock = f"<</Filter/Standard/V 1/R 2/Length 40/O<{'41' * 32}>/U<{'42' * 32}>/P -44>>"
    identity = f"<{'43' * 16}>"
    content = _pdf([*objects, lock], f"/Encrypt {len(objects) + 1} 0 R/ID[{identity}{identity}]")
    assert codes(opened(content)) == ["file-encrypted"]


# -- nothing is fetched


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bool]]]:
    visits: list[bool] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                visits.append(True)
                connection.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x.png", visits
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_remote_references_are_not_followed(listener):
    url, visits = listener
    head = f"<link rel=stylesheet href='{url}'><script src='{url}'></script>"
    page = f"<html><head>{head}</head><body>x<img src='{url}'></body></html>"
    linked = changed(
        docx(), "word/_rels/document.xml.rels",
        lambda xml: xml.replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" TargetMode="External" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'relationships/image" Target="' + url.encode() + b'"/></Relationships>',
        ),
    )  # fmt: skip
    for content in (page.encode(), linked):
        assert opened(content).status == "read"
    assert visits == []


@needs_office
@pytest.mark.office
def test_remote_references_are_not_followed_by_libreoffice(listener):
    url, visits = listener
    rtf = (
        rb"{\rtf1\ansi Bao cao {\field{\*\fldinst INCLUDEPICTURE \"" + url.encode() + rb'" \\d}{\fldrslt x}}'
        rb"{\*\template " + url.encode() + rb"}}"
    )
    names = "xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' xmlns:xlink='http://www.w3.org/1999/xlink'"
    image = f"<draw:frame {names}><draw:image xlink:href='{url}'/></draw:frame>"
    for content in (rtf, odt(f"Bao cao {image}")):
        assert "Bao cao" in opened(content).text
    assert visits == []


# -- torn files


@pytest.mark.parametrize("make", [docx, xlsx, pdf_sample, lambda: png(64, 64), lambda: odt()])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_torn_files_have_a_status(make, share):
    whole = make()
    content = whole[: int(len(whole) * share)]
    if make.__name__ == "<lambda>" and soffice() is None:
        pytest.skip("needs LibreOffice")
    file = opened(content, max_ocr_pages=0)
    assert file.status in ("read", "partial", "failed")
    assert (file.status == "read") == (not file.problems)


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    opened(docx())
    opened(b"PK\x05\x06" + bytes(18))
    assert [p.name for p in Path(tmp_path).iterdir()] == []
