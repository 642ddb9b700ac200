"""Members of a zip whose table of contents is lost: a copy that broke off, a stick pulled out too early.

Each member stands behind a local header of its own (APPNOTE 4.3.7), and deflated data tells where it ends.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_HEADER = struct.Struct("<4s5H3I2H")
_MARK, _NEXT = b"PK\x03\x04", b"PK"
_ENCRYPTED, _UTF8, _SIZE_FOLLOWS = 0x1, 0x800, 0x8
_STORED, _DEFLATED = 0, 8
_STEP = 1 << 16


@dataclass(frozen=True, slots=True)
class TornMember:
    """A member as far as it is there; ``utf8`` says that its name is in that encoding, ``whole`` that nothing is cut off."""

    name: bytes
    utf8: bool
    content: bytes
    whole: bool


def torn_members(content: bytes, limit: int) -> Iterator[TornMember]:
    """The members in order, as long as they stay within ``limit`` bytes together; encrypted ones are passed over."""
    place = 0
    while (place := content.find(_MARK, place)) >= 0 and place + _HEADER.size <= len(content):
        _, _, flags, method, _, _, _, packed, _, name_size, extra_size = _HEADER.unpack_from(content, place)
        name_at = place + _HEADER.size
        start = name_at + name_size + extra_size
        name = content[name_at : name_at + name_size]
        place += len(_MARK)
        if flags & _ENCRYPTED or start > len(content) or not name or name.endswith(b"/"):
            continue
        if method == _DEFLATED:
            data, end, whole = _inflated(content, start, limit)
        elif method == _STORED:
            end = start + packed if packed or not flags & _SIZE_FOLLOWS else content.find(_NEXT, start)
            end = len(content) if end < 0 else end
            data, whole = content[start:end], end <= len(content)
        else:
            continue
        limit -= len(data)
        if limit < 0:
            return
        yield TornMember(name, bool(flags & _UTF8), data, whole)
        place = max(place, min(end, len(content)))


def _inflated(content: bytes, start: int, limit: int) -> tuple[bytes, int, bool]:
    """Deflated data from ``start`` on: what it holds (one byte over ``limit`` at most), where it ends, whether it is whole."""
    inflate = zlib.decompressobj(-15)
    parts, size, at = [], 0, start
    try:
        while not inflate.eof and at < len(content) and size <= limit:
            pending = content[at : at + _STEP]
            at += len(pending)
            while pending and not inflate.eof and size <= limit:
                part = inflate.decompress(pending, limit - size + 1)
                pending = inflate.unconsumed_tail
                parts.append(part)
                size += len(part)
    except zlib.error:
        return b"".join(parts), start, False
    return b"".join(parts), at - len(inflate.unused_data), inflate.eof
