"""Labels of all tokens of a text at once: the CRF of `crf` with vectorised lookups and an exact Viterbi over two labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from .chunks import Ints, Tokens
from .viterbi import TwoLabels
from .weights import ONE, THREE, TWO, Floats, Weights

_PAD = 2  # places between two sequences, so that no template sees from one into the next
_FORCE = 1e6
_NUMBER = re.compile(r"([+-]?)0*([0-9]{1,10})")


class FastLabels:
    """Labels (0: a word begins, 1: it goes on), the same as underthesea's but for ties of floating-point sums."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._viterbi = TwoLabels(weights.crf.transitions)
        self.clear()

    def clear(self) -> None:
        """Forget what is known of token types."""
        self._done = 0
        self._cased = np.full(1024, -1, dtype=np.int64)
        self._lower = np.full(1024, -1, dtype=np.int64)
        self._title = np.zeros(1024, dtype=bool)
        self._ones = np.zeros((1024, len(ONE)))

    def __call__(self, tokens: Tokens, words: Sequence[str], forced: Ints | None = None) -> Ints:
        """The label of every token; ``forced`` holds 0 or 1 where it is given, -1 elsewhere."""
        if not len(tokens.types):
            return tokens.types
        self._learn(words)
        first = np.diff(tokens.sequence, prepend=-1) != 0
        scores = self._scores(tokens.types, first)
        if forced is not None:
            scores = scores + np.where(forced >= 0, (2.0 * forced - 1.0) * _FORCE, 0.0)
        labels = self._viterbi(scores, first)
        labels[first] = 0
        return labels

    def margins(self, tokens: Tokens, words: Sequence[str]) -> Floats:
        """How clear the decision for every token is; near 0 it is a tie."""
        self._learn(words)
        first = np.diff(tokens.sequence, prepend=-1) != 0
        return self._viterbi.margins(self._scores(tokens.types, first), first)

    def _learn(self, words: Sequence[str]) -> None:
        """Look up the token types that are new.  The last row stays that of no token."""
        new = words[self._done :]
        if not new:
            return
        tables, start, end = self._weights, self._done, len(words)
        if end >= len(self._title):
            room = 2 * end
            self._cased, self._lower = _grown(self._cased, room, -1), _grown(self._lower, room, -1)
            self._title, self._ones = _grown(self._title, room, False), _grown(self._ones, room, 0.0)
        small = [w.lower() for w in new]
        self._cased[start:end] = [tables.cased.get(w, -1) for w in new]
        self._lower[start:end] = [tables.lower.get(w, -1) for w in small]
        self._title[start:end] = [w[0].upper() == w[0] for w in new]
        digit = np.array([_is_digit(w) for w in new], dtype=np.int64)
        known = np.array([w in tables.crf.dictionary for w in small], dtype=np.int64)
        # an id beyond the table of single words, met in pairs alone, has no row: as -1 it takes the last one, of zeros
        one = tables.one_cased[np.where(self._cased[start:end] < len(tables.one_cased), self._cased[start:end], -1)]
        one = one + tables.one_lower[np.where(self._lower[start:end] < len(tables.one_lower), self._lower[start:end], -1)]
        title = self._title[start:end].astype(np.int64)
        self._ones[start:end] = one + tables.digit[digit] + tables.title[title] + tables.known[known]
        self._done = end

    def _scores(self, types: Ints, first: npt.NDArray[np.bool_]) -> Floats:
        """For every token how much more I-W weighs than B-W."""
        tables = self._weights
        place = np.arange(len(types)) + _PAD * np.cumsum(first)
        row = np.full(len(types) + _PAD * (int(first.sum()) + 1), -1, dtype=np.int64)
        row[place] = types
        real = row >= 0
        cased, lower, title = self._cased[row], self._lower[row], self._title[row]
        scores = np.zeros(len(row))
        _look(scores, self._ones[row], ONE)
        for size, offsets, by_cased, by_lower, titles, unknown in (
            (2, TWO, tables.two_cased, tables.two_lower, tables.title_two, tables.known_two[0]),
            (3, THREE, tables.three_cased, tables.three_lower, tables.title_three, tables.known_three[0]),
        ):
            n = len(row) - size + 1
            inside, capital = real[:n], title[:n]
            for k in range(1, size):
                inside, capital = inside & real[k : n + k], capital & title[k : n + k]
            sums = (titles[capital.astype(np.int64)] + unknown) * inside[:, None]
            by_cased.add(cased, sums)
            by_lower.add(lower, sums)
            _look(scores, sums, offsets)
        result = scores[place]
        self._edges(result, first)
        return result

    def _edges(self, scores: Floats, first: npt.NDArray[np.bool_]) -> None:
        tables = self._weights
        starts = np.flatnonzero(first)
        lasts = np.append(starts[1:], len(first)) - 1
        for at in (0, 1):
            long = lasts - starts >= at
            scores[starts[long] + at] += tables.begin[at]
            scores[lasts[long] - at] += tables.end[at]
        scores[starts[starts == lasts]] += tables.single


def _is_digit(word: str) -> bool:
    """Underthesea's ``isdigit``: a whole number that fits 32 bits, signed or not."""
    number = _NUMBER.fullmatch(word) if word.isascii() else None
    return number is not None and int(number[2]) < 2**31 + (number[1] == "-")


def _look(scores: Floats, values: Floats, offsets: tuple[int, ...]) -> None:
    """Add column k of ``values[i]`` to the token that sees stretch i from ``offsets[k]``."""
    n = len(values)
    for k, offset in enumerate(offsets):
        to = max(0, -offset)
        at = max(0, offset)
        count = min(n - at, len(scores) - to)
        if count > 0:
            scores[to : to + count] += values[at : at + count, k]


_Scalar = TypeVar("_Scalar", np.int64, np.float64, np.bool_)


def _grown(array: npt.NDArray[_Scalar], room: int, empty: float) -> npt.NDArray[_Scalar]:
    bigger = np.full((room, *array.shape[1:]), empty, dtype=array.dtype)
    bigger[: len(array)] = array
    return bigger
