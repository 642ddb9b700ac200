"""Titles: short forms written out, stock phrases and names of units weighed down, what is left compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import yaml

from nlp_service.dossier import ConfigurationError

from .background import idf
from .hashing import mix
from .syllables import folded_words, keys_of

DATA = Path(__file__).parent / "titles.yaml"
LONGEST_SHORT_FORM = 2  # tokens
DIFFERENT = 0.6  # of the weight of a pair of words, where only their order or neighbours differ


@dataclass(frozen=True, slots=True)
class _Data:
    abbreviations: dict[tuple[str, ...], list[str]]
    stock: tuple[tuple[str, ...], ...]
    stock_weight: float
    unit: re.Pattern[str]
    unit_weight: float


@lru_cache(maxsize=1)
def _data() -> _Data:
    raw = yaml.safe_load(DATA.read_text("utf-8"))
    try:
        unit = raw["unit"]
        at, kinds, until = ("|".join(re.escape(" ".join(folded_words(w))) for w in unit[k]) for k in ("at", "kinds", "until"))
        return _Data(
            {tuple(folded_words(k)): folded_words(v) for k, v in raw["abbreviations"].items()},
            tuple(sorted((tuple(folded_words(p)) for p in raw["stock"]), key=len, reverse=True)),
            float(raw["stock_weight"]),
            re.compile(rf"\b(?:{at}) (?:{kinds})\b.*?(?=$| (?:{until})\b)"),
            float(raw["unit_weight"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigurationError("data-invalid", path=str(DATA), detail=str(error)) from error


def title_words(title: str) -> list[str]:
    """Folded syllables of a title, short forms written out."""
    short_forms = _data().abbreviations
    words, out, i = folded_words(title), [], 0
    while i < len(words):
        for size in range(LONGEST_SHORT_FORM, 0, -1):
            full = short_forms.get(tuple(words[i : i + size]))
            if full is not None:
                out += full
                i += size
                break
        else:
            out.append(words[i])
            i += 1
    return out


def title_similarity(a: str, b: str) -> float:
    """How far two titles name the same thing, 0..1: the weight they share over the weight of both."""
    first, second = _weights(a), _weights(b)
    every = first.keys() | second.keys()
    total = sum(max(first.get(w, 0.0), second.get(w, 0.0)) for w in every)
    shared = sum(min(first[w], second[w]) for w in first.keys() & second.keys())
    return shared / total if total else 0.0


@lru_cache(maxsize=512)
def _weights(title: str) -> Mapping[str, float]:
    words = title_words(title)
    data = _data()
    factor = [1.0] * len(words)
    i = 0
    while i < len(words):
        phrase = next((p for p in data.stock if tuple(words[i : i + len(p)]) == p), None)
        size = len(phrase) if phrase else 1
        if phrase:
            factor[i : i + size] = [data.stock_weight] * size
        i += size
    starts = _starts(words)
    for m in data.unit.finditer(" ".join(words)):
        for n, start in enumerate(starts):
            if m.start() <= start < m.end():
                factor[n] = min(factor[n], data.unit_weight)
    rarity = idf(mix(keys_of(words)))
    out: dict[str, float] = {}
    for word, f, r in zip(words, factor, rarity, strict=True):
        out[word] = max(out.get(word, 0.0), f * float(r))
    for (a, b), (f, g), (r, s) in zip(pairwise(words), pairwise(factor), pairwise(rarity), strict=True):
        out[f"{a} {b}"] = DIFFERENT * min(f, g) * float(min(r, s))
    return out


def _starts(words: list[str]) -> list[int]:
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    return starts
