"""How common a pair of syllables is in writing of this kind: a table made from the corpus, shipped with the package."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

TABLE = Path(__file__).parent / "background.tsv"


@lru_cache(maxsize=1)
def table() -> tuple[int, dict[str, int]]:
    """How many texts were counted, and in how many of them each common pair stands."""
    lines = TABLE.read_text("utf-8").splitlines()
    texts = int(lines[0].rpartition("\t")[2])
    counts = {}
    for line in lines[1:]:
        pair, _, count = line.partition("\t")
        counts[pair] = int(count)
    return texts, counts


def idf(pair: str) -> float:
    """Inverse document frequency of ``"a b"``, natural logarithm."""
    texts, counts = table()
    return math.log((texts + 1) / (counts.get(pair, 0) + 1))


def build(texts: list[str], least: int = 3) -> str:
    """The table for ``texts``: pairs that stand in at least ``least`` of them, commonest first."""
    from collections import Counter  # only needed when the table is made anew

    from .syllables import FIGURE, folded_words

    counts: Counter[str] = Counter()
    for text in texts:
        words = folded_words(text)
        counts.update({f"{a} {b}" for a, b in pairwise(words) if FIGURE not in (a, b)})
    rows = sorted(((n, p) for p, n in counts.items() if n >= least), key=lambda row: (-row[0], row[1]))
    return "\n".join([f"#texts\t{len(texts)}", *(f"{p}\t{n}" for n, p in rows)]) + "\n"
