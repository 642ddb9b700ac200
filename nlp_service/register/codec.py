"""Between what is compared and the rows that keep it."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from nlp_service.dossier import Location, Prose
from nlp_service.duplicates import FINGERPRINTS_VERSION, Comparable, Own, pack_own, unpack_own
from nlp_service.duplicates.syllables import plain_words

from .models import DossierRow

LEVEL = 3  # of zlib: twice as quick as 6, a tenth larger
_HEADER = struct.Struct("<BBI")
_KEPT = 1  # a zlib stream begins with another byte


def pack_prose(prose: Sequence[Prose], own: Own) -> bytes:
    """Prose as compressed JSON, behind the author's own words in it, which follow from it and the version of fingerprints."""
    rows = [[w.file, w.page, w.block, w.start, w.end, p.text, p.section, p.paper, p.kind] for p in prose for w in (p.where,)]
    words, version = pack_own(own), FINGERPRINTS_VERSION.encode()
    text = zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), LEVEL)
    return _HEADER.pack(_KEPT, len(version), len(words)) + version + words + text


def unpack_prose(content: bytes) -> tuple[tuple[Prose, ...], Own | None]:
    """The inverse of `pack_prose`; no own words where another version of fingerprints made them.

    Raises:
        ValueError, zlib.error: the content is damaged.
    """
    version, words, text = b"", b"", content
    if content[:1] == bytes([_KEPT]):  # without the mark it is compressed JSON alone, as early registers have it
        _, size, length = _HEADER.unpack_from(content)
        at = _HEADER.size + size
        version, words, text = content[_HEADER.size : at], content[at : at + length], content[at + length :]
    prose = tuple(
        Prose(Location(file, page, block, start, end), text, section, paper, kind)
        for file, page, block, start, end, text, section, paper, kind in json.loads(zlib.decompress(text))
    )
    return prose, unpack_own(words, prose) if version == FINGERPRINTS_VERSION.encode() else None


#: the columns that `comparable_of` needs: all but those for searching and lists
COMPARED = (
    DossierRow.id, DossierRow.sha256, DossierRow.title, DossierRow.authors, DossierRow.unit, DossierRow.year,
    DossierRow.level, DossierRow.filed, DossierRow.first_applied, DossierRow.prose,
)  # fmt: skip


def comparable_of(row: Any) -> Comparable:
    """A stored dossier (a whole row, or one of `COMPARED`) as comparing wants it."""
    prose, own = unpack_prose(row.prose)
    stored = Comparable(
        row.id, row.sha256, row.title, tuple(row.authors), row.unit, row.year, row.level, row.filed, row.first_applied, prose
    )
    return stored.knowing(own) if own is not None else stored


def search_key(*parts: str | None) -> str:
    """The folded words of ``parts``."""
    return " ".join(plain_words(" ".join(p for p in parts if p)))


def now() -> str:
    """The time, UTC, ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
