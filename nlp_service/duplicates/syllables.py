"""Prose as a row of syllables: folded, numbered figures made alike, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from nlp_service.language.keys import fold

from .hashing import Keys

Places = NDArray[np.int32]

#: what every number becomes, so that a copy with other figures still reads alike
FIGURE = "0"
# combining marks, soft hyphens and zero-width characters stand inside words
_INSIDE = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_TOKEN = re.compile(rf"[^\W_](?:[^\W_]|[{_INSIDE}]|(?<=\d)[.,](?=\d))*")
_MARK = re.compile(f"[{_INSIDE}]")
_GROUPING = re.compile(r"(?<=\d)[.,](?=\d)")
_BORDER = "\x00"
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


class _Plain(dict[int, str]):
    """What becomes of a character: folded inside words, nothing for marks, a blank for all else."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char == _BORDER:
            out = "\n"
        elif char.isalnum():
            out = "".join(fold(char).split()) or "?"  # never empty: a token of the text stays one
        else:
            out = "" if _MARK.match(char) else " "
        self[code] = out
        return out


_PLAIN = _Plain()


def plain_words(text: str) -> list[str]:
    """Folded syllables of a text, figures as they are."""
    return _GROUPING.sub("", text).translate(_PLAIN).split()


def folded_words(text: str) -> list[str]:
    """Folded syllables of a text, figures made alike."""
    return [FIGURE if w.isdecimal() else w for w in plain_words(text)]


@dataclass(frozen=True, eq=False)
class Syllables:
    """The syllables of several pieces of prose in a row.

    ``keys[i]`` is the key of syllable i; it stands in ``piece[i]``.  ``first[p]`` is the index of the first syllable of
    piece p, closed by the number of syllables.
    """

    texts: tuple[str, ...]
    words: tuple[str, ...]
    keys: Keys
    piece: Places
    first: Places

    def __len__(self) -> int:
        return len(self.words)

    def span(self, i: int) -> tuple[int, int]:
        """Where syllable i stands in the text of its piece, in characters."""
        piece = int(self.piece[i])
        if piece not in self._spans:
            self._spans[piece] = [m.span() for m in _TOKEN.finditer(self.texts[piece])]
        return self._spans[piece][i - int(self.first[piece])]

    @cached_property
    def _spans(self) -> dict[int, list[tuple[int, int]]]:
        return {}


def syllables(texts: Sequence[str]) -> Syllables:
    """The syllables of ``texts``, one piece each."""
    rows = [
        [FIGURE if w.isdecimal() else w for w in row.split(" ") if w]
        for row in _GROUPING.sub("", _BORDER.join(t.replace(_BORDER, " ") for t in texts)).translate(_PLAIN).split("\n")
    ]
    words = tuple(chain.from_iterable(rows)) if texts else ()
    first = np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int32) if texts else np.zeros(1, dtype=np.int32)
    piece = np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(first))
    return Syllables(tuple(texts), words, keys_of(words), piece, first)
