"""The format of a file by its content.  The name is never believed: a clerk's ``.doc`` may be html, rtf or a picture."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import partial

import olefile

from .textlike import looks_like_text, text_head

#: Formats that hold other files.
CONTAINERS = frozenset({"zip", "7z", "rar", "eml", "msg", "tar"})


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: a format of `registry.READERS`, one of `CONTAINERS`, or the name of one that is not read.

    ``detail`` tells the variant (``macros``, ``png``, ``word-2`` …) where that is known, ``start`` where the file begins, when
    something stands before it (headers of a download or a letter before a pdf).
    """

    format: str
    detail: str = ""
    encrypted: bool = False
    start: int = 0

    @property
    def container(self) -> bool:
        """Whether it holds other files."""
        return self.format in CONTAINERS


UNKNOWN = Kind("unknown")

#: Signatures at byte 0, longest first where one is the beginning of another.
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"7z\xbc\xaf\x27\x1c", Kind("7z")),
    (b"Rar!\x1a\x07", Kind("rar")),
    (b"{\\rtf", Kind("rtf")),
    (b"\x89PNG\r\n\x1a\n", Kind("image", "png")),
    (b"\xff\xd8\xff", Kind("image", "jpeg")),
    (b"II*\0", Kind("image", "tiff")),
    (b"MM\0*", Kind("image", "tiff")),
    (b"II+\0", Kind("image", "tiff")),
    (b"MM\0+", Kind("image", "tiff")),
    (b"GIF8", Kind("image", "gif")),
    (b"\xdb\xa5", Kind("doc", "word-2")),
    (b"\x1f\x8b\x08", Kind("gzip")),
    (b"BZh", Kind("bzip2")),
    (b"\xfd7zXZ\0", Kind("xz")),
    (b"MZ", Kind("program")),
    (b"\x7fELF", Kind("program")),
    (b"ID3", Kind("audio")),
    (b"OggS", Kind("audio")),
    (b"fLaC", Kind("audio")),
    (b"\x1aE\xdf\xa3", Kind("video")),
    (b"%!PS", Kind("postscript")),
    (b"\xc5\xd0\xd3\xc6", Kind("postscript")),
    (b"SQLite format 3\0", Kind("database")),
    (b"\0\x01\0\0Standard ", Kind("database")),
    (b"AC10", Kind("drawing", "dwg")),
)
_HEIF = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
#: Sizes of the header that follows a bitmap's file header.
_BITMAP_HEADERS = {bytes((size, 0, 0, 0)) for size in (12, 40, 64, 108, 124)}
#: A zip's table of contents ends within so many bytes of the file's end (a comment may follow it).
_TAIL = 66_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff(content: bytes) -> Kind:
    """What ``content`` is."""
    kind = _sniff(content)
    if kind.format in ("unknown", "program") and content.rfind(b"PK\x05\x06", max(0, len(content) - _TAIL)) >= 0:
        packed = _package(content)  # a zip that unpacks itself, or whose first bytes were lost
        return kind if packed.detail == "torn" else packed
    return kind


def _sniff(content: bytes) -> Kind:
    head = content[:16]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _package(content)
    if head.startswith(_OLE):
        return _compound(content)
    for magic, kind in _MAGIC:
        if head.startswith(magic) and (magic != b"MZ" or not looks_like_text(content)):
            return kind
    if head[:2] == b"BM" and content[14:18] in _BITMAP_HEADERS:
        return Kind("image", "bmp")
    if head[:4] == b"RIFF":
        return Kind("image", "webp") if content[8:12] == b"WEBP" else Kind("audio" if content[8:12] == b"WAVE" else "video")
    if content[4:8] == b"ftyp":
        return Kind("image", "heif") if content[8:12] in _HEIF else Kind("video")
    if head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2") and not looks_like_text(content):
        return Kind("audio")
    if content[257:262] == b"ustar":
        return Kind("tar")
    if header := re.search(rb"%PDF-\d", content[:8192]):
        return Kind("pdf", start=header.start())
    return _text(content)


def _package(content: bytes) -> Kind:
    """A zip: an office file, or an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            kind = _office(archive, names)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        return _torn_package(content)
    return kind or Kind("zip", encrypted=False)


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
    return None


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


def _compound(content: bytes) -> Kind:
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
    except (OSError, ValueError, IndexError, TypeError, AttributeError, OverflowError):  # olefile raises what it meets
        pass
    for mark, format_ in (("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt")):
        if mark.encode("utf-16-le") in content:
            return Kind(format_, "torn")
    return Kind("unknown", "compound file")


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


_HEADER = re.compile(
    r"^(from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|x-[\w-]+)\s*:", re.I | re.M
)
_TAG = re.compile(r"<(!doctype\s+html|html[\s>]|head[\s>]|body[\s>]|meta\s|table[\s>]|p[\s>]|div[\s>])")


def _text(content: bytes) -> Kind:
    """Formats written in letters: html, mhtml, a message, Word's XML, flat ODF, plain text."""
    if not looks_like_text(content):
        return UNKNOWN
    head = text_head(content)
    low = head.lower()
    if low.startswith("{\\rtf"):
        return Kind("rtf")
    headers = {m.group(1).lower() for m in _HEADER.finditer(head[:8192])} if _HEADER.match(head) else set()
    if "mime-version" in headers and re.search(r"content-type:\s*multipart/related", low):
        return Kind("mhtml")
    if len(headers & {"from", "to", "subject", "date", "received", "message-id", "mime-version"}) >= 3:
        return Kind("eml")
    if "<w:worddocument" in low or 'progid="word.document"' in low or "<pkg:package" in low:
        return Kind("doc", "word-xml")
    if 'progid="excel.sheet"' in low or ("urn:schemas-microsoft-com:office:spreadsheet" in low and low.startswith("<?xml")):
        return Kind("xls-xml")
    if "<office:document" in low and "opendocument" in low:
        return Kind("odt", "flat")
    if "<" in low[:512] and _TAG.search(low[:4096]):
        return Kind("html")
    return Kind("text")
