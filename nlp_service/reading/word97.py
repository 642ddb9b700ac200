"""What is left of a Word document (97 to 2003) whose container is torn: the text of its main stream, without looks.

The header of the stream (FIB, MS-DOC 2.5) says where the text stands; it is in 16 bits or in one byte a letter.
"""

from __future__ import annotations

import re
import struct

from nlp_service.dossier import BlockKind, Cell, ReadingError, SourceFile
from nlp_service.settings import Settings

from .builder import BlockBuilder
from .compound import main_stream
from .drafts import Draft, assemble, grade

_BEGIN = b"\xec\xa5"
_FLAGS, _FROM, _TO = 0x0A, 0x18, 0x1C
_ENCRYPTED = 0x0100
#: High bytes of the letters that Vietnamese text in 16 bits is made of.
_PLANES = frozenset((0x00, 0x01, 0x03, 0x1E, 0x20, 0x25, 0xF0))
#: A field: its code is not shown, its result is.
_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
_SIGNS = str.maketrans({"\x0b": "\n", "\x0c": "\r", "\x1e": "-", "\x1f": "\u00ad", "\x14": None, "\x15": None, "\x13": None})
_ENDS = re.compile("([\r\x07])")


def read_word_stream(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read the paragraphs and cells that are still there.

    Raises:
        ReadingError: ``file-damaged``, ``file-encrypted``, ``no-text``.
    """
    stream = main_stream(content, _BEGIN, name)
    if len(stream) < _TO + 4:
        raise ReadingError("file-damaged", name=name, detail="FIB")
    flags, start, end = (struct.unpack_from(f, stream, at)[0] for f, at in (("<H", _FLAGS), ("<I", _FROM), ("<I", _TO)))
    if flags & _ENCRYPTED:
        raise ReadingError("file-encrypted", name=name)
    builder = BlockBuilder()
    drafts = list(_drafts(shown_text(stream[start:end]), builder))
    encoding = assemble(drafts, builder)
    if not builder.blocks:
        raise ReadingError("no-text", name=name)
    return builder.build(name, "doc", encoding=encoding, grade=grade(encoding))


def shown_text(raw: bytes) -> str:
    """Letters of a stretch of text as Word keeps it, codes of fields left out."""
    high = raw[1:4096:2]
    wide = len(high) > 0 and sum(b in _PLANES for b in high) > 0.9 * len(high)
    text = raw.decode("utf-16-le" if wide else "cp1252", "replace")
    while (fewer := _CODE.sub("", text)) != text:  # fields inside of fields, from the innermost
        text = fewer
    return text.translate(_SIGNS)


def _drafts(text: str, builder: BlockBuilder) -> list[Draft]:
    """Paragraphs end with CR, cells with BEL; a row ends with a BEL more."""
    drafts: list[Draft] = []
    table, row, column, open_row = 0, 0, 0, False
    parts = _ENDS.split(text)
    waiting: list[str] = []  # paragraphs of the cell or of the text in hand
    for words, end in zip(parts[::2], [*parts[1::2], "\r"], strict=True):
        waiting.append(words)
        if end == "\r":
            if not open_row:
                drafts += [Draft([(w, None)]) for w in waiting]
                waiting = []
            continue
        if open_row and column and not "".join(waiting):  # the end of a row
            row, column, open_row, waiting = row + 1, 0, False, []
            continue
        if not open_row:
            open_row = True
            if not row:
                table = builder.new_table()
        drafts += [Draft([(w, None)], BlockKind.CELL, cell=Cell(table, row, column, 1, 1)) for w in waiting]
        column, waiting = column + 1, []
    return drafts + [Draft([(w, None)]) for w in waiting]
