"""What a file is."""

from __future__ import annotations

from dataclasses import dataclass

#: Formats that hold other files.
CONTAINERS = frozenset({"zip", "7z", "rar", "eml", "msg"})


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: a format of `registry.READERS`, one of `CONTAINERS`, or the name of one that is not read.

    ``detail`` tells the variant (``macros``, ``png``, ``word-2`` …) where that is known, ``start`` where the file begins, when
    something stands before it (headers of a download or a letter before a pdf).
    """

    format: str
    detail: str = ""
    encrypted: bool = False
    start: int = 0

    @property
    def container(self) -> bool:
        """Whether it holds other files."""
        return self.format in CONTAINERS


UNKNOWN = Kind("unknown")
