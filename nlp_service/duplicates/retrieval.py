"""Which earlier dossiers are worth a closer look, by fingerprints alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .fingerprints import Fingerprints, Hashes
from .index import Index

#: shingles that stand in more than this share of the dossiers are wording everybody uses …
COMMON_SHARE = 0.02
#: … but no more than COMMON_LEAST dossiers make no wording common, and more than COMMON_MOST do in the largest register
COMMON_LEAST, COMMON_MOST = 6, 24
COMMON_WEIGHT = 0.1  # such a shingle still counts a little: a text that was copied often must not vanish
LEAST_SHARED = 2.0
MOST = 16
STRONG = 6.0  # from here a share is hardly chance; of weaker ones only the first few are looked at
MOST_WEAK = 3
MOST_BY_TERMS = 4
LEAST_TERMS = 5  # telling terms that two texts share, from which one may be the other re-worded; strangers share one or two
PROMISING = 0.2  # of the best score by terms


@dataclass(frozen=True, slots=True)
class Candidates:
    """Ids in order of promise, those of them that may be the query re-worded, and shingles of the query that are common."""

    ids: tuple[str, ...]
    reworded: frozenset[str]
    common: Hashes


def candidates(query: Fingerprints, index: Index, exclude: frozenset[str] = frozenset()) -> Candidates:
    """Dossiers that may hold copied or re-worded parts of the query, most promising first."""
    size = len(index.ids)
    if not size:
        return Candidates((), frozenset(), query.shingles[:0])
    which, owners, counts = index.shingles.find(query.shingles)
    common = counts > max(COMMON_LEAST, min(COMMON_SHARE * len(index), COMMON_MOST))
    shared = _add_up(owners, np.where(common, COMMON_WEIGHT, 1.0)[which], size)
    strong = _best(shared, index, exclude, MOST, STRONG)
    picked = _best(shared, index, exclude, min(MOST, len(strong) + MOST_WEAK), LEAST_SHARED)
    which, owners, counts = index.terms.find(query.terms)
    rarity = np.log((len(index) + 1) / np.maximum(counts, 1)) ** 2
    by_terms = _add_up(owners, rarity[which], size)
    best = _best(by_terms, index, exclude, MOST_BY_TERMS, 0.0)
    least = PROMISING * float(by_terms[index.numbers[best[0]]]) if best else 0.0
    picked += [id for id in best if by_terms[index.numbers[id]] >= least and id not in picked]
    many = np.bincount(owners, minlength=size) >= LEAST_TERMS
    return Candidates(tuple(picked), frozenset(id for id in picked if many[index.numbers[id]]), query.shingles[common])


def _add_up(owners: NDArray[np.uint32], weights: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    return np.bincount(owners, weights=weights, minlength=size).astype(np.float64)


def _best(score: NDArray[np.float64], index: Index, exclude: frozenset[str], most: int, least: float) -> list[str]:
    """Ids of the highest scores, ``least`` or more and not nothing; removed and excluded dossiers are passed over."""
    wanted = min(len(score), most + len(exclude) + index.removed)
    top = np.argpartition(-score, wanted - 1)[:wanted]
    out = []
    for n in top[np.lexsort((top, -score[top]))]:
        id = index.ids[n]
        if score[n] > 0 and score[n] >= least and id is not None and id not in exclude:
            out.append(id)
    return out[:most]
