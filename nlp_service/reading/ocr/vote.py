"""The likeliest reading of a line: what engines saw, what a bad accent may stand for, which syllables follow one another.

A Viterbi search (Viterbi 1967) over the readings of each word with the pair model of `language`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .accents import variants
from .language import NUMBER, OTHER, START, PairModel, token
from .phrases import is_known

_SPLIT = re.compile(r"^(\W*)(.*?)(\W*)$", re.UNICODE | re.DOTALL)
_STOP = (".", ";", ":", "!", "?", "…")


class Reading(NamedTuple):
    """One way to read a word: as printed, its token in the pair model, and its cost in nats."""

    text: str
    token: str
    cost: float


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each voice counts."""

    model: float = 0.6  # of the pair model
    foreign: float = 6.0  # cost of accented letters that are no syllable
    strange: float = 2.0  # cost of small plain letters that are no syllable
    trust: float = 1.0  # factor of accent costs
    cut: float = 3.0  # cost of a space that was not seen


def readings(word: str, confidence: float, weights: Weights, seen_cost: float = 0.0) -> list[Reading]:
    """The readings of one word an engine saw."""
    match = _SPLIT.match(word)
    if match is None or not match[2]:
        return [Reading(word, OTHER, seen_cost)]
    before, core, after = match.groups()
    here = token(core)
    if here == NUMBER or not core.isalpha():
        return [Reading(word, NUMBER if here == NUMBER else OTHER, seen_cost)]
    known = is_known(core)
    cost = seen_cost
    if not known:
        cost += weights.foreign if not core.isascii() else weights.strange if core[1:].islower() else 0.0
    found = [Reading(word, here if known else OTHER, cost)]
    if not known and len(core) > 3:
        found.extend(
            Reading(f"{before}{core[:k]} {core[k:]}{after}", token(core[k:]), seen_cost + weights.cut)
            for k in range(1, len(core)) if is_known(core[:k]) and is_known(core[k:])
        )  # fmt: skip
    factor = weights.trust * (0.5 + confidence)
    for other, price in variants(here):
        found.append(Reading(before + _cased(other, core) + after, other, seen_cost + factor * price))
    return found


def best(words: Sequence[Sequence[Reading]], model: PairModel, weights: Weights) -> tuple[list[Reading], list[float]]:
    """The cheapest way through the readings of a line, and for each word the margin (nats) to its next best other text."""
    if not words:
        return [], []
    table: list[list[tuple[float, int]]] = []
    for at, options in enumerate(words):
        row: list[tuple[float, int]] = []
        for option in options:
            if at == 0:
                row.append((option.cost - weights.model * model.score(START, option.token), -1))
                continue
            previous = words[at - 1]
            score = model.score
            candidates = (
                (total - weights.model * score(START if p.text.endswith(_STOP) else p.token, option.token), k)
                for k, (p, (total, _)) in enumerate(zip(previous, table[-1], strict=True))
            )
            total, k = min(candidates)
            row.append((total + option.cost, k))
        table.append(row)
    at = min(range(len(table[-1])), key=lambda k: table[-1][k][0])
    path = [at]
    for row in reversed(table[1:]):
        at = row[at][1]
        path.append(at)
    path.reverse()
    chosen = [options[k] for options, k in zip(words, path, strict=True)]
    return chosen, [_margin(words, chosen, i, model, weights) for i in range(len(words))]


def _margin(
    words: Sequence[Sequence[Reading]], chosen: Sequence[Reading], at: int, model: PairModel, weights: Weights
) -> float:
    """How much costlier the line gets with the next best text of one word, the other words staying."""
    before = START if at == 0 or chosen[at - 1].text.endswith(_STOP) else chosen[at - 1].token
    after = chosen[at + 1].token if at + 1 < len(chosen) else None

    def cost(option: Reading) -> float:
        total = option.cost - weights.model * model.score(before, option.token)
        if after is not None:
            total -= weights.model * model.score(START if option.text.endswith(_STOP) else option.token, after)
        return total

    others = [cost(o) for o in words[at] if o.text != chosen[at].text]
    return min(others) - cost(chosen[at]) if others else 20.0


def _cased(syllable: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return syllable.upper()
    return "".join(c.upper() if k.isupper() else c for c, k in zip(syllable, like, strict=True))
