"""Which pieces of prose are somebody's own words: quoted law and the wording of forms are left out of comparing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
import yaml
from numpy.typing import NDArray

from nlp_service.dossier import ConfigurationError, Prose
from nlp_service.language.keys import fold
from nlp_service.rules.profile import profiles

from .hashing import Keys, grams
from .syllables import Syllables, syllables

DATA = Path(__file__).parent / "template.yaml"
RUN = 3
MOSTLY = 0.7  # share of a piece's runs that stand in forms, from which it is the form's
OPENING = 160  # characters that tell a quotation
LEAST = 12  # syllables of a piece that counts: a cell or a label is no running text
FACTS = frozenset({"authors", "co_authors", "investor", "applying_unit", "field_of_application", "first_applied", "signature"})
LEAST_AMONG_FACTS = 25  # … where facts are given
MAIN_LEAST = 150  # syllables of the descriptions from which the other papers only repeat them


@lru_cache(maxsize=2)
def _patterns(key: str) -> re.Pattern[str]:
    raw = yaml.safe_load(DATA.read_text("utf-8"))
    try:
        return re.compile("|".join(f"(?:{p})" for p in raw[key]))
    except (KeyError, TypeError, re.error) as error:
        raise ConfigurationError("data-invalid", path=str(DATA), detail=str(error)) from error


@lru_cache(maxsize=1)
def _form_runs() -> Keys:
    raw = yaml.safe_load(DATA.read_text("utf-8"))
    wordings = [*raw["wordings"], *(w for p in profiles(()).values() for s in p.sections for w in s.wordings)]
    return np.unique(np.concatenate([grams(syllables([w]).keys, RUN) for w in wordings]))


def is_quoted(text: str) -> bool:
    """Whether a piece is quoted law or a filled-in line of a form."""
    return _patterns("quoted").match(_opening(text)) is not None


def is_instruction(text: str) -> bool:
    """Whether a piece says what is to be written there, in brackets or in the tone of a form."""
    whole = text.strip().rstrip(".:; ")
    bracketed = whole.startswith("(") and whole.endswith(")") and ")" not in whole[:-1]
    return bracketed or _patterns("instructions").match(_opening(text).lstrip("([ ")) is not None


def _opening(text: str) -> str:
    return fold(text[:OPENING]).lstrip(" -+*•\t.")


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """The author's own words: ``row`` holds no syllables of pieces that are not.

    ``pieces`` are the indices of those that count as running text, ``counts`` marks their syllables.
    """

    row: Syllables
    pieces: tuple[int, ...]
    counts: NDArray[np.bool_]

    @classmethod
    def of(cls, row: Syllables, pieces: Sequence[int]) -> Self:
        """Own words of which these pieces count."""
        wanted = np.zeros(len(row.first) - 1, dtype=bool)
        wanted[list(pieces)] = True
        return cls(row, tuple(pieces), wanted[row.piece] if len(row) else np.zeros(0, dtype=bool))


def own_words(prose: Sequence[Prose]) -> Own:
    """What of the prose is compared; what counts are the descriptions, where there are any of some length."""
    texts = ["" if is_quoted(p.text) or is_instruction(p.text) else p.text for p in prose]
    row = syllables(texts)
    forms = _of_forms(row)
    if forms:
        row = syllables(["" if p in forms else t for p, t in enumerate(texts)])
    sizes = np.diff(row.first)
    own = [p for p, piece in enumerate(prose) if sizes[p] >= _least(piece.section)]
    main = [p for p in own if prose[p].kind == "description"]
    pieces = main if int(sizes[main].sum()) >= MAIN_LEAST else own
    return Own.of(row, pieces)


def _least(section: str | None) -> float:
    if section == "title":
        return float("inf")
    return LEAST_AMONG_FACTS if section in FACTS else LEAST


def _of_forms(row: Syllables) -> frozenset[int]:
    runs, known = grams(row.keys, RUN), _form_runs()
    if not len(runs):
        return frozenset()
    of_form = known[np.minimum(np.searchsorted(known, runs), len(known) - 1)] == runs
    out = set()
    for p in np.unique(row.piece[np.flatnonzero(of_form)]):
        start, end = int(row.first[p]), int(row.first[p + 1])
        if end - start >= RUN and of_form[start : end - RUN + 1].mean() >= MOSTLY:
            out.add(int(p))
    return frozenset(out)
