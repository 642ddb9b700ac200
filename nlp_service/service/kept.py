"""A dossier as read, kept beside its case: JSON, compressed; with the role of every line for the reading view."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from pydantic import TypeAdapter

from nlp_service.dossier import Dossier

#: One line of a file: file, start, end, role, section, offset of the author's own words.
Line = tuple[int, int, int, str, str | None, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the reading view and a change of form need."""

    dossier: Dossier
    lines: tuple[Line, ...] = ()


_ADAPTER = TypeAdapter(Kept)


def pack(kept: Kept) -> bytes:
    """To bytes."""
    return zlib.compress(_ADAPTER.dump_json(kept), 6)


def unpack(content: bytes) -> Kept:
    """From bytes: `unpack(pack(x)) == x`."""
    return _ADAPTER.validate_json(zlib.decompress(content))
