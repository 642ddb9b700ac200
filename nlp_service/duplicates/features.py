"""Terms of a text: its syllables, and pairs of syllables near each other, as hashes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .background import NEAR
from .hashing import Keys, mix, pair_hashes
from .syllables import FIGURE_KEY

Marks = NDArray[np.bool_]


def terms_of(keys: Keys) -> tuple[Keys, NDArray[np.intp], Marks]:
    """Every term of a row of syllables: its hash, the index of its first syllable, and whether it is a single syllable.

    Figures, and pairs of a syllable with itself, are no terms.
    """
    worded = keys != FIGURE_KEY
    at = np.flatnonzero(worded)
    hashes, places, single = [mix(keys[at])], [at], [np.ones(len(at), dtype=bool)]
    for gap in range(1, min(NEAR, len(keys) - 1) + 1):
        a, b = keys[:-gap], keys[gap:]
        at = np.flatnonzero(worded[:-gap] & worded[gap:] & (a != b))
        hashes.append(pair_hashes(a[at], b[at]))
        places.append(at)
        single.append(np.zeros(len(at), dtype=bool))
    return np.concatenate(hashes), np.concatenate(places), np.concatenate(single)
