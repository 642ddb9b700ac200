"""A text as the syllables the model counts: lower case, one spelling, abbreviations of offices and schools written out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from nlp_service.dossier import ConfigurationError
from nlp_service.language.keys import comparison_key, fold

#: Letters and digits with the combining marks that follow them, so that decomposed text falls into the same syllables.
SYLLABLE = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
#: Numbers up to this one are kept (grades and classes of schools); others all read as ``0``.
LAST_NUMBER = 12
_ABBREVIATIONS = Path(__file__).parent / "abbreviations.yaml"


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable in the model's spelling and the stretch of the text it came from (shared by those of an abbreviation)."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=1)
def abbreviations() -> dict[str, tuple[str, ...]]:
    """Abbreviations in lower case and the syllables they stand for.

    Raises:
        ConfigurationError: ``data-invalid``, the data file is broken.
    """
    data = yaml.safe_load(_ABBREVIATIONS.read_text("utf-8"))
    try:
        return {str(k).lower(): tuple(comparison_key(s) for s in str(v).split()) for k, v in data["abbreviations"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError("data-invalid", path=_ABBREVIATIONS.name, detail=str(error)) from error


@lru_cache(maxsize=1 << 17)
def canonical(word: str) -> tuple[str, ...]:
    """The syllable or syllables that the model counts for one word as written.

    >>> canonical("Hoà"), canonical("THCS"), canonical("2024")
    (('hòa',), ('trung', 'học', 'cơ', 'sở'), ('0',))
    """
    lower = unicodedata.normalize("NFC", word).lower()
    if lower in abbreviations():
        return abbreviations()[lower]
    if lower.isdecimal():
        return (str(int(lower)),) if len(lower) < 3 and int(lower) <= LAST_NUMBER else ("0",)
    return (comparison_key(lower),)


def syllables(text: str) -> list[str]:
    """The syllables of a text in order."""
    return [s for word in SYLLABLE.findall(text) for s in canonical(word)]


def located(text: str) -> Iterator[Syllable]:
    """The same syllables with the places they came from."""
    for m in SYLLABLE.finditer(text):
        for s in canonical(m[0]):
            yield Syllable(s, m.start(), m.end())


@lru_cache(maxsize=1 << 17)
def folded(syllable: str) -> str:
    """The syllable without accents."""
    return fold(syllable)
