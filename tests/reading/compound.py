"""Writes OLE compound files (MS-CFB, version 3) with a few streams, for files that no library writes."""

import struct

SECTOR, FREE, END, FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file that holds ``streams`` (path → data, folders at most one deep).

    Each stream is at least 4,096 bytes long, padded with zeros, so that no table of small streams is needed.
    """
    folders = list(dict.fromkeys(path.split("/")[0] for path in streams if "/" in path))
    numbers = {name: number for number, name in enumerate([*folders, *streams], 1)}
    directory_sectors = -(-(len(numbers) + 1) * 128 // SECTOR)
    bodies = {path: data.ljust(4096, b"\0") for path, data in streams.items()}
    sectors = directory_sectors + sum(-(-len(b) // SECTOR) for b in bodies.values())
    fat_sectors = 1
    while fat_sectors * 128 < sectors + fat_sectors:
        fat_sectors += 1
    fat = [FAT] * fat_sectors
    directory_start = len(fat)
    fat += _chain(directory_start, directory_sectors)

    def siblings(folder: str) -> list[str]:
        return [p for p in numbers if (p.rpartition("/")[0] if p in bodies else "") == folder]

    def following(path: str) -> int:
        row = siblings(path.rpartition("/")[0] if path in bodies else "")
        place = row.index(path) + 1
        return numbers[row[place]] if place < len(row) else FREE

    entries = [_entry(name, 1, right=following(name), child=numbers[siblings(name)[0]], start=0, size=0) for name in folders]
    content = b""
    for path, data in bodies.items():
        start, count = len(fat), -(-len(data) // SECTOR)
        fat += _chain(start, count)
        entries.append(_entry(path.rpartition("/")[2], 2, right=following(path), start=start, size=len(data)))
        content += data.ljust(count * SECTOR, b"\0")
    root = _entry("Root Entry", 5, child=numbers[siblings("")[0]], start=END, size=0)
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
