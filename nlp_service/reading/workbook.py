"""Workbooks of other kinds (ods, xlsb, Excel's XML of 2003) made xlsx by LibreOffice, then read as xlsx."""

from __future__ import annotations

from dataclasses import replace

from nlp_service.dossier import SourceFile
from nlp_service.settings import Settings

from .office import convert
from .sheet import read_xlsx


def read_ods(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read an OpenDocument workbook.

    Raises:
        ReadingError: ``tool-missing``, ``tool-failed``, ``read-timeout``, ``file-damaged``, ``no-text``.
    """
    return _through_xlsx(content, name, settings, "ods")


def read_xlsb(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read a binary Excel workbook; errors as of `read_ods`."""
    return _through_xlsx(content, name, settings, "xlsb")


def read_sheet_xml(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read an Excel 2003 XML workbook (programs of offices write them under ``.xls``); errors as of `read_ods`."""
    return _through_xlsx(content, name, settings, "xml")


def _through_xlsx(content: bytes, name: str, settings: Settings, suffix: str) -> SourceFile:
    file = read_xlsx(convert(content, name, settings, suffix, "xlsx"), name, settings)
    return replace(file, format="xls" if suffix == "xml" else suffix)
