"""Rar archives, through The Unarchiver (``lsar`` and ``unar``, LGPL): members come over a pipe, never to disk by name."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO, cast

from nlp_service.dossier import ReadingError

from .members import Store, is_junk, safe_name

#: Seconds that a listing may take; unpacking is bounded by the budget and the worker's time.
LIST_SECONDS = 60.0


def unpack(content: bytes, store: Store) -> None:
    """Unpack the members that are papers.

    Raises:
        ReadingError: the tool is missing, or the archive is damaged, encrypted, or beyond the limits.
    """
    if shutil.which("lsar") is None or shutil.which("unar") is None:
        raise ReadingError("tool-missing", tool="unar")
    if _headers_encrypted(content):
        raise ReadingError("file-encrypted")
    with tempfile.TemporaryDirectory(prefix="nlp-service-rar-") as folder:
        path = Path(folder, "archive.rar")
        path.write_bytes(content)
        entries = [e for e in _list(path) if not e.get("XADIsDirectory")]
        if entries and all(e.get("XADIsEncrypted") for e in entries):
            raise ReadingError("file-encrypted")
        for entry in entries:
            _member(path, entry, store)


def _headers_encrypted(content: bytes) -> bool:
    """Whether even the names are encrypted: flag 0x0080 of rar 4's archive header, or rar 5's header of type 4."""
    if content.startswith(b"Rar!\x1a\x07\x01\x00"):
        return content[13:14] == b"\x04"
    return bool(int.from_bytes(content[10:12], "little") & 0x0080)


def _list(path: Path) -> list[dict[str, Any]]:
    try:
        run = subprocess.run(
            ["lsar", "-json", "-no-recursion", str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, timeout=LIST_SECONDS, check=False,
        )  # fmt: skip
        contents = json.loads(run.stdout.decode("utf-8", "replace") or "{}").get("lsarContents", [])
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        raise ReadingError("file-damaged", detail="rar") from error
    if not contents and run.returncode:
        raise ReadingError("file-damaged", detail="rar")
    return [entry for entry in contents if isinstance(entry, dict)]


def _member(path: Path, entry: dict[str, Any], store: Store) -> None:
    name = str(entry.get("XADFileName", ""))
    safe = safe_name(name)
    if safe is None or entry.get("XADIsLink"):
        store.fail(safe or name, "archive-unsafe", detail=name)
    elif entry.get("XADIsEncrypted"):
        store.fail(safe, "file-encrypted")
    elif not is_junk(safe):
        command = ["unar", "-quiet", "-no-recursion", "-forks", "skip", "-output-directory", "-", "-indexes", str(path)]
        process = subprocess.Popen(
            [*command, str(entry.get("XADIndex"))],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with process:
            checked = _Checked(cast(BinaryIO, process.stdout))
            try:
                store.put(safe, cast(BinaryIO, checked))
            finally:
                process.kill()  # when a limit was met it may still be writing
        if not checked.agrees(entry):  # unar writes damaged members too, and says nothing
            store.take_back(safe, "file-damaged", detail="rar")


class _Checked:
    """A stream that sums up what was read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.sum, self.count = stream, 0, 0

    def read(self, size: int) -> bytes:
        piece = self.stream.read(size)
        self.sum, self.count = zlib.crc32(piece, self.sum), self.count + len(piece)
        return piece

    def agrees(self, entry: dict[str, Any]) -> bool:
        """Whether size and checksum are those of the archive's table, as far as it has them."""
        size, crc = entry.get("XADFileSize"), entry.get("RARCRC32", entry.get("RAR5CRC32"))
        return (size is None or size == self.count) and (crc is None or crc == self.sum)
