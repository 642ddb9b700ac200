"""N-grams of characters inside tokens, as TF-IDF rows.

What stands inside a token does not depend on its neighbours.  So the n-grams of each different token are cut once, and those of
a text are a product of two sparse matrices (texts × tokens, tokens × n-grams): quick even for 100,000 texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize

_CHUNK = 4_000  # texts counted at once: bounds the memory


class CharacterGrams:
    """Rows of n-grams of ``shortest`` to ``longest`` characters, a blank before and behind each token.

    Counts are sublinear, rows have length 1, as in scikit-learn's `TfidfVectorizer` with ``analyzer="char_wb"``.
    """

    def __init__(self, cut: Callable[[str], list[str]], *, shortest: int = 2, longest: int = 5) -> None:
        self._cut = cut
        self._lengths = range(shortest, longest + 1)
        self._columns: dict[str, int] = {}
        self._idf = np.empty(0, np.float32)

    def fit(self, texts: Sequence[str], min_documents: int = 1) -> CharacterGrams:
        """Choose the columns: n-grams that at least ``min_documents`` of ``texts`` hold."""
        documents = np.empty(0, np.int64)
        for chunk in self._chunks(texts):
            for token in {t for text in chunk for t in text}:
                for gram in self._grams(token):
                    self._columns.setdefault(gram, len(self._columns))
            held = np.bincount(self._counts(chunk).indices, minlength=len(self._columns))
            held[: len(documents)] += documents
            documents = held
        keep = np.flatnonzero(documents >= min_documents)
        new = dict(zip(keep.tolist(), range(len(keep)), strict=True))
        self._columns = {gram: new[old] for gram, old in self._columns.items() if old in new}
        self._idf = (np.log((1 + len(texts)) / (1 + documents[keep])) + 1).astype(np.float32)
        return self

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """One row a text, float32."""
        rows = []
        for chunk in self._chunks(texts):
            counts = self._counts(chunk)
            counts.data = (np.log(counts.data) + 1) * self._idf[counts.indices]
            rows.append(normalize(counts, copy=False))
        return sparse.vstack(rows, format="csr") if rows else sparse.csr_matrix((0, len(self._columns)), dtype=np.float32)

    def _grams(self, token: str) -> list[str]:
        padded = f" {token} "
        return [padded[i : i + n] for n in self._lengths for i in range(len(padded) - n + 1)]

    def _counts(self, texts: Sequence[list[str]]) -> sparse.csr_matrix:
        """How often each column stands in each text; every cell stands once, so ``indices`` count documents."""
        numbers: dict[str, int] = {}
        given = [numbers.setdefault(t, len(numbers)) for text in texts for t in text]
        starts = np.cumsum([0, *map(len, texts)])
        shape = (len(texts), len(numbers))
        words = sparse.csr_matrix((np.ones(len(given), np.float32), np.array(given, np.int64), starts), shape=shape)
        words.sum_duplicates()
        return sparse.csr_matrix(words @ self._inside(list(numbers)))

    def _inside(self, tokens: Sequence[str]) -> sparse.csr_matrix:
        columns: list[int] = []
        counts: list[int] = []
        ends = [0]
        for token in tokens:
            found = Counter(self._columns[g] for g in self._grams(token) if g in self._columns)
            columns += found.keys()
            counts += found.values()
            ends.append(len(columns))
        values: NDArray[np.float32] = np.array(counts, np.float32)
        shape = (len(tokens), len(self._columns))
        return sparse.csr_matrix((values, np.array(columns, np.int64), np.array(ends)), shape=shape)

    def _chunks(self, texts: Sequence[str]) -> Iterator[list[list[str]]]:
        for start in range(0, len(texts), _CHUNK):
            yield [self._cut(text) for text in texts[start : start + _CHUNK]]
