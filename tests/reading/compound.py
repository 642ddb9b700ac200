"""Writes OLE compound files (MS-CFB, version 3) with a few streams, for files that no library writes."""

import struct

SECTOR, FREE, END, FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file whose root holds ``streams``; each is padded to 4,096 bytes so that no small-stream table is needed."""
    bodies = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    directory_sectors = -(-(len(bodies) + 1) * 128 // SECTOR)
    sectors = directory_sectors + sum(-(-len(b) // SECTOR) for b in bodies.values())
    fat_sectors = 1
    while fat_sectors * 128 < sectors + fat_sectors:
        fat_sectors += 1
    fat = [FAT] * fat_sectors
    directory_start = len(fat)
    fat += _chain(directory_start, directory_sectors)
    entries, content = [], b""
    for number, (name, data) in enumerate(bodies.items(), 1):
        start, count = len(fat), -(-len(data) // SECTOR)
        fat += _chain(start, count)
        entries.append(_entry(name, 2, right=number + 1 if number < len(bodies) else FREE, start=start, size=len(data)))
        content += data.ljust(count * SECTOR, b"\0")
    root = _entry("Root Entry", 5, child=1 if bodies else FREE, start=END, size=0)
    directory = b"".join([root, *entries]).ljust(directory_sectors * SECTOR, b"\0")
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xI", 0x3E, 3, 0xFFFE, 9, 6, 0)
    header += struct.pack("<IIIIIIII", fat_sectors, directory_start, 0, 4096, END, 0, END, 0)
    header += struct.pack(f"<{fat_sectors}I", *range(fat_sectors))
    return header.ljust(SECTOR, b"\xff") + table + directory + content


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), END]


def _entry(name: str, kind: int, *, right: int = FREE, child: int = FREE, start: int, size: int) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII16xI8x8xIQ", wide, len(wide), kind, 1, FREE, right, child, 0, start, size)
