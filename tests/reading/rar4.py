"""Writes rar 4 archives with stored members, as no free tool does (after the public format notes of version 4)."""

import struct
import zlib


def rar4(members: dict[str, bytes], flags: int = 0) -> bytes:
    out = b"Rar!\x1a\x07\x00" + _block(0x73, flags, bytes(6))
    for name, data in members.items():
        encoded = name.encode("utf-8")
        wide = 0x200 if not name.isascii() else 0
        dos_time = (2024 - 1980) << 25 | 5 << 21 | 17 << 16
        head = struct.pack("<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), dos_time, 20, 0x30, len(encoded), 0o100644)
        out += _block(0x74, 0x8000 | wide, head + encoded) + data
    return out + _block(0x7B, 0x4000, b"")


def _block(kind: int, flags: int, body: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head
