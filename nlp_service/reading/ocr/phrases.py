"""Names and phrases of offices (``phrases.yaml``), and which syllables a recogniser may believe."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from nlp_service.dossier import ConfigurationError
from nlp_service.language.syllables import is_syllable, parse, syllables

_DATA = Path(__file__).parent / "phrases.yaml"


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases as lists of words, and how often each counts as seen."""

    phrases: tuple[tuple[str, ...], ...]
    weight: float


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """The phrases of this installation.

    Raises:
        ConfigurationError: ``phrases.yaml`` is damaged.
    """
    try:
        data = yaml.safe_load(_DATA.read_text("utf-8"))
        lines = [str(line) for part in ("names", "places", "phrases") for line in data[part]]
        return Phrases(tuple(tuple(p.split()) for line in lines for p in line.split("|")), float(data["weight"]))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError("data-invalid", path=_DATA.name, detail=str(error)) from error


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """The syllables of Vietnamese words and of names, spelt as `Syllable.spell` does."""
    named = (parse(w) for phrase in phrases().phrases for w in phrase)
    return syllables() | {p.spell() for p in named if p is not None}


@lru_cache(maxsize=16384)
def is_known(word: str) -> bool:
    """Whether a word (any case, either tone placement) is a syllable of words or of names."""
    if is_syllable(word):
        return True
    parts = parse(word)
    return parts is not None and parts.spell() in known()
