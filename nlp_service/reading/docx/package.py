"""The parts of an Office Open XML package, parsed without resolving anything outside of it."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable
from functools import cached_property
from io import BytesIO
from typing import Any

from lxml import etree

from nlp_service.dossier import ReadingError

Element = Any  # lxml ships no types
Shorten = Callable[[bytes], bytes]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = (
    (b"/ooxml/wordprocessingml/main", b"/wordprocessingml/2006/main"),
    (b"/ooxml/officeDocument/relationships", b"/officeDocument/2006/relationships"),
    (b"/ooxml/drawingml/main", b"/drawingml/2006/main"),
)
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
LARGEST_PART = 192 * 2**20  # bytes of one XML part; the longest real ones have some 10 MB


def parse_xml(content: bytes) -> Element:
    """The root of an XML part; entities, DTDs and the network stay out.

    Raises:
        lxml.etree.XMLSyntaxError: not XML.
    """
    if b"purl.oclc.org" in content[:4096]:
        for strict, transitional in _STRICT:
            content = content.replace(b"http://purl.oclc.org" + strict, b"http://schemas.openxmlformats.org" + transitional)
    # A parser of lxml remembers errors, so each part gets its own.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
        collect_ids=False,
    )  # fmt: skip
    return etree.fromstring(content, parser)


class Package:
    """A docx file as its parts.

    Raises:
        ReadingError: ``file-damaged`` or ``file-encrypted``.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise ReadingError("file-damaged", name=name, detail=str(error)) from error
        self._names = {n.lower().lstrip("/"): n for n in self._zip.namelist()}

    def bytes(self, part: str) -> bytes | None:
        """The content of a part, ``None`` where there is none.  Case does not matter in part names."""
        member = self._names.get(part.lower().lstrip("/"))
        if member is None:
            return None
        try:
            with self._zip.open(member) as stream:
                content = stream.read(LARGEST_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise ReadingError("file-damaged", name=self.name, detail=f"{part}: {error}") from error
        except RuntimeError as error:  # zipfile's word for a member with a password
            raise ReadingError("file-encrypted", name=self.name) from error
        if len(content) > LARGEST_PART:
            raise ReadingError("archive-too-large", name=self.name, detail=part)
        return content

    def xml(self, part: str, shorten: Shorten | None = None) -> Element | None:
        """The root element of a part, ``None`` where there is no such part; ``shorten`` takes out what nobody will ask for.

        Raises:
            ReadingError: ``file-damaged``, the part is no XML.
        """
        content = self.bytes(part)
        if content is None:
            return None
        try:
            return parse_xml(content if shorten is None else shorten(content))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ReadingError("file-damaged", name=self.name, detail=f"{part}: {error}") from error

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationships of a part (``""``: of the package), without those that lead outside.

        id → (last word of its type, target part).
        """
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for rel in () if root is None else root.iter(_RELATIONSHIP):
            if rel.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, rel.get("Target", ""))).lstrip("/")
                found[rel.get("Id", "")] = (rel.get("Type", "").rpartition("/")[2], target)
        return found

    @cached_property
    def main(self) -> str:
        """The name of the main document part: the usual one where it is there, else the one the package names."""
        if "word/document.xml" in self._names:
            return "word/document.xml"
        for kind, target in self.related("").values():
            if kind == "officeDocument" and target.lower() in self._names:
                return target
        return "word/document.xml"
