"""The entries of one audit compared with each other, on top of what the register knew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from nlp_service.dossier import Duplicate, Screening
from nlp_service.duplicates import Bands, Comparable, MemoryStore, compare, ranked, strength

from .journal import Record

_SEEN = ("high", "medium")


def among(records: Iterable[Record], bands: Bands, lang: str) -> Iterator[Record]:
    """Every record with its copies among the others added to its duplicates, strongest first; notes are in ``lang``."""
    everything = list(records)
    entries = {r.id: replace(r.examined.comparable, id=r.id) for r in everything if r.examined.comparable is not None}
    store = MemoryStore(entries.values())
    for record in everything:
        query = entries.get(record.id)
        if query is None:
            yield record
        else:
            yield replace(record, examined=replace(record.examined, screening=_with(record, query, store, bands, lang)))


def _with(record: Record, query: Comparable, store: MemoryStore, bands: Bands, lang: str) -> Screening:
    screening = record.examined.screening
    return merged(screening, compare(query, store, bands, exclude=frozenset({record.id}), lang=lang))


def merged(screening: Screening, found: Iterable[Duplicate]) -> Screening:
    """The screening with more duplicates; one that is named already keeps its stronger form.

    Of all that a verdict looks at only the duplicates change, so only ``complete`` can become ``needs_review``.
    """
    best: dict[str, Duplicate] = {}
    for duplicate in (*screening.duplicates, *found):
        known = best.get(duplicate.dossier)
        if known is None or strength(duplicate) < strength(known):
            best[duplicate.dossier] = duplicate
    duplicates = ranked(best.values())
    seen = screening.verdict == "complete" and any(d.level in _SEEN for d in duplicates)
    return screening.model_copy(update={"duplicates": duplicates, "verdict": "needs_review" if seen else screening.verdict})
