"""What the comparison of two texts gives before it is judged: copied stretches, paragraphs re-worded, marks of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .alignment import Stretch, align, marks
from .fingerprints import SHINGLE, Hashes, sampled
from .model import Comparable
from .paraphrase import NO_UNITS, Rewording, Units, reworded, units

#: share of the prose from which a copy is near
NEAR = 0.60
#: everybody's wording: passages shorter than this that hold mostly common shingles do not count in a pair that shares little
SHORT, LITTLE = 80, 0.30

Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the comparison of two texts gave, before it is judged."""

    stretches: tuple[Stretch, ...]
    left: Units  # of the query, without what was found word for word
    right: Units
    rewording: Rewording
    query: Marks  # syllables found again, word for word or nearly
    earlier: Marks
    query_reworded: Marks  # … and those re-worded
    earlier_reworded: Marks


def findings(query: Comparable, earlier: Comparable, common: Hashes, maybe_reworded: bool = True) -> Findings:
    """Compare two texts; ``common`` are short hashes of shingles that are everybody's wording.

    Re-wording is looked for where the two share telling terms (``maybe_reworded``) or passages.
    """
    q, e = query.syllables, earlier.syllables
    stretches = align(q, e)
    of_query, of_earlier = marks(stretches, len(q)), marks(stretches, len(e), earlier=True)
    enough = len(q) > 0 and of_query.mean() >= NEAR
    left = right = NO_UNITS
    if stretches and not enough:
        left, right = _rest(query, of_query), _rest(earlier, of_earlier)
    elif maybe_reworded and not enough:
        left, right = query.units, earlier.units
    rewording = reworded(left, right)
    if stretches and of_query.mean() < LITTLE:
        stretches = _not_common(stretches, query, common)
        of_query, of_earlier = marks(stretches, len(q)), marks(stretches, len(e), earlier=True)
    said_q, said_e = of_query.copy(), of_earlier.copy()
    for pair in rewording.pairs:
        said_q[slice(*left.bounds[pair.query])] = True
        said_e[slice(*right.bounds[pair.earlier])] = True
    return Findings(stretches, left, right, rewording, of_query, of_earlier, said_q, said_e)


def _rest(side: Comparable, gone: Marks) -> Units:
    return units(side.own.row, side.own.pieces, gone)


def _not_common(stretches: Sequence[Stretch], query: Comparable, common: Hashes) -> tuple[Stretch, ...]:
    if not len(common) or not stretches:
        return tuple(stretches)
    at, hashes = sampled(query.syllables.keys)
    of_all = np.isin(hashes, common)
    out = []
    for s in stretches:
        inside = (at >= s.q0) & (at + SHINGLE <= s.q1)
        if s.q1 - s.q0 >= SHORT or not inside.any() or of_all[inside].mean() < 0.5:
            out.append(s)
    return tuple(out)
