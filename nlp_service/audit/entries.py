"""The entries of a folder of past dossiers: every file, archive or folder in it is one dossier."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from nlp_service import __version__
from nlp_service.dossier import NlpServiceError, ReadingError

#: What file managers and office programs leave behind.
_JUNK = re.compile(r"^(\.|~\$|__MACOSX$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One dossier of the folder.  ``id`` is unique in it, ``stamp`` changes when its files change."""

    id: str
    path: Path
    stamp: str


def entries(folder: Path, *, leave_out: Path | None = None) -> tuple[Entry, ...]:
    """The entries in order of their names; ``leave_out`` is the folder the results go to.

    Raises:
        ReadingError: ``file-missing``, there is no such folder.
        NlpServiceError: ``path-unusable``, it is no folder.
    """
    if folder.exists() and not folder.is_dir():
        raise NlpServiceError("path-unusable", detail=str(folder))
    if not folder.is_dir():
        raise ReadingError("file-missing", name=str(folder))
    skip = leave_out.resolve() if leave_out else None
    kept = (p for p in folder.iterdir() if not _JUNK.match(p.name) and p.resolve() != skip)
    paths = sorted(kept, key=lambda p: _natural(p.name))
    names = [p.name if p.is_dir() else p.stem for p in paths]
    twins = Counter(names)
    return tuple(Entry(p.name if twins[n] > 1 else n, p, _stamp(p)) for p, n in zip(paths, names, strict=True))


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorts "2" before "10"."""
    return [(int(part), "") if part.isdigit() else (0, part.casefold()) for part in re.split(r"(\d+)", name)]


def _stamp(path: Path) -> str:
    """Name, size and time of every file of the entry, and the version that screens it."""
    digest = hashlib.sha256(__version__.encode())
    files = [path] if path.is_file() else sorted(Path(root, name) for root, _, names in os.walk(path) for name in names)
    for file in files:
        status = file.lstat()
        digest.update(b"\0" + os.fsencode(file.relative_to(path.parent)))
        digest.update(f"\0{status.st_size}\0{status.st_mtime_ns}".encode())
    return digest.hexdigest()
