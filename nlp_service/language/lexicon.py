"""The legal and domain terms of ``lexicon.yaml``, found among tokens so that each becomes one word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import yaml

from nlp_service.dossier import ConfigurationError

from . import syllables
from .chunks import Ints, Tokens
from .lookup import RowIndex

_BITS = 32  # of the second syllable in a key of two
_PATH = Path(__file__).parent / "lexicon.yaml"


class Lexicon:
    """Finds terms in any case, tone placement and with i or y; the longest term that begins leftmost wins."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._ids: dict[str, int] = {}
        self._tails: dict[tuple[int, ...], bool] = {}  # every beginning of a term → whether it is one
        for term in terms:
            key = tuple(self._id(s) for s in term.split())
            for n in range(1, len(key)):
                self._tails.setdefault(key[:n], False)
            self._tails[key] = True
        pairs = {key[0] << _BITS | key[1] for key in self._tails if len(key) > 1}
        self._pairs = RowIndex(np.array(sorted(pairs), dtype=np.int64))
        self.clear()

    def clear(self) -> None:
        """Forget what is known of token types."""
        self._known = np.empty(0, dtype=np.int64)

    def _id(self, syllable: str) -> int:
        new = self._ids.get(syllable, len(set(self._ids.values())))
        for spelling in _spellings(syllable):
            self._ids[spelling] = new
        return new

    def labels(self, tokens: Tokens, words: Sequence[str]) -> Ints | None:
        """For every token 0 (a word must begin), 1 (must go on) or -1 (free); ``None`` where no term occurs."""
        fresh = [self._ids.get(w.lower(), -1) for w in words[len(self._known) :]]
        self._known = np.append(self._known, np.array(fresh, dtype=np.int64))
        ids = self._known[tokens.types]
        both = (ids[:-1] >= 0) & (ids[1:] >= 0) & (tokens.sequence[1:] == tokens.sequence[:-1])
        starts = np.flatnonzero(both)
        starts = starts[self._pairs.rows(ids[starts] << _BITS | ids[starts + 1]) >= 0]
        forced: Ints | None = None
        free = 0
        for start in starts.tolist():
            end = self._longest(ids, tokens.sequence, start) if start >= free else start
            if end == start:
                continue
            if forced is None:
                forced = np.full(len(ids), -1, dtype=np.int64)
            forced[start] = 0
            forced[start + 1 : end] = 1
            forced[end : end + 1] = 0  # a new word, or a new sequence
            free = end
        return forced

    def _longest(self, ids: Ints, sequence: Ints, start: int) -> int:
        """Where the longest term that begins at ``start`` ends; ``start`` itself where none does."""
        end = start
        key: tuple[int, ...] = ()
        for at in range(start, len(ids)):
            key = (*key, int(ids[at]))
            is_term = self._tails.get(key)
            if is_term is None or sequence[at] != sequence[start]:
                break
            if is_term:
                end = at + 1
        return end


def _spellings(syllable: str) -> set[str]:
    """The syllable with its tone in the old and the new place, with i and with y."""
    parts = syllables.parse(syllable)
    if parts is None:
        return {syllable}
    found = {syllable, parts.spell(), syllables.one_i(parts).spell()}
    if parts.rhyme == "i":
        twin = parts._replace(rhyme="y")
        if syllables.one_i(twin) == parts:
            found.add(twin.spell())
    return found


def default_lexicon() -> Lexicon:
    """The lexicon of the house, anew: it remembers the token types of its segmenter.

    Raises:
        ConfigurationError: ``lexicon.yaml`` is malformed.
    """
    return Lexicon(load_terms(_PATH))


def load_terms(path: Path) -> tuple[str, ...]:
    """The terms of a lexicon file: ``version`` and, under ``terms``, groups of terms of several syllables, lower case, NFC.

    Raises:
        ConfigurationError: the file is malformed.
    """
    data = yaml.safe_load(path.read_text("utf-8"))
    groups = data.get("terms") if isinstance(data, dict) and isinstance(data.get("version"), str) else None
    if not isinstance(groups, dict) or not all(isinstance(g, list) for g in groups.values()):
        raise ConfigurationError("data-invalid", path=path.name, detail="version and terms (groups of lists) expected")
    terms = [term for group in groups.values() for term in group]
    for term in terms:
        fine = isinstance(term, str) and term == term.lower() and " " in term and all(map(syllables.parse, term.split(" ")))
        if not fine:
            raise ConfigurationError("data-invalid", path=path.name, detail=f"term {term!r}")
    if len(set(terms)) < len(terms):
        raise ConfigurationError("data-invalid", path=path.name, detail="a term stands there twice")
    return tuple(terms)
