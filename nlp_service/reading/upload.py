"""A file that is handed in as bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Upload:
    """One file with the name its owner gave it (a label only: it never becomes a path)."""

    name: str
    content: bytes
