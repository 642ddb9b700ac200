"""Which format a zip or an OLE compound file is: both are wrappings of many formats."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import partial

import olefile

from .kind import Kind


def package_kind(content: bytes) -> Kind:
    """A zip: an office file, or an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            kind = _office(archive, names)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        return _torn_package(content)
    return kind or Kind("zip")


def _office(archive: zipfile.ZipFile, names: set[str]) -> Kind | None:
    lower = {name.lower().replace("\\", "/") for name in names}
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        mime = archive.read("mimetype").strip()
        for mark, format_ in (
            (b"opendocument.text", "odt"), (b"opendocument.spreadsheet", "ods"), (b"opendocument.presentation", "odp"),
            (b"sun.xml.writer", "odt"), (b"epub+zip", "epub"),
        ):  # fmt: skip
            if mark in mime:
                return Kind(format_, encrypted=_odf_encrypted(archive, lower))
    if "[content_types].xml" in lower:
        for folder, format_ in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("visio/", "vsdx")):
            if any(name.startswith(folder) for name in lower):
                macros = any(name.endswith("vbaproject.bin") for name in lower)
                binary = format_ == "xlsx" and "xl/workbook.bin" in lower
                return Kind("xlsb" if binary else format_, "macros" if macros else "")
    if "word/document.xml" in lower:  # a damaged package that still has its body
        return Kind("docx")
    other = (("[content_types].xml", "ooxml"), ("index/document.iwa", "iwork"), ("meta-inf/manifest.mf", "program"))
    return next((Kind(format_) for part, format_ in other if part in lower), None)  # parts that nobody handed in one by one


def _odf_encrypted(archive: zipfile.ZipFile, lower: set[str]) -> bool:
    if "meta-inf/manifest.xml" not in lower or archive.getinfo("META-INF/manifest.xml").file_size > 2**22:
        return False
    return b"encryption-data" in archive.read("META-INF/manifest.xml")


_TORN_MARKS = (
    (b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"), (b"opendocument.text", "odt"), (b"[Content_Types].xml", "docx"),
)  # fmt: skip


def _torn_package(content: bytes) -> Kind:
    """A zip without its table of contents (a copy that broke off): the local names still tell what it was."""
    for mark, format_ in _TORN_MARKS:
        if mark in content[:65536]:
            return Kind(format_, "torn")
    return Kind("zip", "torn")


def compound_kind(content: bytes) -> Kind:
    """An OLE compound file: Word, Excel, PowerPoint 97, Outlook, or an encrypted office file."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            exists = partial(_has_stream, ole)
            if exists("EncryptedPackage"):
                return Kind("ooxml", "encrypted", encrypted=True)
            if exists("WordDocument"):
                return Kind("doc", encrypted=_word_encrypted(ole))
            if exists("Workbook") or exists("Book"):
                return Kind("xls", encrypted=_excel_encrypted(ole, "Workbook" if exists("Workbook") else "Book"))
            if exists("PowerPoint Document"):
                return Kind("ppt", encrypted=exists("EncryptedSummary"))
            if exists("__properties_version1.0"):
                return Kind("msg")
            if ole.listdir():
                return Kind("unknown", "compound file")
    except (OSError, ValueError, IndexError, TypeError, AttributeError, OverflowError):  # olefile raises what it meets
        pass  # torn: see below
    for mark, format_ in ((b"\xec\xa5", "doc"), (b"\x09\x08", "xls")):  # the directory may stand behind the tear
        if content.startswith(mark, 512):
            return Kind(format_, "torn")
    for stream, format_ in (("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt")):
        if stream.encode("utf-16-le") in content:
            return Kind(format_, "torn")
    return Kind("unknown", "torn")


def _has_stream(ole: olefile.OleFileIO, name: str) -> bool:
    return bool(ole.exists(name))


def _word_encrypted(ole: olefile.OleFileIO) -> bool:
    """FibBase.fEncrypted, MS-DOC 2.5.2: bit 8 of the 16-bit field at byte 10."""
    base = ole.openstream("WordDocument").read(12)
    return len(base) == 12 and bool(int.from_bytes(base[10:12], "little") & 0x0100)


def _excel_encrypted(ole: olefile.OleFileIO, stream: str) -> bool:
    """A FilePass record (0x002F) among the first records of the workbook, MS-XLS 2.4.117."""
    data = ole.openstream(stream).read(4096)
    place = 0
    for _ in range(12):
        if place + 4 > len(data):
            break
        record = int.from_bytes(data[place : place + 2], "little")
        if record == 0x002F:
            return True
        place += 4 + int.from_bytes(data[place + 2 : place + 4], "little")
    return False
