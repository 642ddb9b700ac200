"""Small whole files of every format, and ways to break them."""

import io
import random
import zipfile
from email.message import EmailMessage
from functools import cache

import openpyxl
import py7zr
from docx import Document
from PIL import Image, ImageDraw
from rar4 import rar4

from nlp_service.doctor import pdf_sample

TEXT = "ĐƠN ĐỀ NGHỊ CÔNG NHẬN SÁNG KIẾN\nKính gửi: Hội đồng sáng kiến\n1. Tên sáng kiến: Dạy Toán bằng trò chơi\n"
#: Formats whose reading starts LibreOffice or a recogniser: a second or so each.
SLOW = ("rtf", "odt", "doc", "png", "tiff")


@cache
def seeds() -> dict[str, bytes]:
    """A small file of each format."""
    found = {
        "docx": _docx(), "xlsx": _xlsx(), "odt": _odt(), "pdf": pdf_sample(TEXT.replace("\n", " ")), "png": _picture("PNG"),
        "tiff": _picture("TIFF"), "txt": TEXT.encode(), "utf16": TEXT.encode("utf-16"),
        "tcvn3": "Céng hoµ x· héi chñ nghÜa ViÖt Nam\n§éc lËp - Tù do - H¹nh phóc".encode("latin-1"),
        "html": f"<html><style>p{{color:red}}</style><body><h1>{TEXT}</h1><table><tr><td>1<td>2</table></body></html>".encode(),
        "rtf": rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Times New Roman;}}\f0\fs28 Kinh gui \u272? h\u7897?i \u273?\u7891?ng\par}",
        "doc": b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/'
        b'office/word/2003/wordml"><w:body><w:p><w:r><w:t>Kinh gui</w:t></w:r></w:p></w:body></w:wordDocument>',
        "mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; "
        b"charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><body><p>K=C3=ADnh</p></html>\r\n--x--\r\n",
    }  # fmt: skip
    members = {"don.docx": found["docx"], "phu luc/bang.xlsx": found["xlsx"], "ghi chu.txt": found["txt"]}
    return found | {"zip": _zip(members), "7z": _seven(members), "rar": rar4(members), "eml": _message(members)}


def _docx() -> bytes:
    document = Document()
    document.add_heading("Báo cáo", 1)
    for line in TEXT.split("\n"):
        document.add_paragraph(line, style="List Number")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Họ và tên"
    document.sections[0].footer.paragraphs[0].text = "Trang 1"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 6):
        sheet.append([row, f"Dòng {row}", row / 7])
    sheet.merge_cells("A7:C8")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _odt() -> bytes:
    base = "urn:oasis:names:tc:opendocument:xmlns"
    manifest = (
        f"<manifest:manifest xmlns:manifest='{base}:manifest:1.0'><manifest:file-entry manifest:full-path='/' "
        "manifest:media-type='application/vnd.oasis.opendocument.text'/></manifest:manifest>"
    )
    body = (
        f"<office:document-content xmlns:office='{base}:office:1.0' xmlns:text='{base}:text:1.0' office:version='1.2'>"
        f"<office:body><office:text><text:p>{TEXT}</text:p></office:text></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    return _zip({"mimetype": kind.encode(), "content.xml": body.encode(), "META-INF/manifest.xml": manifest.encode()})


def _picture(format_: str) -> bytes:
    picture = Image.new("L", (240, 60), 255)
    ImageDraw.Draw(picture).text((10, 20), "SANG KIEN 2024", fill=0)
    buffer = io.BytesIO()
    picture.save(buffer, format_)
    return buffer.getvalue()


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _seven(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return buffer.getvalue()


def _message(members: dict[str, bytes]) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@example.vn", "b@example.vn", "Hồ sơ"
    letter.set_content(TEXT)
    for name, data in members.items():
        letter.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


def mutant(content: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """``content`` with one to five things wrong; in a package, inside one of its parts as often as outside."""
    if content[:2] == b"PK" and chance.random() < 0.6:
        try:
            return _inside(content, others, chance)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError):
            pass  # no whole package any more: break its bytes
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
        data = chance.choice(_WAYS)(data, others, chance)
    return bytes(data)


def _inside(content: bytes, others: list[bytes], chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = chance.choice(sorted(parts))
    if chance.random() < 0.1:
        del parts[name]
    else:
        parts[name] = mutant(parts[name], others, chance)
    return _zip(parts)


def _place(data: bytearray, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def _flip(data: bytearray, others: list[bytes], chance: random.Random) -> bytearray:
    for _ in range(chance.choice((1, 4, 32))):
        if data:
            data[chance.randrange(len(data))] = chance.choice((0, 0xFF, 0x80, chance.randrange(256)))
    return data


def _cut(data: bytearray, others: list[bytes], chance: random.Random) -> bytearray:
    return data[: _place(data, chance)]


def _drop(data: bytearray, others: list[bytes], chance: random.Random) -> bytearray:
    start = _place(data, chance)
    return data[:start] + data[start + chance.randrange(1, 200) :]


def _repeat(data: bytearray, others: list[bytes], chance: random.Random) -> bytearray:
    start = _place(data, chance)
    piece = data[start : start + chance.randrange(1, 300)]
    return data[:start] + piece * chance.choice((2, 3, 50)) + data[start:]


def _insert(data: bytearray, others: list[bytes], chance: random.Random) -> bytearray:
    start = _place(data, chance)
    return data[:start] + bytearray(chance.randbytes(chance.choice((1, 16, 600)))) + data[start:]


def _graft(data: bytearray, others: list[bytes], chance: random.Random) -> bytearray:
    other = chance.choice(others)
    start = chance.randrange(len(other) + 1)
    return data[: _place(data, chance)] + other[start : start + 4000]


def _number(data: bytearray, others: list[bytes], chance: random.Random) -> bytearray:
    """A number written in digits becomes another; so does a word of four bytes."""
    digits = [i for i, b in enumerate(data) if 0x30 <= b <= 0x39]
    if digits and chance.random() < 0.5:
        place = chance.choice(digits)
        value = chance.choice((b"0", b"-1", b"99999999", b"4294967296", b"1e309"))
        return data[:place] + value + data[place + 1 :]
    place = _place(data, chance)
    value = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\0\0\0\x80"))
    return data[:place] + value + data[place + 4 :]


_WAYS = (_flip, _flip, _cut, _drop, _repeat, _insert, _graft, _number, _number)
