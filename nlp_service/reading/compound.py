"""The main stream of a torn OLE compound file: writers put it first, so it mostly stands in one piece behind the header."""

from __future__ import annotations

from nlp_service.dossier import ReadingError

_SHIFTS = {9: 512, 12: 4096}  # sector shift → size, MS-CFB 2.2


def main_stream(content: bytes, begins: bytes, name: str) -> bytes:
    """From the first sector that begins with ``begins`` to the end of the file.

    Raises:
        ReadingError: ``file-damaged``, no sector begins so.
    """
    size = _SHIFTS.get(int.from_bytes(content[30:32], "little"), 512)
    for start in range(size, len(content), size):
        if content.startswith(begins, start):
            return content[start:]
    raise ReadingError("file-damaged", name=name, detail="compound file")
