"""Vietnamese syllables: how they are spelt, where their tone mark stands, and which of them are words of the language.

`parse` knows the grammar of spelling (``syllables.yaml``); `is_syllable` knows the syllables that occur, taken at run time from
the word list Viet74K inside the underthesea package, so nothing of that list is kept here.  Importing this module is cheap.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from nlp_service.dossier import ConfigurationError

#: Combining marks of the tones: ngang (none), huyền, sắc, hỏi, ngã, nặng.
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
VOWELS = frozenset("aăâeêioôơuưy")
_SHAPED = frozenset("ăâêôơư")
_SYLLABLES = "corpus/data/Viet74K.txt"


class Syllable(NamedTuple):
    """A syllable taken apart: ``onset`` and toneless ``rhyme`` in lower case NFC, ``tone`` an index into `TONES`."""

    onset: str
    rhyme: str
    tone: int

    def spell(self) -> str:
        """The syllable in lower case, its tone mark where the older (and the office) spelling has it: hòa, khỏe, thủy, quý."""
        if not self.tone:
            return self.onset + self.rhyme
        at = tone_position(self.rhyme)
        marked = unicodedata.normalize("NFC", self.rhyme[at] + TONES[self.tone])
        return self.onset + self.rhyme[:at] + marked + self.rhyme[at + 1 :]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Onsets and rhymes of the spelling."""

    onsets: tuple[str, ...]  # longest first
    rhymes: frozenset[str]
    stopped: tuple[str, ...]  # endings that allow the tones sắc and nặng only
    i_or_y: frozenset[str]  # onsets after which a final i may be written y
    names: frozenset[str]


def tone_position(rhyme: str) -> int:
    """Index of the letter of a toneless rhyme that carries the tone mark: hoà → hò|a, but ho|à|n, ho|à|i, thu|ở."""
    shaped = [i for i, c in enumerate(rhyme) if c in _SHAPED]
    if shaped:
        return shaped[-1]  # ươ: ơ; iê, uyê: ê; ưa: ư
    vowels = [i for i, c in enumerate(rhyme) if c in VOWELS]
    if len(vowels) < len(rhyme):
        return vowels[-1]  # closed by a consonant: hoàn, huỳnh, soóc
    return vowels[0] if len(vowels) < 3 else vowels[1]


@lru_cache(maxsize=16384)
def parse(word: str) -> Syllable | None:
    """The parts of a syllable in any case, tone placement or Unicode form; ``None`` where no syllable is spelt so."""
    letters = [(c, m) for c, m in map(_untoned, unicodedata.normalize("NFC", word).lower())]
    marks = [m for _, m in letters if m]
    if len(marks) > 1 or not word:
        return None
    bare, tone = "".join(c for c, _ in letters), marks[0] if marks else 0
    grammar = _grammar()
    for onset in grammar.onsets:
        rhyme = bare[len(onset) :]
        if not bare.startswith(onset) or rhyme not in grammar.rhymes:
            continue
        if rhyme.endswith(grammar.stopped) and tone not in (2, 5):
            return None
        return Syllable(onset, rhyme, tone)
    return None


def is_syllable(word: str) -> bool:
    """Whether ``word`` (any case, old or new tone placement, i or y) is a syllable of Vietnamese words.

    Raises:
        ConfigurationError: underthesea's word list is not installed.
    """
    parts = parse(word)
    spelt = one_i(parts).spell() if parts else unicodedata.normalize("NFC", word).lower()
    return spelt in syllables()


def one_i(parts: Syllable) -> Syllable:
    """The syllable with i where the spelling leaves the choice between i and y: kỹ → kĩ, quý → quí; but not thủy, y, yêu."""
    return parts._replace(rhyme="i") if parts.rhyme == "y" and parts.onset in _grammar().i_or_y else parts


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """All syllables of Vietnamese words and some of names, about 7,400.

    They are spelt as `Syllable.spell` does, with i where i and y are both in use.

    Raises:
        ConfigurationError: underthesea's word list is not installed.
    """
    known: set[str] = set(_grammar().names)
    for line in word_list():
        if "-" not in line:  # a-ba-toa: the parts of a foreign word are no syllables
            known.update(one_i(p).spell() for p in map(parse, line.split()) if p is not None)
    return frozenset(known)


def word_list() -> list[str]:
    """The lines of Viet74K as underthesea ships it.

    Raises:
        ConfigurationError: it is not there.
    """
    spec = find_spec("underthesea")  # finds the folder without importing the package
    places = [Path(p) / _SYLLABLES for p in (spec.submodule_search_locations or [])] if spec else []
    for path in places:
        if path.is_file():
            return path.read_text("utf-8").splitlines()
    raise ConfigurationError("data-invalid", path=str(places[0] if places else _SYLLABLES), detail="missing")


@lru_cache(maxsize=1024)
def _untoned(letter: str) -> tuple[str, int]:
    """The letter without its tone, and the index of that tone."""
    parts = unicodedata.normalize("NFD", letter)
    tones = [TONES.index(m) for m in parts[1:] if m in TONES]
    if not tones:
        return letter, 0
    bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))
    return bare, tones[0] if len(tones) == 1 else 0


@lru_cache(maxsize=1)
def _grammar() -> Grammar:
    import yaml

    path = Path(__file__).parent / "syllables.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    lists = [data.get("onsets"), *(data.get("rhymes") or [None]), data.get("stopped"), data.get("i_or_y"), data.get("names")]
    if not all(isinstance(x, list) and all(isinstance(s, str) for s in x) for x in lists):  # an unquoted ``on`` is no string
        raise ConfigurationError("data-invalid", path=path.name, detail="lists of strings expected")
    onsets, *rhymes, stopped, i_or_y, names = lists
    known = frozenset(rhyme for group in rhymes for rhyme in group)
    return Grammar(tuple(sorted(onsets, key=len, reverse=True)), known, tuple(stopped), frozenset(i_or_y), frozenset(names))
