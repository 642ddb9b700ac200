"""How common a syllable, or two syllables near each other, is in writing of this kind: a table made from the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp_service.dossier import ConfigurationError

from .hashing import Keys, mix, pair_hashes
from .syllables import FIGURE, folded_words, keys_of

TABLE = Path(__file__).parent / "background.tsv"
VERSION = "1"
NEAR = 4  # how far apart two syllables may stand and still be a pair
LEAST = 3  # texts a term must stand in to be in the table

Weights = NDArray[np.float64]


@lru_cache(maxsize=1)
def _table() -> tuple[Keys, Weights, float]:
    head, *rows = TABLE.read_text("utf-8").splitlines()
    version, _, texts = head.removeprefix("#version ").partition(" texts ")
    if version != VERSION or not texts.isdigit():
        raise ConfigurationError("data-invalid", path=str(TABLE), detail="make it anew: scripts/build_background.py")
    terms, counts = zip(*(row.split("\t") for row in rows), strict=True)
    words = [t.split(" ") for t in terms]
    first = keys_of([w[0] for w in words])
    last = keys_of([w[-1] for w in words])
    single = np.asarray([len(w) == 1 for w in words])
    hashes = np.where(single, mix(first), pair_hashes(first, last))
    rarest = float(np.log(int(texts) + 1))
    idf = rarest - np.log(np.asarray(counts, dtype=np.float64) + 1)
    order = np.argsort(hashes)
    return hashes[order], idf[order], rarest


def idf(hashes: Keys) -> Weights:
    """Inverse document frequency (natural logarithm) of terms, by their hashes."""
    known, weights, rarest = _table()
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    return np.where(known[at] == hashes, weights[at], rarest)


def near_pairs(words: Sequence[str]) -> Iterable[str]:
    """Every two different syllables at most `NEAR` apart, in the order they stand; figures are left out."""
    for gap in range(1, NEAR + 1):
        for a, b in zip(words, words[gap:], strict=False):
            if a != b and FIGURE not in (a, b):
                yield f"{a} {b}"


def build(texts: Sequence[str]) -> str:
    """The table for ``texts``, commonest first."""
    counts: Counter[str] = Counter()
    for text in texts:
        words = folded_words(text)
        counts.update({w for w in words if w != FIGURE} | set(near_pairs(words)))
    return _render(counts, len(texts))


def _render(counts: Counter[str], texts: int) -> str:
    rows = sorted(((n, t) for t, n in counts.items() if n >= LEAST), key=lambda row: (-row[0], row[1]))
    return "\n".join([f"#version {VERSION} texts {texts}", *(f"{t}\t{n}" for n, t in rows)]) + "\n"
