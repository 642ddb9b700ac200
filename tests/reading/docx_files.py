"""Small docx packages from XML, so that a test says exactly what stands in the file."""

from __future__ import annotations

import zipfile
from io import BytesIO

from nlp_service.dossier import SourceFile
from nlp_service.reading.docx import read_docx
from nlp_service.settings import Settings

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": _OFFICE,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_ROOTS = {"document": "document", "styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "header1": "hdr",
          "header2": "hdr", "footer1": "ftr"}  # fmt: skip


def docx(body: str, *, main: str = "word/document.xml", media: bytes | None = None, **parts: str) -> bytes:
    """A docx with this inside of ``w:body``, these other parts (name → inside of the root) and perhaps a picture."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", _relationships({"rId1": ("officeDocument", main)}))
        package.writestr(main, _root("document", f"<w:body>{body}</w:body>"))
        related = {}
        for name, inside in parts.items():
            package.writestr(f"word/{name}.xml", _root(_ROOTS[name], inside))
            related[f"id_{name}"] = (name.rstrip("12"), f"{name}.xml")
        if media is not None:
            package.writestr("word/media/image1.png", media)
            related["id_media"] = ("image", "media/image1.png")
        folder, _, base = main.rpartition("/")
        package.writestr(f"{folder}/_rels/{base}.rels", _relationships(related))
    return stream.getvalue()


def read(body: str, **parts: str) -> SourceFile:
    """The same, read."""
    return read_docx(docx(body, **parts), "a.docx", Settings())


def p(text: str, ppr: str = "", rpr: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{ppr}</w:pPr>{r(text, rpr)}</w:p>"


def r(text: str, rpr: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{rpr}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _root(tag: str, inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {_SPACES}>{inside}</w:{tag}>'


def _relationships(related: dict[str, tuple[str, str]]) -> str:
    lines = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for i, (kind, to) in related.items())
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
