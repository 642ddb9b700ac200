"""Finding copied passages: exact runs as seeds, chained while gaps stay small, each chain widened and measured.

After BLAST-like seed, chain and extend; the measure of a passage is its longest common subsequence of syllables, so synonyms,
dropped words and other figures lower it but do not end it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from .background import idf
from .hashing import grams
from .syllables import Syllables

SEED = 3
REPEATS = 8  # a run that stands more often in one dossier says nothing about where
GAP = 14  # syllables that may lie between two seeds of one passage
DRIFT = 10  # how far insertions may push the two sides apart between two seeds
LEAST = 25  # syllables of a passage that stands alone
LEAST_BESIDE = 8  # syllables of one beside others of the same pair
SIMILARITY = 0.5  # least share of a passage's syllables found in order
INFORMATION = 12.0  # least surprise of the shared runs, in nats: stock phrases alone do not reach it


@dataclass(frozen=True, slots=True)
class Stretch:
    """Syllables ``query[q0:q1]`` that stand again in ``earlier[e0:e1]``; ``matched`` of them in exact runs."""

    q0: int
    q1: int
    e0: int
    e1: int
    matched: int
    similarity: float = 1.0


def align(query: Syllables, earlier: Syllables) -> tuple[Stretch, ...]:
    """Passages of ``query`` found in ``earlier``, in the query's order; those that overlap on the query side are weeded out."""
    chains = _chains(_runs(query, earlier))
    measured = [m for c in chains if c.matched >= LEAST_BESIDE // 2 if (m := _measure(c, query, earlier)) is not None]
    strong = [m for m in measured if m.q1 - m.q0 >= LEAST]
    if not strong and sum(m.q1 - m.q0 for m in measured if m.similarity >= 0.7 and m.matched >= LEAST_BESIDE) < 3 * LEAST:
        return ()
    beside = [m for m in measured if m.q1 - m.q0 < LEAST and m.q1 - m.q0 >= LEAST_BESIDE and m.similarity >= 0.7]
    return _weed([*strong, *beside])


def marks(stretches: Sequence[Stretch], length: int, *, earlier: bool = False) -> NDArray[np.bool_]:
    """Which of one side's ``length`` syllables lie in a stretch."""
    hit = np.zeros(length, dtype=bool)
    for s in stretches:
        hit[slice(s.e0, s.e1) if earlier else slice(s.q0, s.q1)] = True
    return hit


def _runs(query: Syllables, earlier: Syllables) -> list[Stretch]:
    """Exact runs of at least SEED syllables, by their place in the query."""
    a, b = grams(query.keys, SEED), grams(earlier.keys, SEED)
    order = np.argsort(b, kind="stable")
    ranked = b[order]
    left, right = np.searchsorted(ranked, a, "left"), np.searchsorted(ranked, a, "right")
    counts = np.where(right - left <= REPEATS, right - left, 0)
    total = int(counts.sum())
    if not total:
        return []
    q = np.repeat(np.arange(len(a)), counts)
    at = np.repeat(left - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) + np.arange(total)
    e = order[at]
    by = np.lexsort((q, e - q))
    q, e = q[by], e[by]
    breaks = np.flatnonzero((np.diff(e - q) != 0) | (np.diff(q) != 1)) + 1
    firsts, lasts = np.concatenate([[0], breaks]), np.concatenate([breaks, [len(q)]]) - 1
    runs = [
        Stretch(int(q[i]), int(q[j]) + SEED, int(e[i]), int(e[j]) + SEED, int(q[j]) - int(q[i]) + SEED)
        for i, j in zip(firsts, lasts, strict=True)
    ]
    return sorted(runs, key=lambda r: (r.q0, -r.matched, r.e0))


def _chains(runs: Sequence[Stretch]) -> list[Stretch]:
    """Runs joined where the next begins soon after on both sides."""
    open_chains: list[Stretch] = []
    done: list[Stretch] = []
    for run in runs:
        still: list[Stretch] = []
        for chain in open_chains:
            (still if run.q0 - chain.q1 <= GAP else done).append(chain)
        open_chains = still
        best, cost = -1, GAP + DRIFT + 1
        for i, chain in enumerate(open_chains):
            dq, de = run.q0 - chain.q1, run.e0 - chain.e1
            onward = -SEED < de <= GAP and run.q1 > chain.q1 and run.e1 > chain.e1
            if onward and abs(de - dq) <= DRIFT and abs(de) + abs(dq) < cost:
                best, cost = i, abs(de) + abs(dq)
        if best < 0:
            open_chains.append(run)
        else:
            chain = open_chains[best]
            new = run.q1 - max(run.q0, chain.q1)
            open_chains[best] = Stretch(chain.q0, run.q1, chain.e0, run.e1, chain.matched + max(new, 0))
    return [*done, *open_chains]


def _measure(chain: Stretch, query: Syllables, earlier: Syllables) -> Stretch | None:
    """The chain with its similarity; ``None`` where it is only stock phrases."""
    q, e = query.words[chain.q0 : chain.q1], earlier.words[chain.e0 : chain.e1]
    similarity = LCSseq.similarity(q, e) / max(len(q), len(e))
    if similarity < SIMILARITY:
        return None
    a, b = grams(query.keys[chain.q0 : chain.q1], 2), grams(earlier.keys[chain.e0 : chain.e1], 2)
    if float(idf(np.intersect1d(a, b)).sum()) < INFORMATION:
        return None
    return replace(chain, similarity=round(similarity, 4))


def _weed(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The best stretch of those that say the same of the query; parts already covered are dropped."""
    kept: list[Stretch] = []
    for s in sorted(stretches, key=lambda s: (-s.matched, s.q0, s.e0)):
        overlap = sum(max(0, min(s.q1, k.q1) - max(s.q0, k.q0)) for k in kept)
        if overlap <= (s.q1 - s.q0) / 2:
            kept.append(s)
    return tuple(sorted(kept, key=lambda s: s.q0))
