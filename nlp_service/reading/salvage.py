"""What can still be read of a damaged file.

A package without its table of contents is put together again from its members, XML that breaks off is closed, a pdf without
its page tree gets a new one, and of a Word or Excel file whose directory is gone the main stream, which stands first in the
file, is read as it is.  The result is ``partial`` and says so (``file-salvaged``): what is not there may only have been lost.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

from lxml import etree

from nlp_service.dossier import ReadingError, SourceFile
from nlp_service.messages import problem
from nlp_service.settings import Settings

from . import registry
from .archive.torn import torn_members
from .safety import MAX_XML, PACKAGES, check_package

_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})\s+(\d{1,5})\s+obj\b")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_LONGEST = 4096  # bytes of a page's dictionary that are looked at
#: Formats for which there is a reader of what is left: of the main stream without its container, of the rows before a tear.
_STREAMS = {"xls": "nlp_service.reading.biff:read_biff", "doc": "nlp_service.reading.word97:read_word_stream",
            "image": "nlp_service.reading.image:read_torn_image"}  # fmt: skip


def salvage(content: bytes, format_: str, name: str, settings: Settings, error: ReadingError) -> SourceFile:
    """Read what is left of a file that could not be read because of ``error``.

    Raises:
        ReadingError: ``error`` where nothing can be saved; ``archive-too-large`` or ``file-unsafe`` for what must stay shut.
    """
    if format_ in PACKAGES:
        mended = mended_package(content, min(settings.max_unpacked, MAX_XML))
    elif format_ == "pdf":
        mended = mended_pdf(content, settings.max_pages)
    else:
        mended = content if format_ in _STREAMS else None
    if mended is None:
        raise error
    if format_ in PACKAGES:
        check_package(mended, settings)
    read = registry.load(_STREAMS[format_]) if format_ in _STREAMS else registry.reader(format_)
    if read is None:
        raise error
    try:
        file = read(mended, name, settings)
    except ReadingError as again:
        raise error from again
    told = problem("file-salvaged", settings.lang, name=name)
    return replace(file, problems=(told, *(p for p in file.problems if p.code != told.code)))


def mended_package(content: bytes, limit: int) -> bytes | None:
    """A zip of all members that are still there, ``None`` where there are none; at most ``limit`` bytes unpacked."""
    seen: set[str] = set()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for member in torn_members(content, limit):
            called = member.name.decode("utf-8" if member.utf8 else "cp437", "replace")
            if called not in seen and member.content:
                seen.add(called)
                part = member.content
                package.writestr(zipfile.ZipInfo(called), mended_xml(part) if called.endswith((".xml", ".rels")) else part)
    return stream.getvalue() if seen else None


def mended_xml(part: bytes) -> bytes:
    """The part as it is where it is well-formed, else with its open elements closed (libxml2's recovery)."""
    quiet = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    try:
        etree.fromstring(part, etree.XMLParser(**quiet))
        return part
    except (etree.XMLSyntaxError, ValueError):
        try:
            root = etree.fromstring(part, etree.XMLParser(recover=True, **quiet))
        except (etree.XMLSyntaxError, ValueError):
            return part
    return part if root is None else bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def mended_pdf(content: bytes, most: int) -> bytes | None:
    """The pdf with a new page tree over the page objects that are still there, in their order; ``None`` where none is.

    Objects inside of compressed streams are not looked for.
    """
    pages: list[bytes] = []
    highest = 0
    for match in _OBJECT.finditer(content):
        highest = max(highest, int(match[1]))
        head = content[match.end() : match.end() + _LONGEST].partition(b"endobj")[0].partition(b"stream")[0]
        if _PAGE.search(head) and len(pages) < most:
            pages.append(b"%s %s R" % (match[1], match[2]))
    if not pages:
        return None
    tree, root = highest + 1, highest + 2
    kids = b" ".join(dict.fromkeys(pages))
    return content + (
        b"\nendstream endobj\n%d 0 obj <</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 595 842]>> endobj\n"
        b"%d 0 obj <</Type/Catalog/Pages %d 0 R>> endobj\ntrailer <</Root %d 0 R/Size %d>>\nstartxref\n0\n%%%%EOF\n"
        % (tree, kids, len(dict.fromkeys(pages)), root, tree, root, root + 1)
    )
