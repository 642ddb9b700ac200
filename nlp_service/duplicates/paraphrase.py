"""Whether one text says again what another says, in other words.

A re-worded report keeps its course: every paragraph has one counterpart, and shares with it terms that stand in few other
paragraphs.  Two reports on one subject share terms too, but spread over all paragraphs.  So paragraphs are compared by terms
weighted by their rarity in writing at large and within the two texts, and what counts is how far the counterparts that choose
each other stand out from all other pairs, and how far they stand at the same point of both texts.  The two best counterparts do
not count: a definition or a list that both texts take from the same book makes one or two, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from .background import idf
from .features import terms_of
from .hashing import Keys
from .syllables import Syllables

UNIT = 24  # syllables: shorter pieces join their neighbour
LONGEST = 160  # syllables: longer pieces are cut
SINGLE = 2.0  # weight of a single syllable against a pair
LOCAL = 0.5  # how much rarity within the two texts counts
MOST_BY_ONE = 0.2  # what one pair of paragraphs can add
BEST_LEFT_OUT = 2
PLACE = 0.5  # how much it counts that counterparts stand at the same point; measures may be told in another order
USUAL = 1.5  # how often the mean likeness of all pairs is taken off: texts on one subject are alike throughout
FEWEST = 5  # units on either side below which nothing can be said

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The units of a text (paragraphs, roughly) with their terms.

    Unit u is syllables ``bounds[u][0]:bounds[u][1]``.  ``terms`` are the hashes of all terms, sorted; entry i says that unit
    ``unit[i]`` holds ``terms[term[i]]``, with ``weight[i]`` by its frequency there and its rarity in writing at large.
    """

    bounds: tuple[tuple[int, int], ...]
    terms: Keys
    unit: NDArray[np.intp]
    term: NDArray[np.intp]
    weight: Matrix


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Unit ``query`` of one text and unit ``earlier`` of the other that choose each other."""

    query: int
    earlier: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Rewording:
    """How far one text reads as the other re-worded (``strength``, 0 and up), and the units that answer each other."""

    strength: float
    pairs: tuple[Counterpart, ...]


NOTHING = Rewording(0.0, ())
NO_UNITS = Units((), np.empty(0, np.uint64), np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.float64))


def units(row: Syllables, pieces: Sequence[int], gone: NDArray[np.bool_] | None = None) -> Units:
    """The units of those ``pieces`` of a text; without syllables that are ``gone`` (found already, word for word)."""
    bounds = tuple(_bounds(row, pieces))
    if gone is not None:
        bounds = tuple(b for b in bounds if np.count_nonzero(~gone[slice(*b)]) >= UNIT // 2)
    owner = np.full(len(row), -1)
    for u, (start, end) in enumerate(bounds):
        owner[start:end] = u
    if gone is not None:
        owner[gone] = -1
    hashes, at, single = terms_of(row.keys, owner)
    terms, term = np.unique(hashes, return_inverse=True)
    places, counts = np.unique(owner[at] * len(terms) + term, return_counts=True)
    unit, term_of = places // max(len(terms), 1), places % max(len(terms), 1)
    alone = np.zeros(len(terms), dtype=bool)
    alone[term[single]] = True
    weight = (1 + np.log(counts)) * (idf(terms) * np.where(alone, SINGLE, 1.0))[term_of]
    return Units(bounds, terms, unit, term_of, weight)


def _bounds(row: Syllables, pieces: Sequence[int]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for p in pieces:
        start, end = int(row.first[p]), int(row.first[p + 1])
        a, b = out[-1] if out else (-1, -1)
        if b == start and min(end - start, b - a) < UNIT and end - a <= LONGEST:
            out[-1] = (a, end)
            continue
        parts = -(-(end - start) // LONGEST) or 1
        edges = [start + (end - start) * i // parts for i in range(parts + 1)]
        out.extend((x, y) for x, y in pairwise(edges) if y > x)
    return [b for b in out if b[1] - b[0] >= UNIT // 2]


def reworded(query: Units, earlier: Units) -> Rewording:
    """Compare two texts."""
    if min(len(query.bounds), len(earlier.bounds)) < FEWEST:
        return NOTHING
    return _standing_out(_similarities(query, earlier))


def _similarities(query: Units, earlier: Units) -> Matrix:
    """Cosine of every unit of one text with every unit of the other."""
    m, n = len(query.bounds), len(earlier.bounds)
    in_query = np.bincount(query.term, minlength=len(query.terms))
    in_earlier = np.bincount(earlier.term, minlength=len(earlier.terms))
    at = np.searchsorted(query.terms, earlier.terms[earlier.terms <= query.terms[-1:]])
    of_earlier = np.flatnonzero(query.terms[at] == earlier.terms[: len(at)])
    of_query = at[of_earlier]
    both = in_query[of_query] + in_earlier[of_earlier]
    in_query[of_query], in_earlier[of_earlier] = both, both
    a = query.weight * _local(in_query, m + n)[query.term]
    b = earlier.weight * _local(in_earlier, m + n)[earlier.term]
    norms = np.outer(_norms(a, query.unit, m), _norms(b, earlier.unit, n))
    # only terms of both texts add to a product; they are few, so the matrices stay sparse
    left = _columns(a, query, of_query, (m, len(both)))
    right = _columns(b, earlier, of_earlier, (n, len(both)))
    return np.asarray((left @ right.T).toarray() / norms)


def _local(frequency: NDArray[np.intp], total: int) -> Matrix:
    return np.asarray(np.log((total + 1) / np.maximum(frequency, 1)) ** LOCAL)


def _norms(weight: Matrix, unit: NDArray[np.intp], count: int) -> Matrix:
    return np.maximum(np.sqrt(np.bincount(unit, weights=weight * weight, minlength=count)), 1e-9)


def _columns(weight: Matrix, side: Units, shared: NDArray[np.intp], shape: tuple[int, int]) -> Any:
    column = np.full(len(side.terms), -1)
    column[shared] = np.arange(len(shared))
    at = column[side.term]
    keep = at >= 0
    # entries stand in the order of their units, as rows of a sparse matrix do
    ends = np.concatenate([[0], np.cumsum(np.bincount(side.unit[keep], minlength=shape[0]))])
    return csr_matrix((weight[keep], at[keep], ends), shape=shape)


def _standing_out(similar: Matrix) -> Rewording:
    best_earlier, best_query = similar.argmax(axis=1), similar.argmax(axis=0)
    left = np.flatnonzero((best_query[best_earlier] == np.arange(len(similar))) & (similar.max(axis=1) > 0))
    right = best_earlier[left]
    values = similar[left, right]
    others = similar.copy()
    others[left, right] = -1.0  # a unit is in one pair at most, so this leaves only rivals
    rivals = np.maximum(others[left].max(axis=1, initial=0.0), others[:, right].max(axis=0, initial=0.0))
    apart = np.abs(left / max(len(similar) - 1, 1) - right / max(similar.shape[1] - 1, 1))
    out = np.sort(np.minimum(2 * values - rivals, MOST_BY_ONE) * (1 - apart) ** PLACE)
    strength = float(out[: max(len(out) - BEST_LEFT_OUT, 0)].sum()) / max(min(similar.shape) - BEST_LEFT_OUT, 1)
    pairs = (Counterpart(int(i), int(j), round(float(v), 4)) for i, j, v in zip(left, right, values, strict=True))
    return Rewording(round(strength - USUAL * float(similar.mean()), 6), tuple(pairs))
