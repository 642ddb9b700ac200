"""Terms of a text: its syllables, and pairs of syllables near each other, as hashes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .background import NEAR
from .hashing import Keys, mix, pair_hashes
from .syllables import FIGURE_KEY

Marks = NDArray[np.bool_]


def terms_of(keys: Keys, owner: NDArray[np.intp] | None = None) -> tuple[Keys, NDArray[np.intp], Marks]:
    """Every term of a row of syllables: its hash, the index of its first syllable, and whether it is a single syllable.

    Figures, and pairs of a syllable with itself, are no terms.  With ``owner`` (a number for each syllable, -1 for none) both
    syllables of a pair have one owner, and those without are left out.
    """
    worded = keys != FIGURE_KEY if owner is None else (keys != FIGURE_KEY) & (owner >= 0)
    at = np.flatnonzero(worded)
    hashes, places = [mix(keys[at])], [at]
    for gap in range(1, min(NEAR, len(keys) - 1) + 1):
        a, b = keys[:-gap], keys[gap:]
        fits = worded[:-gap] & worded[gap:] & (a != b)
        if owner is not None:
            fits &= owner[:-gap] == owner[gap:]
        at = np.flatnonzero(fits)
        hashes.append(pair_hashes(a[at], b[at]))
        places.append(at)
    single = np.arange(sum(map(len, places))) < len(places[0])
    return np.concatenate(hashes), np.concatenate(places), single
