"""Zip archives: names in any of the encodings that Vietnamese machines wrote, members under limits."""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from typing import BinaryIO, cast

from nlp_service.dossier import ReadingError
from nlp_service.language.syllables import is_syllable

from .members import Store, is_junk, safe_name
from .torn import torn_members

#: "the name is UTF-8" and "the member is encrypted" among the general purpose flags (APPNOTE 4.4.4).
_UTF8, _ENCRYPTED = 0x800, 0x1
#: What a broken member raises while it is unpacked.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError)
#: What writes names: the words of a name, and what else may stand in one.
_WORD, _COMMON = re.compile(r"[^\W\d_]+"), frozenset(" ._-()[]+,&'/")


def unpack(content: bytes, store: Store) -> None:
    """Unpack the members that are papers.

    Raises:
        ReadingError: the archive is damaged, encrypted throughout, or beyond the limits.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        _torn(content, store)
        raise ReadingError("file-damaged", detail="zip") from error
    with archive:
        entries = [info for info in archive.infolist() if not info.is_dir()]
        if entries and all(info.flag_bits & _ENCRYPTED for info in entries):
            raise ReadingError("file-encrypted")
        for info in entries:
            name = member_name(info)
            if not is_junk(name):
                _member(archive, info, name, store)


def _torn(content: bytes, store: Store) -> None:
    """The members of an archive without a table of contents; what breaks off is told."""
    for member in torn_members(content, min(store.budget.size, 2 * store.budget.largest)):
        name = unicodedata.normalize("NFC", member.name.decode("utf-8", "replace")) if member.utf8 else decode_name(member.name)
        safe = safe_name(name)
        if is_junk(name):
            continue
        if safe is None:
            store.fail(name, "archive-unsafe", detail=name)
        else:
            store.put(safe, io.BytesIO(member.content))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, store: Store) -> None:
    safe = safe_name(name)
    if safe is None or stat.S_ISLNK(info.external_attr >> 16):
        store.fail(safe or name, "archive-unsafe", detail=name)
    elif info.flag_bits & _ENCRYPTED:
        store.fail(safe, "file-encrypted")
    else:
        try:
            with archive.open(info) as source:
                store.put(safe, cast(BinaryIO, source))
        except _DAMAGE as error:
            store.fail(safe, "file-damaged", detail=type(error).__name__)


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member in NFC.

    Without the UTF-8 flag the bytes are whatever the packing machine used: UTF-8 all the same (macOS, Linux), Windows-1258
    (the "OEM" code page of a Vietnamese Windows), or cp437 as the format says.  The unicode path field (0x7075) wins.
    """
    if info.flag_bits & _UTF8:
        return unicodedata.normalize("NFC", info.orig_filename)
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return unicodedata.normalize("NFC", info.orig_filename)
    return _unicode_path(info.extra, raw) or decode_name(raw)


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """Info-ZIP's unicode path field, when it belongs to this very name (APPNOTE 4.6.9)."""
    place = 0
    while place + 4 <= len(extra):
        tag, size = int.from_bytes(extra[place : place + 2], "little"), int.from_bytes(extra[place + 2 : place + 4], "little")
        data = extra[place + 4 : place + 4 + size]
        if tag == 0x7075 and len(data) > 5 and int.from_bytes(data[1:5], "little") == zlib.crc32(raw):
            return unicodedata.normalize("NFC", data[5:].decode("utf-8", "replace"))
        place += 4 + size
    return None


def decode_name(raw: bytes) -> str:
    """A file name from bytes in an unknown encoding: the reading with most Vietnamese syllables and fewest odd characters."""
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8"))
    except UnicodeDecodeError:
        readings = [unicodedata.normalize("NFC", raw.decode(encoding, "replace")) for encoding in ("cp1258", "cp1252", "cp437")]
        return max(readings, key=_likelihood)


def _likelihood(name: str) -> int:
    syllables = sum(is_syllable(word) for word in _WORD.findall(name.lower()))
    odd = sum(not (c.isalnum() or c in _COMMON) for c in name)
    return syllables - odd
