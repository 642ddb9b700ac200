"""Which module reads which format.

A reader is a function ``(content, name, settings) -> SourceFile`` that raises `ReadingError` when nothing can be read.
It is named as text and imported at its first use, so that a docx never loads the pdf library.  A new format needs a line
here (or a call of `register`) and a rule in `sniff`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Protocol, cast

from nlp_service.dossier import SourceFile
from nlp_service.settings import Settings

PACKAGE = "nlp_service.reading"


class Reader(Protocol):
    """Reads the content of one file; ``sha256``, ``size`` and the final grade are filled in by the door.

    Raises:
        ReadingError: nothing can be read; its code says why.
    """

    def __call__(self, content: bytes, name: str, settings: Settings) -> SourceFile: ...


#: format → "module:function"
READERS: dict[str, str] = {
    "docx": f"{PACKAGE}.docx:read_docx",
    "doc": f"{PACKAGE}.office:read_doc",
    "rtf": f"{PACKAGE}.office:read_rtf",
    "odt": f"{PACKAGE}.office:read_odt",
    "xlsx": f"{PACKAGE}.sheet:read_xlsx",
    "xls": f"{PACKAGE}.sheet:read_xls",
    "ods": f"{PACKAGE}.workbook:read_ods",
    "xlsb": f"{PACKAGE}.workbook:read_xlsb",
    "xls-xml": f"{PACKAGE}.workbook:read_sheet_xml",
    "html": f"{PACKAGE}.html:read_html",
    "mhtml": f"{PACKAGE}.mhtml:read_mhtml",
    "text": f"{PACKAGE}.plain:read_text",
    "pdf": f"{PACKAGE}.pdf:read_pdf",
    "image": f"{PACKAGE}.image:read_image",
}


def register(format_: str, reader: str) -> None:
    """Let ``reader`` ("module:function") read files of ``format_``; an earlier one is replaced."""
    READERS[format_] = reader
    load.cache_clear()


def reader(format_: str) -> Reader | None:
    """The reader of a format, or ``None`` when no module here reads it."""
    target = READERS.get(format_)
    return load(target) if target else None


@cache
def load(target: str) -> Reader:
    """The function behind "module:function", imported at its first use."""
    module, _, function = target.partition(":")
    return cast(Reader, getattr(import_module(module), function))
