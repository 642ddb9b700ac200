"""Whether one text says again what another says, in other words.

A re-worded report keeps its course: every paragraph has one counterpart, and shares with it terms that stand in few other
paragraphs.  Two reports on one subject share terms too, but spread over all paragraphs.  So paragraphs are compared by terms
weighted by their rarity in writing at large and within the two texts, and what counts is how far the counterparts that choose
each other stand out from all other pairs.
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
MOST_BY_ONE = 0.2  # what one pair of paragraphs can add: one copied paragraph makes no re-worded report
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


def units(row: Syllables, pieces: Sequence[int]) -> Units:
    """The units of those ``pieces`` of a text."""
    bounds = tuple(_bounds(row, pieces))
    owner = np.full(len(row), -1)
    for u, (start, end) in enumerate(bounds):
        owner[start:end] = u
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


def without(side: Units, gone: NDArray[np.bool_]) -> Units:
    """The units of which less than a third of the syllables is ``gone`` (found already, word for word)."""
    keep = [u for u, (start, end) in enumerate(side.bounds) if gone[start:end].mean() < 1 / 3]
    if len(keep) == len(side.bounds):
        return side
    number = np.full(len(side.bounds), -1)
    number[keep] = np.arange(len(keep))
    held = number[side.unit] >= 0 if keep else np.zeros(len(side.unit), dtype=bool)
    bounds = tuple(side.bounds[u] for u in keep)
    return Units(bounds, side.terms, number[side.unit[held]], side.term[held], side.weight[held])


def _similarities(query: Units, earlier: Units) -> Matrix:
    """Cosine of every unit of one text with every unit of the other."""
    m, n = len(query.bounds), len(earlier.bounds)
    in_query = np.bincount(query.term, minlength=len(query.terms))
    in_earlier = np.bincount(earlier.term, minlength=len(earlier.terms))
    _, of_query, of_earlier = np.intersect1d(query.terms, earlier.terms, assume_unique=True, return_indices=True)
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
    mutual = [i for i in range(len(similar)) if best_query[best_earlier[i]] == i and similar[i].max() > 0]
    total = 0.0
    pairs = []
    for i in mutual:
        j = int(best_earlier[i])
        value = float(similar[i, j])
        rival = max(float(np.delete(similar[i], j).max()), float(np.delete(similar[:, j], i).max()))
        total += min(2 * value - rival, MOST_BY_ONE)
        pairs.append(Counterpart(i, j, round(value, 4)))
    return Rewording(round(total / min(similar.shape) - float(similar.mean()), 6), tuple(pairs))
