"""Fingerprints of a dossier: a sample of its shingles, and its most telling terms.

Shingles are runs of ``SHINGLE`` syllables; one in ``SAMPLE`` is kept, chosen by its own hash (FracMinHash: Irber et al., 2022),
so two samples agree on what they keep and the share of one found in the other estimates containment.  Terms are syllables and
pairs of syllables near each other; those that are frequent here and rare elsewhere find a text that was re-worded.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .background import idf
from .features import terms_of
from .hashing import Keys, grams, short
from .syllables import FIGURE_KEY, Syllables, keys_of
from .titles import title_words

FINGERPRINTS_VERSION = "5"
SHINGLE = 4
SAMPLE = 12
ROOM = 480  # hashes of a text of some 3,000 syllables: 3 kB at 6 bytes each in the index; terms take what shingles leave
TERMS = (200, 360)  # fewest and most
TITLE_TERMS = 16

Hashes = NDArray[np.uint32]
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
        """The inverse of `to_bytes`.

        Raises:
            ValueError: the content is cut off.
        """
        if len(content) < _HEADER.size:
            raise ValueError("fingerprints are cut off")
        terms, shingles, length = _HEADER.unpack_from(content)
        if len(content) != _HEADER.size + 4 * (terms + shingles):
            raise ValueError("fingerprints are cut off")
        both = np.frombuffer(content, dtype=np.uint32, offset=_HEADER.size)
        return cls(length, both[terms:], both[:terms])


def sampled(keys: Keys) -> tuple[NDArray[np.intp], Hashes]:
    """Where sampled shingles begin, and their short hashes; runs that are mostly figures are left out."""
    hashes = grams(keys, SHINGLE)
    at = np.flatnonzero((hashes % np.uint64(SAMPLE) == 0) & (_figures(keys) < SHINGLE / 2))
    return at, short(hashes[at])


def _figures(keys: Keys) -> NDArray[np.int64]:
    n = max(len(keys) - SHINGLE + 1, 0)
    sums = np.concatenate([[0], np.cumsum(keys == FIGURE_KEY)])
    return np.asarray(sums[SHINGLE : SHINGLE + n] - sums[:n], dtype=np.int64)


def fingerprints(title: str, prose: Syllables) -> Fingerprints:
    """The fingerprints of a dossier."""
    shingles = np.unique(sampled(prose.keys)[1])
    fewest, most = TERMS
    of_title = _best(keys_of(title_words(title)), TITLE_TERMS)
    of_prose = _best(prose.keys, min(max(ROOM - len(shingles), fewest), most) - len(of_title))
    return Fingerprints(len(prose), shingles, np.unique(short(np.concatenate([of_title, of_prose]))))


def _best(keys: Keys, most: int) -> Keys:
    hashes, counts = np.unique(terms_of(keys)[0], return_counts=True)
    weights = (1 + np.log(counts)) * idf(hashes) if len(hashes) else np.empty(0)
    return hashes[np.lexsort((hashes, -weights))[:most]]
