"""Prose as a row of syllables: folded, numbered figures made alike, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from nlp_service.language.keys import fold

from .hashing import Keys

Places = NDArray[np.int32]

#: what every number becomes, so that a copy with other figures still reads alike
FIGURE = "0"
# combining marks, soft hyphens and zero-width characters stand inside words
_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]|(?<=\d)[.,](?=\d))*")
_NUMBER = re.compile(r"\d[\d.,]*")
_CACHE_LIMIT = 1_000_000


class _KeyCache(dict[str, int]):
    """64-bit keys of syllables, made once each: the same in every process and on every machine."""

    def __missing__(self, word: str) -> int:
        if len(self) > _CACHE_LIMIT:
            self.clear()
        key = self[word] = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")
        return key


_KEYS = _KeyCache()
FIGURE_KEY = np.uint64(_KEYS[FIGURE])


def key_of(word: str) -> int:
    """The 64-bit key of a folded syllable."""
    return _KEYS[word]


def keys_of(words: Sequence[str]) -> Keys:
    """The keys of folded syllables."""
    return np.fromiter(map(_KEYS.__getitem__, words), dtype=np.uint64, count=len(words))


@dataclass(frozen=True, slots=True, eq=False)
class Syllables:
    """The syllables of several pieces of prose in a row.

    ``keys[i]`` is the key of syllable i; it stands in ``piece[i]`` at characters ``start[i]:end[i]`` of that piece's text.
    ``first[p]`` is the index of the first syllable of piece p, closed by the number of syllables.
    """

    words: tuple[str, ...]
    keys: Keys
    piece: Places
    start: Places
    end: Places
    first: Places

    def __len__(self) -> int:
        return len(self.words)


def folded_words(text: str) -> list[str]:
    """Folded syllables of a text, figures made alike."""
    return _plain(_TOKEN.findall(text))


def _plain(tokens: Sequence[str]) -> list[str]:
    words = fold("\n".join(tokens)).split("\n") if tokens else []
    return [FIGURE if w[:1].isdigit() and _NUMBER.fullmatch(w) else w for w in words]


def syllables(texts: Sequence[str]) -> Syllables:
    """The syllables of ``texts``, one piece each."""
    tokens: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    first = [0]
    for text in texts:
        for m in _TOKEN.finditer(text):
            tokens.append(m[0])
            starts.append(m.start())
            ends.append(m.end())
        first.append(len(tokens))
    words = tuple(_plain(tokens))
    borders = np.asarray(first, dtype=np.int32)
    piece = np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(borders))
    at, to = np.asarray(starts, dtype=np.int32), np.asarray(ends, dtype=np.int32)
    return Syllables(words, keys_of(words), piece, at, to, borders)

