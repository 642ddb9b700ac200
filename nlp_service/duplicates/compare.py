"""One dossier against the earlier ones: candidates by fingerprints, then each looked at closely."""

from __future__ import annotations

from collections.abc import Iterable

from nlp_service.dossier import Duplicate

from .judge import Circumstances, judge
from .model import Bands, Comparable, EarlierDossiers
from .retrieval import candidates

DEFAULT_BANDS = Bands()
_LEVELS = {"high": 0, "medium": 1, "low": 2}
LEADS = 5  # most leads of level low that are shown


def compare(
    query: Comparable,
    store: EarlierDossiers,
    bands: Bands = DEFAULT_BANDS,
    *,
    exclude: frozenset[str] = frozenset(),
    lang: str = "vi",
) -> tuple[Duplicate, ...]:
    """Earlier dossiers that a person should see beside ``query``, strongest first.

    ``exclude`` are ids that are not looked at: an audit of a folder leaves out the entry itself.
    """
    same = [id for id in store.same_content(query.sha256) if id not in exclude]
    found = candidates(query.fingerprints, store.index, exclude)
    ids = [*same, *(id for id in found.ids if id not in same)]
    earlier = store.fetch(ids)
    seen = [
        judge(query, earlier[id], Circumstances(bands, found.common, store.opinion, id in same, id in found.reworded, lang))
        for id in ids
        if id in earlier
    ]
    return ranked(d for d in seen if d is not None)


def strength(duplicate: Duplicate) -> tuple[int, float]:
    """What duplicates are ordered by, the strongest first: the level, then the score."""
    return _LEVELS[duplicate.level], -duplicate.score


def ranked(duplicates: Iterable[Duplicate]) -> tuple[Duplicate, ...]:
    """Strongest first, of level low no more than `LEADS`."""
    every = sorted(duplicates, key=lambda d: (*strength(d), d.dossier))
    leads = [d for d in every if d.level == "low"][:LEADS]
    return (*(d for d in every if d.level != "low"), *leads)
