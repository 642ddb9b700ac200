"""The format of a file by its content.  The name is never believed: a clerk's ``.doc`` may be html, rtf or a picture."""

from __future__ import annotations

import re

from .kind import UNKNOWN, Kind
from .packages import compound_kind, package_kind
from .textlike import looks_like_text, text_head

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
        packed = package_kind(content)  # a zip that unpacks itself, or whose first bytes were lost
        return kind if packed.detail == "torn" else packed
    return kind


def _sniff(content: bytes) -> Kind:
    head = content[:16]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return package_kind(content)
    if head.startswith(_OLE):
        return compound_kind(content)
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
