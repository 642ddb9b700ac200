"""Two engines' readings of one line, laid side by side word by word."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from .accents import skeleton
from .phrases import is_known

Seen = tuple[str, float]  # a word and the engine's confidence in it
Pair = tuple[Seen | None, Seen | None]


def side_by_side(first: Sequence[Seen], second: Sequence[Seen]) -> list[Pair]:
    """The words of two readings in order, those that mean the same printed word together (alignment of least cost).

    Where one engine saw a word that the other cut or missed, the side that reads more like Vietnamese keeps the stretch.
    """
    a = [skeleton(w) for w, _ in first]
    b = [skeleton(w) for w, _ in second]
    pairs: list[Pair] = []
    i = j = 0
    for op in _matches(a, b):
        pairs.extend(_stretch(first[i : op[0]], second[j : op[1]]))
        pairs.append((first[op[0]], second[op[1]]))
        i, j = op[0] + 1, op[1] + 1
    pairs.extend(_stretch(first[i:], second[j:]))
    return pairs


def _matches(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Indices of words that are likely one printed word: an alignment that costs least, gaps at 0.6, words by likeness."""
    gap = 0.6
    rows, columns = len(a) + 1, len(b) + 1
    cost = [[0.0] * columns for _ in range(rows)]
    for i in range(1, rows):
        cost[i][0] = i * gap
    for j in range(1, columns):
        cost[0][j] = j * gap
    likeness = [[1.4 * Levenshtein.normalized_distance(x, y) for y in b] for x in a]
    for i in range(1, rows):
        for j in range(1, columns):
            cost[i][j] = min(cost[i - 1][j - 1] + likeness[i - 1][j - 1], cost[i - 1][j] + gap, cost[i][j - 1] + gap)
    found = []
    i, j = len(a), len(b)
    while i and j:
        if cost[i][j] == cost[i - 1][j - 1] + likeness[i - 1][j - 1]:
            found.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif cost[i][j] == cost[i - 1][j] + gap:
            i -= 1
        else:
            j -= 1
    return [m for m in reversed(found) if likeness[m[0]][m[1]] < 0.9]


def _stretch(first: Sequence[Seen], second: Sequence[Seen]) -> list[Pair]:
    """Words without a partner: those of the side that reads better."""
    if _worth(second) > _worth(first):
        return [(None, s) for s in second]
    return [(f, None) for f in first]


def _worth(words: Sequence[Seen]) -> float:
    return sum((1.0 if plausible(w) else 0.1) * c for w, c in words)


def plausible(word: str) -> bool:
    """Whether a word may stand in a Vietnamese text: a syllable, a number, an abbreviation, a sign."""
    core = word.strip(".,;:!?()[]{}\"'“”‘’…-–—/*")
    if not core:
        return word in {"-", "–", "+", "•", "/", "*"}
    return any(c.isdigit() for c in core) or is_known(core) or (core.isascii() and core.isupper() and len(core) > 1)
