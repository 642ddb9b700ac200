"""The CRF's weights sorted by what they look at, as tables for NumPy.

A feature template looks at one token (``T[-1].lower``), at two neighbours (``T[0,1]``) or at three (``T[-1,1]``), seen from the
token to be labelled.  A table is therefore indexed by the token, pair or triple itself, with a column for each place from
which it is seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .chunks import Ints
from .crf import Crf
from .lookup import RowIndex

Floats = npt.NDArray[np.float64]
#: From which distance a stretch that begins at token i is seen by token i - offset.
ONE, TWO, THREE = (-2, -1, 0, 1, 2), (-2, -1, 0, 1), (-2, -1, 0)
_BITS = 21  # ids of words below 2**21: three of them fit an int64


@dataclass(frozen=True, slots=True)
class NgramTable:
    """Weights of pairs or triples of word ids, a row of ``values`` each."""

    index: RowIndex
    values: Floats
    size: int

    def add(self, ids: Ints, sums: Floats) -> None:
        """Add to ``sums[i]`` the row of the n-gram that begins at ``ids[i]``; an id of -1 is in no n-gram."""
        n = len(ids) - self.size + 1
        if n <= 0:
            return
        key, known = ids[:n], ids[:n] >= 0
        for k in range(1, self.size):
            key = (key << _BITS) | ids[k : n + k]
            known = known & (ids[k : n + k] >= 0)
        at = np.flatnonzero(known)
        rows = self.index.rows(key[at])
        hit = rows >= 0
        sums[at[hit]] += self.values[rows[hit]]


class Weights:
    """All tables of one CRF."""

    def __init__(self, crf: Crf) -> None:
        self.crf = crf
        self.cased: dict[str, int] = {}
        self.lower: dict[str, int] = {}
        self.one_cased = _unigrams(crf, "", self.cased)
        self.one_lower = _unigrams(crf, ".lower", self.lower)
        self.digit, self.title, self.known = (_flags(crf, ONE, 1, name) for name in ("isdigit", "istitle", "is_in_dict"))
        self.title_two, self.title_three = _flags(crf, TWO, 2, "istitle"), _flags(crf, THREE, 3, "istitle")
        self.known_two, self.known_three = _flags(crf, TWO, 2, "is_in_dict"), _flags(crf, THREE, 3, "is_in_dict")
        self.two_cased = _ngrams(crf, "", TWO, self.cased)
        self.two_lower = _ngrams(crf, ".lower", TWO, self.lower, self.known_two[1] - self.known_two[0])
        self.three_cased = _ngrams(crf, "", THREE, self.cased)
        self.three_lower = _ngrams(crf, ".lower", THREE, self.lower, self.known_three[1] - self.known_three[0])
        self.begin, self.end, self.single = _edges(crf)


def _name(offset: int, size: int, suffix: str) -> str:
    return f"T[{offset}]{suffix}" if size == 1 else f"T[{offset},{offset + size - 1}]{suffix}"


def _unigrams(crf: Crf, suffix: str, ids: dict[str, int]) -> Floats:
    """Weights of single words, a row for each word and a last one of zeros."""
    columns = {_name(offset, 1, suffix): k for k, offset in enumerate(ONE)}
    cells = []
    for attribute, weight in crf.weights.items():
        template, _, word = attribute.partition("=")
        if template in columns:
            cells.append((ids.setdefault(word, len(ids)), columns[template], weight))
    table = np.zeros((len(ids) + 1, len(ONE)))
    for row, column, weight in cells:
        table[row, column] = weight
    return table


def _flags(crf: Crf, offsets: Iterable[int], size: int, flag: str) -> Floats:
    """Weights of ``False`` (row 0) and ``True`` (row 1)."""
    names = [_name(offset, size, f".{flag}") for offset in offsets]
    return np.array([[crf.weights.get(f"{name}={value}", 0.0) for name in names] for value in ("False", "True")])


def _ngrams(crf: Crf, suffix: str, offsets: tuple[int, ...], ids: dict[str, int], bonus: Floats | None = None) -> NgramTable:
    """Weights of pairs or triples; ``bonus`` is added to those that are an entry of the dictionary."""
    size = 2 if offsets is TWO else 3
    columns = {_name(offset, size, suffix): k for k, offset in enumerate(offsets)}
    cells: list[tuple[str, int, float]] = []
    for attribute, weight in crf.weights.items():
        template, _, text = attribute.partition("=")
        if template in columns and text.count(" ") == size - 1:
            cells.append((text, columns[template], weight))
    entries = [e for e in crf.dictionary if e.count(" ") == size - 1] if bonus is not None else []
    all_keys = _keys([text for text, _, _ in cells] + entries, size, ids)
    keys, rows = np.unique(all_keys, return_inverse=True)
    values = np.zeros((len(keys), len(offsets)))
    values[rows[: len(cells)], [column for _, column, _ in cells]] = [weight for _, _, weight in cells]
    if bonus is not None:
        values[np.unique(rows[len(cells) :])] += bonus
    return NgramTable(RowIndex(keys), values, size)


def _keys(texts: list[str], size: int, ids: dict[str, int]) -> Ints:
    """One integer for the word ids of each text."""
    flat = [ids.setdefault(word, len(ids)) for text in texts for word in text.split(" ")]
    keys = np.zeros(len(texts), dtype=np.int64)
    for column in np.array(flat, dtype=np.int64).reshape(-1, size).T:
        keys = (keys << _BITS) | column
    return keys


def _edges(crf: Crf) -> tuple[list[float], list[float], float]:
    """What the first and second token, and the last and last but one, get for looking over the edge of their sequence.

    The third value corrects a sequence of one token, where ``T[-1,1]`` looks over both edges and says ``BOS``.
    """
    seen: dict[str, tuple[int, int]] = {}
    for attribute in crf.weights:
        template = attribute.partition("=")[0]
        inside = template[2 : template.index("]")].split(",")
        seen[template] = (int(inside[0]), int(inside[-1]))
    begin, end = [0.0, 0.0], [0.0, 0.0]
    single = 0.0
    for template, (first, last) in seen.items():
        for at in (0, 1):
            if at + first < 0:
                begin[at] += crf.weights.get(f"{template}=BOS", 0.0)
            if at - last < 0:
                end[at] += crf.weights.get(f"{template}=EOS", 0.0)
        if first < 0 < last:
            single -= crf.weights.get(f"{template}=EOS", 0.0)
    return begin, end, single
