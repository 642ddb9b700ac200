"""64-bit hashes of runs of syllables, vectorised."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def mix(values: Keys) -> Keys:
    """Spread 64-bit values evenly (the finaliser of SplitMix64: Steele, Lea, Flood, 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def pair_hashes(first: Keys, second: Keys) -> Keys:
    """Hash of two syllables in this order; the same as that of a run of two."""
    return mix(first * _MULTIPLIER + second)


def grams(keys: Keys, size: int) -> Keys:
    """Hash of every run of ``size`` syllables; entry i begins at syllable i."""
    n = len(keys) - size + 1
    if n <= 0:
        return np.empty(0, dtype=np.uint64)
    total = np.zeros(n, dtype=np.uint64)
    for i in range(size):
        total = total * _MULTIPLIER + keys[i : n + i]
    return mix(total)


def short(hashes: Keys) -> NDArray[np.uint32]:
    """The upper halves: enough to tell terms apart, at half the room."""
    return (hashes >> np.uint64(32)).astype(np.uint32)
