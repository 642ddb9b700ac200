"""Which earlier dossiers are worth a closer look, by fingerprints alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .fingerprints import Fingerprints, Hashes
from .index import Index, Postings

#: shingles that stand in more than this share of the dossiers are wording everybody uses …
COMMON_SHARE = 0.02
#: … but never fewer than this many dossiers make a wording common
COMMON_LEAST = 6
LEAST_SHARED = 2
MOST = 24
MOST_BY_TERMS = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier dossier that shares ``shingles`` sampled shingles; ``terms`` is the shared weight of rare terms, 0..1."""

    id: str
    shingles: int
    terms: float


def candidates(query: Fingerprints, index: Index, exclude: frozenset[str] = frozenset()) -> tuple[Candidate, ...]:
    """Dossiers that may hold copied or re-worded parts of the query, most promising first."""
    if not index.ids:
        return ()
    common = max(COMMON_LEAST, int(COMMON_SHARE * len(index)))
    shared = _shared(index.shingles, query.shingles, len(index.ids), common, weigh=False)
    rare = _shared(index.terms, query.terms, len(index.ids), max(COMMON_LEAST, len(index) // 5), weigh=True)
    order = np.argsort(-shared, kind="stable")[:MOST]
    picked = [int(n) for n in order if shared[n] >= LEAST_SHARED]
    by_terms = np.argsort(-rare, kind="stable")[: MOST_BY_TERMS + len(exclude)]
    picked += [int(n) for n in by_terms if rare[n] > 0 and int(n) not in picked]
    out = []
    for n in picked:
        id = index.ids[n]
        if id is not None and id not in exclude:
            out.append(Candidate(id, int(shared[n]), float(rare[n])))
    return tuple(out)


def _shared(postings: Postings, hashes: Hashes, size: int, most: int, *, weigh: bool) -> NDArray[np.float64]:
    which, owners, counts = postings.find(hashes)
    weights = np.where((counts > 0) & (counts <= most), np.log((size + 1) / np.maximum(counts, 1)) if weigh else 1.0, 0.0)
    total = float(np.log(size + 1) * max(len(hashes), 1)) if weigh else 1.0
    return np.bincount(owners, weights=weights[which], minlength=size).astype(np.float64) / total
