"""The files of a dossier as they were handed in."""

from __future__ import annotations

import os
from pathlib import Path


def originals(path: Path) -> list[tuple[str, bytes]]:
    """Name and content of every file at ``path``; names of a folder's files are relative to it."""
    if path.is_file():
        return [(path.name, path.read_bytes())]
    files = sorted(Path(root, name) for root, _, names in os.walk(path) for name in names)
    return [(f.relative_to(path).as_posix(), f.read_bytes()) for f in files if f.is_file() and not f.is_symlink()]
