"""Texts as sparse rows: TF-IDF of n-grams of syllables, with accents and without.

All counting is done on whole arrays of syllable numbers (an n-gram is one 64-bit key), so that 100,000 documents are a matter
of seconds.  The columns are, block by block, the n-grams with accents and those without, which hold when accents were lost.
Counts are sublinear, rows have length 1 (scikit-learn's `TfidfTransformer`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from .syllables import SYLLABLE, canonical, folded
from .tokens import TOKEN, general

Ids = NDArray[np.int64]
#: Most syllables that get a number: keys of four of them still fit into 63 bits.
MOST_SYLLABLES = 50_000
_CHUNK = 4_000  # documents counted at once: bounds the memory


@dataclass(frozen=True, slots=True)
class Options:
    """What is counted: the longest n-gram with and without accents (0: none), and in how many documents it must stand.

    ``general``: tokens of any text (`tokens`), not the syllables of offices (`syllables`).
    """

    accented: int = 2
    plain: int = 2
    min_documents: int = 1
    general: bool = False


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts as numbers: syllables and their folds one after another (0: not known), and the document of each."""

    syllables: Ids
    folds: Ids
    document: Ids
    count: int


@dataclass(frozen=True, slots=True)
class Analysed:
    """Texts as numbers, how often each n-gram stands in each (columns sorted), and the rows a classifier sees."""

    encoded: Encoded
    counts: sparse.csr_matrix
    rows: sparse.csr_matrix


class Features:
    """Turns texts into rows; made by `Features.fit`, kept in a model by `state` and `restore`."""

    def __init__(self, options: Options, words: Sequence[str], keys: Mapping[str, Ids]) -> None:
        self.options = options
        self._find, self._spell = (TOKEN.findall, general) if options.general else (SYLLABLE.findall, canonical)
        self.words = list(words)
        self.folds = sorted({folded(w) for w in self.words})
        self.keys = {name: keys[name] for name in self.blocks(options)}
        self.tfidf = TfidfTransformer(sublinear_tf=True)
        self._fold_numbers = {f: i + 1 for i, f in enumerate(self.folds)}
        self._word_numbers = {w: i + 1 for i, w in enumerate(self.words)}
        self._cache: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}

    @staticmethod
    def blocks(options: Options) -> list[str]:
        """Names of the n-gram blocks in the order of their columns."""
        return [f"accented{n}" for n in range(1, options.accented + 1)] + [f"plain{n}" for n in range(1, options.plain + 1)]

    @property
    def starts(self) -> dict[str, int]:
        """First column of each block."""
        at, starts = 0, {}
        for name, keys in self.keys.items():
            starts[name] = at
            at += len(keys)
        return starts

    @property
    def width(self) -> int:
        """Number of columns."""
        return sum(map(len, self.keys.values()))

    @classmethod
    def fit(cls, texts: Sequence[str], options: Options) -> Features:
        """Choose the columns from ``texts``."""
        find, spell = (TOKEN.findall, general) if options.general else (SYLLABLE.findall, canonical)
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(find(text))
        spelt: Counter[str] = Counter()
        for word, count in counts.items():
            for part in spell(word):
                spelt[part] += count
        words = sorted(w for w, _ in sorted(spelt.items(), key=lambda x: (-x[1], x[0]))[:MOST_SYLLABLES])
        features = cls(options, words, {n: np.empty(0, np.int64) for n in cls.blocks(options)})
        features._fit_keys(texts)
        features.tfidf.fit(sparse.vstack([features.counted(features.encode(chunk)) for chunk in _chunks(texts)]))
        return features

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """One row a text, float32 of shape (texts, `width`)."""
        rows = [self.weighted(self.counted(self.encode(chunk))) for chunk in _chunks(texts)]
        return sparse.vstack(rows, format="csr") if rows else sparse.csr_matrix((0, self.width), dtype=np.float32)

    def analyse(self, texts: Sequence[str]) -> Analysed:
        """A few texts with everything that explaining a label needs; for many texts `transform` takes less memory."""
        encoded = self.encode(texts)
        counts = self.counted(encoded)
        counts.sort_indices()
        return Analysed(encoded, counts, self.weighted(counts))

    def encode(self, texts: Iterable[str]) -> Encoded:
        """The numbers of the syllables of ``texts``."""
        words: list[int] = []
        folds: list[int] = []
        lengths = []
        cache = self._cache
        for text in texts:
            before = len(words)
            for word in self._find(text):
                found = cache.get(word)
                if found is None:
                    found = self._numbers(word)
                words.extend(found[0])
                folds.extend(found[1])
            lengths.append(len(words) - before)
        document = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
        return Encoded(np.array(words, np.int64), np.array(folds, np.int64), document, len(lengths))

    def known(self, encoded: Encoded) -> NDArray[np.float64]:
        """Share of each text's words (numbers left out) that the training texts hold, with accents or not; 0 for no words."""
        digits = np.array([False, *(f.isdecimal() for f in self.folds)])
        words = ~digits[encoded.folds]
        all_ = np.bincount(encoded.document[words], minlength=encoded.count)
        good = np.bincount(encoded.document[words & (encoded.folds > 0)], minlength=encoded.count)
        shares: NDArray[np.float64] = good / np.maximum(all_, 1)
        return shares

    def _numbers(self, word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        parts = self._spell(word)
        found = (
            tuple(self._word_numbers.get(p, 0) for p in parts),
            tuple(self._fold_numbers.get(folded(p), 0) for p in parts),
        )
        if len(self._cache) < 4 * MOST_SYLLABLES:
            self._cache[word] = found
        return found

    def grams(self, encoded: Encoded, block: str) -> tuple[Ids, Ids]:
        """Positions and keys of the n-grams of a block that lie inside one document and hold known syllables only."""
        ids, base = (
            (encoded.syllables, len(self.words) + 1) if block.startswith("accented") else (encoded.folds, len(self.folds) + 1)
        )
        n = int(block[-1])
        if len(ids) < n:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        last = len(ids) - n + 1
        keys = ids[:last].copy()
        good = (ids[:last] > 0) & (encoded.document[:last] == encoded.document[n - 1 :])
        for i in range(1, n):
            part = ids[i : last + i]
            keys = keys * base + part
            good &= part > 0
        where = np.flatnonzero(good)
        return where, keys[where]

    def columns(self, block: str, keys: Ids) -> Ids:
        """Column of each key, -1 where the model does not know the n-gram."""
        known = self.keys[block]
        if not len(known):
            return np.full(len(keys), -1, np.int64)
        at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.where(known[at] == keys, at + self.starts[block], -1)

    def _fit_keys(self, texts: Sequence[str]) -> None:
        seen: dict[str, list[tuple[Ids, Ids]]] = {name: [] for name in self.keys}
        for chunk in _chunks(texts):
            encoded = self.encode(chunk)
            for name, parts in seen.items():
                where, keys = self.grams(encoded, name)
                order = np.lexsort((encoded.document[where], keys))
                keys, documents = keys[order], encoded.document[where][order]
                first = np.ones(len(keys), bool)
                first[1:] = (keys[1:] != keys[:-1]) | (documents[1:] != documents[:-1])
                parts.append(np.unique(keys[first], return_counts=True))
        for name, parts in seen.items():
            keys, inverse = np.unique(np.concatenate([k for k, _ in parts]), return_inverse=True)
            frequency = np.bincount(inverse, weights=np.concatenate([c for _, c in parts]), minlength=len(keys))
            self.keys[name] = keys[frequency >= self.options.min_documents]

    def counted(self, encoded: Encoded) -> sparse.csr_matrix:
        """How often each n-gram stands in each text."""
        rows, columns = [], []
        for name in self.keys:
            where, keys = self.grams(encoded, name)
            found = self.columns(name, keys)
            rows.append(encoded.document[where[found >= 0]])
            columns.append(found[found >= 0])
        row, column = np.concatenate(rows), np.concatenate(columns)
        shape = (encoded.count, self.width)
        return sparse.coo_matrix((np.ones(len(row), np.float32), (row, column)), shape=shape).tocsr()

    def weighted(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Counts as TF-IDF rows; ``counts`` stays as it is."""
        return self.tfidf.transform(counts, copy=True)

    def state(self) -> dict[str, Any]:
        """Everything needed to make the same features again: plain values and arrays only."""
        return {
            "options": asdict(self.options),
            "words": "\n".join(self.words),
            "keys": self.keys,
            "idf": self.tfidf.idf_.astype(np.float32),
        }

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Features:
        """The inverse of `state`."""
        features = cls(Options(**state["options"]), state["words"].split("\n"), state["keys"])
        features.tfidf.idf_ = state["idf"]
        return features


def _chunks(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(texts), _CHUNK):
        yield texts[start : start + _CHUNK]
