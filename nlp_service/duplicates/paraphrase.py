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

import numpy as np
from numpy.typing import NDArray

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

    Unit u is syllables ``bounds[u]:bounds[u + 1]`` of those that count; entry i says that unit ``unit[i]`` holds term
    ``hashes[i]``, with ``weights[i]`` by its frequency there and its rarity in writing at large.
    """

    bounds: tuple[tuple[int, int], ...]
    unit: NDArray[np.intp]
    hashes: Keys
    weights: Matrix


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
    unit, hashes, weights = [], [], []
    for u, (start, end) in enumerate(bounds):
        found, _, single = terms_of(row.keys[start:end])
        terms, first, counts = np.unique(found, return_index=True, return_counts=True)
        unit.append(np.full(len(terms), u))
        hashes.append(terms)
        weights.append((1 + np.log(counts)) * idf(terms) * np.where(single[first], SINGLE, 1.0))
    if not bounds:
        return Units((), np.empty(0, dtype=np.intp), np.empty(0, dtype=np.uint64), np.empty(0))
    return Units(bounds, np.concatenate(unit), np.concatenate(hashes), np.concatenate(weights))


def _bounds(row: Syllables, pieces: Sequence[int]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for p in pieces:
        start, end = int(row.first[p]), int(row.first[p + 1])
        a, b = out[-1] if out else (-1, -1)
        if b == start and min(end - start, b - a) < UNIT and end - a <= LONGEST:
            out[-1] = (a, end)
            continue
        parts = -(-(end - start) // LONGEST) or 1
        edges = np.linspace(start, end, parts + 1).astype(int)
        out.extend((int(x), int(y)) for x, y in pairwise(edges) if y > x)
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
    chosen = number[side.unit] >= 0 if keep else np.zeros(len(side.unit), dtype=bool)
    return Units(tuple(side.bounds[u] for u in keep), number[side.unit[chosen]], side.hashes[chosen], side.weights[chosen])


def _similarities(query: Units, earlier: Units) -> Matrix:
    """Cosine of every unit of one text with every unit of the other."""
    m, n = len(query.bounds), len(earlier.bounds)
    known, position = np.unique(np.concatenate([query.hashes, earlier.hashes]), return_inverse=True)
    frequency = np.bincount(position, minlength=len(known))
    local = np.log((m + n + 1) / frequency) ** LOCAL
    of_query, of_earlier = position[: len(query.hashes)], position[len(query.hashes) :]
    a, b = query.weights * local[of_query], earlier.weights * local[of_earlier]
    norm_a = np.sqrt(np.bincount(query.unit, weights=a * a, minlength=m))
    norm_b = np.sqrt(np.bincount(earlier.unit, weights=b * b, minlength=n))
    # only terms of both texts can add to a product
    both = np.zeros(len(known), dtype=bool)
    both[of_query] = True
    shared = np.zeros(len(known), dtype=bool)
    shared[of_earlier] = True
    shared &= both
    column = np.cumsum(shared) - 1
    left, right = np.zeros((m, int(shared.sum()))), np.zeros((n, int(shared.sum())))
    keep = shared[of_query]
    left[query.unit[keep], column[of_query[keep]]] = a[keep]
    keep = shared[of_earlier]
    right[earlier.unit[keep], column[of_earlier[keep]]] = b[keep]
    return np.asarray((left @ right.T) / np.outer(np.maximum(norm_a, 1e-9), np.maximum(norm_b, 1e-9)))


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
