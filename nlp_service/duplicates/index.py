"""The index of fingerprints in memory: (hash, dossier) packed into 8 bytes, sorted, searched by bisection."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .fingerprints import Fingerprints, Hashes

Numbers = NDArray[np.uint32]
Packed = NDArray[np.uint64]
_HALF = np.uint64(32)
#: recent additions are sorted in by themselves, and join the rest when they are more than this or an eighth of it
RECENT = 100_000
_NONE: Packed = np.empty(0, dtype=np.uint64)


class Postings:
    """Which dossiers hold a hash."""

    def __init__(self) -> None:
        self._sorted, self._recent = _NONE, _NONE
        self._waiting: list[Packed] = []

    def add(self, owner: int, hashes: Hashes) -> None:
        """Remember that ``owner`` holds ``hashes``."""
        self._waiting.append((hashes.astype(np.uint64) << _HALF) | np.uint64(owner))

    def find(self, hashes: Hashes) -> tuple[NDArray[np.intp], Numbers, NDArray[np.intp]]:
        """For every entry found: index into ``hashes`` and owner; and for each of ``hashes`` how many hold it."""
        self._settle()
        parts = [_find(part, hashes) for part in (self._sorted, self._recent) if len(part)]
        if not parts:
            return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.uint32), np.zeros(len(hashes), dtype=np.intp)
        which, owners = (np.concatenate([p[i] for p in parts]) for i in (0, 1))
        return which, owners.astype(np.uint32), np.bincount(which, minlength=len(hashes))

    def _settle(self) -> None:
        if self._waiting:
            self._recent = np.concatenate([self._recent, *self._waiting])
            self._recent.sort(kind="stable")  # two sorted runs are merged in one pass
            self._waiting.clear()
        if len(self._recent) > max(RECENT, len(self._sorted) // 8):
            self._sorted = np.concatenate([self._sorted, self._recent])
            self._sorted.sort(kind="stable")
            self._recent = _NONE

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self._sorted.nbytes + self._recent.nbytes + sum(w.nbytes for w in self._waiting)


def _find(part: Packed, hashes: Hashes) -> tuple[NDArray[np.intp], Packed]:
    low = hashes.astype(np.uint64) << _HALF
    left = np.searchsorted(part, low, "left")
    counts = np.searchsorted(part, low | np.uint64(0xFFFFFFFF), "right") - left
    total = int(counts.sum())
    which = np.repeat(np.arange(len(hashes)), counts)
    at = np.repeat(left - (np.cumsum(counts) - counts), counts) + np.arange(total)
    return which, part[at] & np.uint64(0xFFFFFFFF)


class Index:
    """Fingerprints of many dossiers, by number of their arrival.  Removing marks; the marks go when it is built anew."""

    def __init__(self) -> None:
        self.ids: list[str | None] = []
        self.numbers: dict[str, int] = {}
        self.shingles, self.terms = Postings(), Postings()

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
