"""Corrections that need no training: where the spelling itself says that a word begins.

They go with the lexicon of the house; underthesea's own words are left as they are where the lexicon is off.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache

import numpy as np

from . import syllables
from .chunks import Ints, Tokens

#: Marks that may stand inside a word: Bà Rịa - Vũng Tàu, 10 . 000, A & B.
_INSIDE = frozenset("-–.&'’")


class Spelling:
    """Says which tokens must begin a word; remembers token types.

    ``dictionary``: words, in lower case, that may hold a capital (thứ Sáu, tiếng Việt).
    """

    def __init__(self, dictionary: Set[str]) -> None:
        self._pairs = {_key(*entry.split(" ")) for entry in dictionary if entry.count(" ") == 1}
        self.clear()

    def clear(self) -> None:
        """Forget what is known of token types."""
        self._known = np.empty(0, dtype=np.int8)

    def labels(self, tokens: Tokens, words: Sequence[str]) -> Ints:
        """For every token 0 (a word must begin) or -1 (free).

        A capital after a syllable in small letters begins a name (ông | Kim).  Small letters after a name, that is after a
        capital that does not begin its sentence, begin a word (Kim | gặp).  A mark of punctuation is a word of its own.
        """
        self._known = np.append(self._known, np.array([_kind(w) for w in words[len(self._known) :]], dtype=np.int8))
        kinds = self._known[tokens.types]
        begins = kinds == _MARK
        begins[1:] |= kinds[:-1] == _MARK
        turns = np.zeros(len(kinds), dtype=bool)
        turns[1:] = (kinds[:-1] == _SMALL) & (kinds[1:] == _CAPITAL)
        inner = ((kinds[:-2] == _SMALL) | (kinds[:-2] == _CAPITAL)) & (tokens.sequence[:-2] == tokens.sequence[2:])
        turns[2:] |= (kinds[1:-1] == _CAPITAL) & (kinds[2:] == _SMALL) & inner
        at = np.flatnonzero(turns)
        pairs = zip(at.tolist(), tokens.types[at - 1].tolist(), tokens.types[at].tolist(), strict=True)
        begins[[i for i, a, b in pairs if _key(words[a], words[b]) not in self._pairs]] = True
        return np.where(begins, 0, -1)


def _key(*word: str) -> tuple[str, ...]:
    """The syllables of a word in one spelling: the dictionary has văn hoá and vật lí for our văn hóa and vật lý."""
    return tuple(map(_syllable_key, word))


@lru_cache(maxsize=32768)
def _syllable_key(syllable: str) -> str:
    parts = syllables.parse(syllable)
    return syllables.one_i(parts).spell() if parts else syllable.lower()


_OTHER, _SMALL, _CAPITAL, _MARK = range(4)


def _kind(word: str) -> int:
    if word[0].islower():
        return _SMALL
    if word[0].isupper():
        return _CAPITAL
    return _OTHER if any(c.isalnum() or c in _INSIDE for c in word) else _MARK
