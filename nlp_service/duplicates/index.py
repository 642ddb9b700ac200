"""The index of fingerprints in memory: pairs of hash and dossier, sorted by hash.

The upper half of a 32-bit hash says in which of 65,536 buckets its pairs lie, so only the lower half is kept: 6 bytes a pair.
A bucket is looked through whole, which at a million dossiers are some thousand pairs.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .fingerprints import Fingerprints, Hashes

Numbers = NDArray[np.uint32]
Packed = NDArray[np.uint64]
_HALF = np.uint64(32)
_BUCKETS = 1 << 16
#: recent additions are sorted in by themselves, and join the rest when they are more than this or an eighth of it
RECENT = 100_000
_NONE: Packed = np.empty(0, dtype=np.uint64)


class Postings:
    """Which dossiers hold a hash.  More than ``recent`` additions are sorted in among the rest."""

    def __init__(self, recent: int = RECENT) -> None:
        self._most_recent = recent
        self._ends: NDArray[np.int64] = np.zeros(_BUCKETS + 1, dtype=np.int64)
        self._low: NDArray[np.uint16] = np.empty(0, dtype=np.uint16)
        self._owners: Numbers = np.empty(0, dtype=np.uint32)
        self._recent = _NONE
        self._waiting: list[Packed] = []

    def add(self, owner: int, hashes: Hashes) -> None:
        """Remember that ``owner`` holds ``hashes``."""
        self._waiting.append((hashes.astype(np.uint64) << _HALF) | np.uint64(owner))

    def find(self, hashes: Hashes) -> tuple[NDArray[np.intp], Numbers, NDArray[np.intp]]:
        """For every entry found: index into ``hashes`` and owner; and for each of ``hashes`` how many hold it."""
        self._settle()
        (which, owners), (recent, of_recent) = self._among_settled(hashes), _among_packed(self._recent, hashes)
        which = np.concatenate([which, recent])
        return which, np.concatenate([owners, of_recent]), np.bincount(which, minlength=len(hashes))

    def _among_settled(self, hashes: Hashes) -> tuple[NDArray[np.intp], Numbers]:
        bucket = hashes >> np.uint32(16)
        start = self._ends[bucket]
        which, at = _ranges(start, self._ends[bucket + np.uint32(1)] - start)
        same = np.flatnonzero(self._low[at] == hashes.astype(np.uint16)[which])
        return which[same], self._owners[at[same]]

    def _settle(self) -> None:
        if self._waiting:
            self._recent = np.concatenate([self._recent, *self._waiting])
            self._recent.sort(kind="stable")  # two sorted runs are merged in one pass
            self._waiting.clear()
        if len(self._recent) > max(self._most_recent, len(self._low) // 8):
            self._merge()

    def _merge(self) -> None:
        high = np.repeat(np.arange(_BUCKETS, dtype=np.uint64) << np.uint64(48), np.diff(self._ends))
        high |= self._low.astype(np.uint64) << _HALF
        high |= self._owners
        every = np.concatenate([high, self._recent])
        del high
        every.sort(kind="stable")
        self._ends = np.searchsorted(every, np.arange(_BUCKETS, dtype=np.uint64) << np.uint64(48)).astype(np.int64)
        self._ends = np.append(self._ends, len(every))
        self._owners = every.astype(np.uint32)
        self._low = (every >> _HALF).astype(np.uint16)
        self._recent = _NONE

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        settled = self._ends.nbytes + self._low.nbytes + self._owners.nbytes
        return settled + self._recent.nbytes + sum(w.nbytes for w in self._waiting)


def _ranges(start: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The numbers ``start[i]``, ``start[i] + 1`` … of every range in a row, and for each of them i."""
    which = np.repeat(np.arange(len(start)), counts)
    return which, np.repeat(start - (np.cumsum(counts) - counts), counts) + np.arange(len(which))


def _among_packed(part: Packed, hashes: Hashes) -> tuple[NDArray[np.intp], Numbers]:
    low = hashes.astype(np.uint64) << _HALF
    start = np.searchsorted(part, low, "left").astype(np.int64)
    which, at = _ranges(start, np.searchsorted(part, low | np.uint64(0xFFFFFFFF), "right") - start)
    return which, part[at].astype(np.uint32)


class Index:
    """Fingerprints of many dossiers, by number of their arrival.  Removing marks; the marks go when it is built anew."""

    def __init__(self, recent: int = RECENT) -> None:
        self.ids: list[str | None] = []
        self.numbers: dict[str, int] = {}
        self.shingles, self.terms = Postings(recent), Postings(recent)

    def __len__(self) -> int:
        return len(self.numbers)

    def add(self, id: str, prints: Fingerprints) -> None:
        """Add a dossier, or put a new version in place of the old."""
        self.remove(id)
        number = len(self.ids)
        self.ids.append(id)
        self.numbers[id] = number
        self.shingles.add(number, prints.shingles)
        self.terms.add(number, prints.terms)

    def extend(self, many: Iterable[tuple[str, Fingerprints]]) -> None:
        """Add many."""
        for id, prints in many:
            self.add(id, prints)

    def remove(self, id: str) -> None:
        """Forget a dossier; nothing happens where it is not there."""
        number = self.numbers.pop(id, None)
        if number is not None:
            self.ids[number] = None

    @property
    def removed(self) -> int:
        """How many entries are marked as gone."""
        return len(self.ids) - len(self.numbers)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.shingles.nbytes + self.terms.nbytes
