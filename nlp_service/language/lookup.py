"""A hash table from integers to rows, looked up for many integers at once (open addressing, NumPy only)."""

from __future__ import annotations

import numpy as np

from .chunks import Ints

_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio (Knuth, TAOCP 6.4): near keys come far apart
_ROOM = 4  # slots for each key: a look-up seldom needs a second try


class RowIndex:
    """Row of every key; ``keys`` are different and not negative."""

    def __init__(self, keys: Ints) -> None:
        bits = max(4, int(_ROOM * len(keys)).bit_length())
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._slots = np.full(1 << bits, -1, dtype=np.int64)
        self._keys = np.append(keys, -1)  # row -1, of empty slots, is the key of nothing
        rows, at = np.arange(len(keys)), self._place(keys)
        while len(rows):
            free = self._slots[at] < 0
            self._slots[at[free]] = rows[free]
            left = self._slots[at] != rows
            rows, at = rows[left], (at[left] + 1) & self._mask

    def _place(self, keys: Ints) -> Ints:
        return ((keys.astype(np.uint64) * _SPREAD) >> self._shift).astype(np.int64)

    def rows(self, keys: Ints) -> Ints:
        """The row of each key, -1 for those that are not there."""
        at = self._place(keys)
        rows = self._slots[at]
        open_ = np.flatnonzero((rows >= 0) & (self._keys[rows] != keys))
        while len(open_):
            at[open_] = (at[open_] + 1) & self._mask
            rows[open_] = self._slots[at[open_]]
            found = rows[open_]
            open_ = open_[(found >= 0) & (self._keys[found] != keys[open_])]
        return rows
