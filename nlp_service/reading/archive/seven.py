"""7z archives, through py7zr, straight into numbered files under the budget."""

from __future__ import annotations

import io
import lzma
import zlib
from typing import BinaryIO

import py7zr
from py7zr.exceptions import ArchiveError, PasswordRequired
from py7zr.io import Py7zIO, WriterFactory

from nlp_service.dossier import ReadingError

from .members import Store, is_junk, safe_name

#: What py7zr and its decoders raise for damaged archives.
_DAMAGE = (
    ArchiveError, lzma.LZMAError, zlib.error, OSError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError,
    AssertionError,
)  # fmt: skip
#: So often a run is taken up again behind a damaged member: each run unpacks what comes before once more.
MAX_RUNS = 4


def unpack(content: bytes, store: Store) -> None:
    """Unpack the members that are papers.

    Raises:
        ReadingError: the archive is damaged, encrypted, or beyond the limits.
    """
    wanted = _wanted(content, store)
    left = list(wanted)
    for _ in range(MAX_RUNS):
        sink = _Sink(store, wanted)
        try:
            with py7zr.SevenZipFile(io.BytesIO(content)) as archive:
                archive.extract(targets=left, factory=sink)
            return
        except ReadingError:
            sink.abandon()
            raise
        except _DAMAGE as error:  # a damaged member ends py7zr's run: the rest is taken up behind it
            broken = sink.current or left[0]
            sink.abandon()
            store.fail(wanted[broken], "file-damaged", detail=type(error).__name__)
            left = left[left.index(broken) + 1 :]
        if not left:
            return
    for name in left:
        store.fail(wanted[name], "file-damaged", detail="7z")


def _wanted(content: bytes, store: Store) -> dict[str, str]:
    """Names of the members that may be unpacked: as py7zr calls them → as we do."""
    try:
        with py7zr.SevenZipFile(io.BytesIO(content)) as archive:
            if archive.needs_password():
                raise ReadingError("file-encrypted")
            files = [f for f in archive.files if not (f.is_directory or f.is_socket)]
            entries = [(f.filename, f.is_symlink or f.is_junction) for f in files]
    except PasswordRequired as error:
        raise ReadingError("file-encrypted") from error
    except _DAMAGE as error:
        raise ReadingError("file-damaged", detail="7z") from error
    wanted: dict[str, str] = {}
    for name, link in entries:
        safe = safe_name(name)
        if safe is None or link:
            store.fail(safe or name, "archive-unsafe", detail=name)
        elif not is_junk(safe):
            wanted.setdefault(name, safe)
    return wanted


class _Sink(WriterFactory):
    """Opens the next numbered file for each member that py7zr comes to; what was written whole is in the store."""

    def __init__(self, store: Store, names: dict[str, str]) -> None:
        self.store, self.names = store, names
        self.current: str | None = None
        self._open: _Target | None = None

    def create(self, filename: str) -> Py7zIO:
        self.current = filename if filename in self.names else None
        self.store.budget.member()
        self._open = _Target(self, self.names.get(filename, filename))
        return self._open

    def abandon(self) -> None:
        """Forget the member that was being written."""
        if self._open is not None:
            self._open.discard()


class _Target(Py7zIO):
    """One member on its way to disk."""

    def __init__(self, sink: _Sink, name: str) -> None:
        self.sink, self.name, self.written = sink, name, 0
        self.file = sink.store.next_file()
        self.stream: BinaryIO = self.file.open("wb")

    def write(self, s: bytes | bytearray) -> int:
        self.written += len(s)
        self.sink.store.budget.spend(len(s))
        if self.written <= self.sink.store.budget.largest:
            self.stream.write(s)
        return len(s)

    def close(self) -> None:
        self.stream.close()
        largest = self.sink.store.budget.largest
        if self.written > largest:
            self.file.unlink()
            self.sink.store.fail(self.name, "file-too-large", limit=largest >> 20)
        else:
            self.sink.store.keep(self.name, self.file)
        self.sink.current = None

    def discard(self) -> None:
        if not self.stream.closed:
            self.stream.close()
            self.file.unlink()

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return offset

    def flush(self) -> None:
        self.stream.flush()

    def size(self) -> int:
        return self.written
