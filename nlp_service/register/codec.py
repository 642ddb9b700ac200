"""Between what is compared and the rows that keep it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime

from nlp_service.dossier import Location, Prose
from nlp_service.duplicates import Comparable
from nlp_service.duplicates.syllables import plain_words

from .models import DossierRow

LEVEL = 3  # of zlib: twice as quick as 6, a tenth larger


def pack_prose(prose: Sequence[Prose]) -> bytes:
    """Prose as compressed JSON."""
    rows = [
        [w.file, w.page, w.block, w.start, w.end, p.text, p.section, p.paper, p.kind] for p in prose for w in (p.where,)
    ]
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), LEVEL)


def unpack_prose(content: bytes) -> tuple[Prose, ...]:
    """The inverse of `pack_prose`."""
    return tuple(
        Prose(Location(file, page, block, start, end), text, section, paper, kind)
        for file, page, block, start, end, text, section, paper, kind in json.loads(zlib.decompress(content))
    )


def comparable_of(row: DossierRow) -> Comparable:
    """A stored dossier as comparing wants it."""
    return Comparable(
        row.id, row.sha256, row.title, tuple(row.authors), row.unit, row.year, row.level, row.filed, row.first_applied,
        unpack_prose(row.prose),
    )  # fmt: skip


def search_key(*parts: str | None) -> str:
    """The folded words of ``parts``."""
    return " ".join(plain_words(" ".join(p for p in parts if p)))


def now() -> str:
    """The time, UTC, ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
