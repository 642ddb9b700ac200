"""Fingerprints of a dossier: a sample of its shingles, and its rarest terms.

Shingles are runs of ``SHINGLE`` syllables; one in ``SAMPLE`` is kept, chosen by its own hash (FracMinHash: Irber et al., 2022),
so two samples agree on what they keep and the share of one found in the other estimates containment.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .background import idf
from .syllables import FIGURE, FIGURE_KEY, Keys, Syllables, folded_words, key_of

FINGERPRINTS_VERSION = "1"
SHINGLE = 4
SAMPLE = 12
TERMS = 80
TITLE_TERMS = 24

Hashes = NDArray[np.uint32]
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_HEADER = struct.Struct("<HII")


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """``shingles`` and ``terms`` are sorted and without repeats; ``length`` counts syllables of the prose."""

    length: int
    shingles: Hashes
    terms: Hashes

    def to_bytes(self) -> bytes:
        """Compact form for storing."""
        return _HEADER.pack(len(self.terms), len(self.shingles), self.length) + self.terms.tobytes() + self.shingles.tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> Fingerprints:
        """The inverse of `to_bytes`."""
        terms, shingles, length = _HEADER.unpack_from(content)
        both = np.frombuffer(content, dtype=np.uint32, offset=_HEADER.size)
        if len(both) != terms + shingles:
            raise ValueError("fingerprints are cut off")
        return cls(length, both[terms:], both[:terms])


def mix(values: Keys) -> Keys:
    """Spread 64-bit values evenly (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def grams(keys: Keys, size: int) -> Keys:
    """Hash of every run of ``size`` syllables; entry i begins at syllable i."""
    n = len(keys) - size + 1
    if n <= 0:
        return np.empty(0, dtype=np.uint64)
    total = np.zeros(n, dtype=np.uint64)
    for i in range(size):
        total = total * _MULTIPLIER + keys[i : n + i]
    return mix(total)


def figures(keys: Keys, size: int) -> NDArray[np.int64]:
    """How many of the syllables of every run are figures."""
    n = max(len(keys) - size + 1, 0)
    sums = np.concatenate([[0], np.cumsum(keys == FIGURE_KEY)])
    return np.asarray(sums[size : size + n] - sums[:n], dtype=np.int64)


def fingerprints(title: str, prose: Syllables) -> Fingerprints:
    """The fingerprints of a dossier."""
    hashes = grams(prose.keys, SHINGLE)
    kept = hashes[(hashes % np.uint64(SAMPLE) == 0) & (figures(prose.keys, SHINGLE) < SHINGLE / 2)]
    shingles = np.unique((kept >> np.uint64(32)).astype(np.uint32))
    return Fingerprints(len(prose), shingles, _terms(title, prose))


def _terms(title: str, prose: Syllables) -> Hashes:
    words = folded_words(title)
    own = term_hashes(words)
    title_terms = [h for h, _ in sorted(own.items(), key=lambda item: -idf(item[1]))][:TITLE_TERMS]
    hashes, counts = np.unique(grams(prose.keys, 2), return_counts=True)
    first = {int(h): i for i, h in reversed(list(enumerate(grams(prose.keys, 2))))}
    weights = {
        int(h): (1 + np.log(c)) * idf(f"{prose.words[first[int(h)]]} {prose.words[first[int(h)] + 1]}")
        for h, c in zip(hashes, counts, strict=True)
        if FIGURE not in (prose.words[first[int(h)]], prose.words[first[int(h)] + 1])
    }
    best = sorted(weights, key=lambda h: (-weights[h], h))[: TERMS - len(title_terms)]
    chosen = np.asarray([*title_terms, *best], dtype=np.uint64)
    return np.unique((chosen >> np.uint64(32)).astype(np.uint32))


def term_hashes(words: list[str]) -> dict[int, str]:
    """The pairs of neighbouring syllables with their hashes."""
    keys = np.asarray([key_of(w) for w in words], dtype=np.uint64)
    return {int(h): f"{a} {b}" for h, a, b in zip(grams(keys, 2), words, words[1:], strict=False) if FIGURE not in (a, b)}
