"""The index of fingerprints in memory: sorted arrays of (hash, dossier), 8 bytes an entry, searched by bisection."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .fingerprints import Fingerprints, Hashes

Numbers = NDArray[np.uint32]


class Postings:
    """Which dossiers hold a hash."""

    def __init__(self) -> None:
        self.hashes: Hashes = np.empty(0, dtype=np.uint32)
        self.owners: Numbers = np.empty(0, dtype=np.uint32)
        self._tail: list[tuple[int, Hashes]] = []

    def add(self, owner: int, hashes: Hashes) -> None:
        """Remember that ``owner`` holds ``hashes``."""
        self._tail.append((owner, hashes))

    def merge(self) -> None:
        """Sort in what was added."""
        if not self._tail:
            return
        sizes = [len(h) for _, h in self._tail]
        hashes = np.concatenate([self.hashes, *(h for _, h in self._tail)])
        owners = np.concatenate([self.owners, np.repeat(np.asarray([o for o, _ in self._tail], dtype=np.uint32), sizes)])
        order = np.argsort(hashes, kind="stable")
        self.hashes, self.owners = hashes[order], owners[order]
        self._tail.clear()

    def find(self, hashes: Hashes) -> tuple[NDArray[np.intp], Numbers, NDArray[np.intp]]:
        """For every entry found: index into ``hashes`` and owner; and for each of ``hashes`` how many hold it."""
        self.merge()
        left = np.searchsorted(self.hashes, hashes, "left")
        counts = np.searchsorted(self.hashes, hashes, "right") - left
        total = int(counts.sum())
        which = np.repeat(np.arange(len(hashes)), counts)
        at = np.repeat(left - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) + np.arange(total) if total else which
        return which, self.owners[at], counts

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.hashes.nbytes + self.owners.nbytes + sum(h.nbytes for _, h in self._tail)


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
