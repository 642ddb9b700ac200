"""What is left of an Excel workbook (97 to 2003) whose container is torn: its stream as far as the records are whole."""

from __future__ import annotations

import os
import struct

from nlp_service.dossier import ReadingError, SourceFile
from nlp_service.settings import Settings

from .builder import BlockBuilder
from .compound import main_stream
from .drafts import Draft
from .sheet import XLS_DAMAGE, as_file, xls_sheet

_BEGIN = b"\x09\x08"  # BOF, MS-XLS 2.4.21
_END = b"\x0a\x00\x00\x00"  # EOF without content
_FILE_PASS = 0x002F
_LONGEST = 8224  # bytes of one record, MS-XLS 2.1.4


def read_biff(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read the sheets, and of the one that breaks off the rows before the break.

    Raises:
        ReadingError: ``file-damaged``, ``file-encrypted``, ``no-text``.
    """
    import xlrd

    stream = whole_records(main_stream(content, _BEGIN, name), name)
    builder = BlockBuilder()
    drafts: list[Draft] = []
    try:
        with open(os.devnull, "w") as log:
            book = xlrd.open_workbook(file_contents=stream, formatting_info=True, on_demand=True, logfile=log)
            for number in range(book.nsheets):
                drafts.extend(xls_sheet(book, book.sheet_by_index(number), builder.new_table()))
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, *XLS_DAMAGE) as error:
        if not drafts:
            raise ReadingError("file-damaged", name=name, detail=type(error).__name__) from error
    return as_file(drafts, builder, name, "xls")


def whole_records(stream: bytes, name: str) -> bytes:
    """The records of a stream up to the first that is cut or none at all, and the mark of an end.

    Raises:
        ReadingError: ``file-encrypted``.
    """
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == _FILE_PASS:
            raise ReadingError("file-encrypted", name=name)
        if size > _LONGEST or place + 4 + size > len(stream):
            break
        place += 4 + size
    return stream[:place] + _END
