"""One dossier against the earlier ones: candidates, passages, kind and level."""

from __future__ import annotations

from nlp_service.dossier import Coverage, Duplicate

from .alignment import align, covered
from .model import Bands, Comparable, EarlierDossiers
from .passages import passages
from .retrieval import candidates

#: share of the prose from which a copy is near, and from which it is the same text
NEAR, SAME = 0.60, 0.98
DEFAULT_BANDS = Bands()


def compare(
    query: Comparable, store: EarlierDossiers, bands: Bands = DEFAULT_BANDS, *, exclude: frozenset[str] = frozenset()
) -> tuple[Duplicate, ...]:
    """Earlier dossiers that a person should see beside ``query``, strongest first.

    ``exclude`` are ids that are not looked at: an audit of a folder leaves out the entry itself.
    """
    same = set(store.same_content(query.sha256)) - exclude
    found = candidates(query.fingerprints, store.index, exclude)
    ids = [*same, *(c.id for c in found if c.id not in same)]
    earlier = store.fetch(ids)
    out = [d for id in ids if id in earlier and (d := _judge(query, earlier[id], id in same, bands)) is not None]
    return tuple(sorted(out, key=lambda d: (-d.score, d.dossier)))


def _judge(query: Comparable, earlier: Comparable, same: bool, bands: Bands) -> Duplicate | None:
    stretches = align(query.syllables, earlier.syllables)
    of_query = 1.0 if same else covered(stretches, len(query.syllables))
    of_earlier = 1.0 if same else covered(stretches, len(earlier.syllables), earlier=True)
    share = max(of_query, of_earlier)
    if not stretches and not same:
        return None
    return Duplicate(
        dossier=earlier.id, title=earlier.title, authors=earlier.authors, year=earlier.year,
        kind="exact" if same else "near" if share >= NEAR else "partial",
        level="high" if share >= bands.high else "medium" if share >= bands.medium else "low",
        score=round(share, 4), coverage=Coverage(query=round(of_query, 4), earlier=round(of_earlier, 4)),
        passages=passages(query, earlier, stretches),
    )  # fmt: skip
