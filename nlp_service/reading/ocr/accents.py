"""Which syllables an accent read badly may stand for, and how costly each reading is (``accents.yaml``)."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import yaml

from nlp_service.dossier import ConfigurationError
from nlp_service.language.syllables import TONES

from .phrases import known

_DATA = Path(__file__).parent / "accents.yaml"
HOOK = TONES[3]
_SHAPES = {"\u0302": "^", "\u0306": "(", "\u031b": "+"}


@lru_cache(maxsize=1)
def _costs() -> dict[str, float]:
    data = yaml.safe_load(_DATA.read_text("utf-8"))
    try:
        table = {str(k): float(v) for k, v in data["costs"].items()}
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationError("data-invalid", path=_DATA.name, detail=str(error)) from error
    return table


@lru_cache(maxsize=1)
def _by_skeleton() -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for syllable in sorted(known()):
        groups[skeleton(syllable)].append(syllable)
    return {k: tuple(v) for k, v in groups.items()}


@lru_cache(maxsize=8192)
def skeleton(word: str) -> str:
    """The letters without any mark, in lower case."""
    plain = (c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return "".join(plain).replace("đ", "d")


@lru_cache(maxsize=4096)
def variants(word: str) -> tuple[tuple[str, float], ...]:
    """Known syllables with the same letters under other accents, each with the cost (in nats) of having read ``word`` for it.

    ``word`` is in lower case and spelt as `Syllable.spell` does where it is a syllable.
    """
    found = []
    for other in _by_skeleton().get(skeleton(word), ()):
        if other != word and len(other) == len(word):
            cost = sum(_letter(a, b) for a, b in zip(word, other, strict=True) if a != b)
            if cost <= _costs()["most"]:
                found.append((other, cost))
    return tuple(found)


@lru_cache(maxsize=4096)
def _letter(seen: str, meant: str) -> float:
    """Cost of having read one letter for another with the same base."""
    costs = _costs()
    if {seen, meant} == {"d", "đ"}:
        return costs["bar"]
    shape_a, tone_a = _marks(seen)
    shape_b, tone_b = _marks(meant)
    if shape_a == shape_b:
        if "." in (tone_a, tone_b):
            return costs["dot"]
        if HOOK in (tone_a, tone_b) and shape_a and tone_a and tone_b:
            return costs["hook over shape"]
        if tone_b == HOOK and not tone_a and not shape_a:
            return costs["hook lost"]
        if not tone_a or not tone_b:
            return costs["tone lost over shape" if shape_a else "tone lost"]
        return costs["tone over shape" if shape_a else "tone"]
    if tone_a == tone_b:
        return costs["breve or circumflex" if {shape_a, shape_b} == {"^", "("} else "shape"]
    above = {shape_a, shape_b} <= {"", "^", "("} and "." not in (tone_a, tone_b)
    return costs["stacked" if above else "both"]


def _marks(letter: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", letter)[1:]
    shape = "".join(_SHAPES.get(c, "") for c in parts)
    tone = next(("." if c == TONES[5] else c for c in parts if c in TONES[1:]), "")
    return shape, tone
