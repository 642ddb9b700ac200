"""What a label may mean: wordings of all forms, matched exactly, by their beginning, or with slips of typing and OCR."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from nlp_service.language.keys import fold
from nlp_service.rules.profile import CONTAINER, Profile, Wordings, wordings

from .lines import strip_footnote_digits

_PARENTHESES = re.compile(r"\([^()]*\)?")
_BETWEEN = re.compile(r"[\W_]+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
#: how much a match loses where all words are other words than the wording's ("Nơi dùng" for "Nội dung")
OTHER_WORDS = 0.4
_NOT_WORD = re.compile(r"[^a-z0-9]+")
Offer = Callable[[str, float, int, str], None]
GENERAL = "*"
LONGEST_LABEL = 300  # characters
#: folded words that carry no meaning at the beginning of a label
_LEAD = ("ve ", "phan ", "mot so ", "nhung ", "cac ", "danh gia ve ")


def heading_key(label: str, *, parentheses: bool = False) -> str:
    """A label as it is compared: no accents, case, footnote digits, punctuation; ``y`` as ``i``; parentheses
    left out or kept.
    """
    return _cached_key(label, parentheses) if len(label) < LONGEST_LABEL else _key(label, parentheses)


def _key(label: str, parentheses: bool) -> str:
    label = strip_footnote_digits(label)
    if not parentheses:
        label = _PARENTHESES.sub(" ", label)
    return _NOT_WORD.sub(" ", fold(label).replace("y", "i")).strip()


#: a line is asked for its key several times: as a motto, a title, a signature, a heading
_cached_key = lru_cache(maxsize=10_000)(_key)


def spellings(text: str) -> dict[str, set[str]]:
    """The words of a text by their folded form, as they are spelled: with accents, the tone wherever it stands, ``y`` as ``i``.

    >>> spellings("Hoà giải")["hoa"] == spellings("hòa")["hoa"]
    True
    """
    out: dict[str, set[str]] = defaultdict(set)
    for word in _BETWEEN.split(text.lower()):
        key, spelled = _spelling(word)
        out[key].add(spelled)
    return out


@lru_cache(maxsize=20_000)
def _spelling(word: str) -> tuple[str, str]:
    apart = unicodedata.normalize("NFD", word).replace("y", "i")
    tone = "".join(c for c in apart if c in _TONES)
    return fold(word).replace("y", "i"), "".join(c for c in apart if c not in _TONES) + tone


def agree(said: Mapping[str, set[str]], meant: Mapping[str, set[str]]) -> bool:
    """Whether all words of a wording (``meant``) are spelled so in a text, or stand in one without any accents."""
    plain = all(ways == {w} for w, ways in said.items())
    return all(w in said and (plain or said[w] & ways) for w, ways in meant.items())


@dataclass(frozen=True, slots=True)
class Match:
    """A section a label may name, with a score from 0 to 1; ``words`` is how many words of the label the wording takes.

    ``forms`` are the forms that use the wording; empty where it is in general circulation.
    """

    section: str
    score: float
    words: int
    forms: frozenset[str] = frozenset()


class Vocabulary:
    """The wordings of the given forms and those in general circulation, ready for matching."""

    def __init__(self, profiles: Mapping[str, Profile], general: Wordings | None = None) -> None:
        general = general or wordings()
        self.exact: dict[str, dict[str, float]] = defaultdict(dict)
        self._forms: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._spelled: dict[str, dict[str, set[str]]] = {}
        self.tails = tuple(sorted((heading_key(t) for t in general.tails), key=len, reverse=True))
        self.toc = frozenset(heading_key(t) for t in general.tables_of_contents)
        for section, texts in general.sections.items():
            for text in texts:
                self._add(text, section, GENERAL)
        for profile in profiles.values():
            for entry in profile.sections:
                for text in entry.wordings:
                    self._add(text, entry.id, profile.id)
        for text in general.containers:
            self._add(text, CONTAINER, GENERAL)
        self.keys = tuple(sorted(self.exact))

    def _add(self, text: str, section: str, form: str) -> None:
        keys = {heading_key(text, parentheses=True)}
        if not text.startswith("("):  # "(Đồng) tác giả" is not "tác giả"
            keys.add(heading_key(text))
        for key in keys:
            for variant, factor in self._variants(key):
                known = self.exact[variant].get(section, 0.0)
                self.exact[variant][section] = max(known, factor)
                self._forms[variant, section].add(form)
                known_words = self._spelled.setdefault(variant, defaultdict(set))
                for word, ways in spellings(text).items():
                    known_words[word] |= ways

    def _variants(self, key: str) -> list[tuple[str, float]]:
        out = [(key, 1.0)]
        out += [(key[: -len(t) - 1], 0.95) for t in self.tails if key.endswith(" " + t) and len(key) - len(t) > 5]
        out += [(key[len(lead) :], 0.95) for lead in _LEAD if key.startswith(lead) and " " in key[len(lead) :]]
        return out

    def forms(self, key: str, section: str) -> frozenset[str]:
        """The forms in which ``key`` names ``section``; empty where it does so anywhere."""
        found = self._forms.get((key, section), set())
        return frozenset() if GENERAL in found else frozenset(found)

    def likeness(self, words: Mapping[str, set[str]], key: str) -> float:
        """How far the words of a label are those of a wording and not others that only lose their accents to the same letters.

        A label typed without accents, or with one word misspelled, is as good as the wording.
        """
        meant = self._spelled[key]
        shared = [w for w in key.split() if w in words]
        other = sum(not (words[w] & meant[w]) and words[w] != {w} for w in shared)
        return 1.0 if other < 2 and other < len(shared) else 1.0 - OTHER_WORDS * other / max(1, len(shared))

    def match(self, label: str) -> tuple[Match, ...]:
        """Sections (and ``-`` for a container) that ``label`` may name, best first."""
        return _match(self, label)


@lru_cache(maxsize=20_000)
def _match(vocabulary: Vocabulary, label: str) -> tuple[Match, ...]:
    found: dict[str, Match] = {}
    spelled: dict[str, set[str]] = {}

    def offer(section: str, score: float, words: int, wording: str) -> None:
        if not spelled:  # most labels come near no wording at all
            spelled.update(spellings(label))
        score *= vocabulary.likeness(spelled, wording)
        if score > 0.5 and (section not in found or found[section].score < score):
            found[section] = Match(section, score, words, vocabulary.forms(wording, section))

    for parentheses in (False, True):
        key = heading_key(label, parentheses=parentheses)
        if not key:
            continue
        count = key.count(" ") + 1
        for variant, factor in vocabulary._variants(key):
            for section, score in vocabulary.exact.get(variant, {}).items():
                offer(section, score * factor, count, variant)
        if not found:
            _prefixes(vocabulary, key, offer)
        if not any(m.score > 0.85 for m in found.values()):
            _fuzzy(vocabulary, key, offer)
        if found:
            break
    return tuple(sorted(found.values(), key=lambda m: -m.score))


def _prefixes(vocabulary: Vocabulary, key: str, offer: Offer) -> None:
    """A wording with words added (``Thực trạng dạy Toán lớp 7``) or with its tail dropped (``Đánh giá lợi ích thu được``)."""
    words = key.split()
    for n in range(min(len(words) - 1, 24), 1, -1):
        start = " ".join(words[:n])
        if start in vocabulary.exact:
            share = n / len(words)
            for section, score in vocabulary.exact[start].items():
                offer(section, score * (0.62 + 0.33 * share), n, start)
            break
    if len(words) >= 2:
        start = key + " "
        for other in vocabulary.keys[bisect_left(vocabulary.keys, start) :]:
            if not other.startswith(start):
                break
            share = len(words) / (other.count(" ") + 1)
            short = 0.15 if len(words) == 2 else 0.0
            for section, score in vocabulary.exact[other].items():
                offer(section, score * (0.6 + 0.38 * share - short), len(words), other)


def _fuzzy(vocabulary: Vocabulary, key: str, offer: Offer) -> None:
    """Slips of typing and of the character recogniser."""
    if not 6 <= len(key) <= 220:
        return
    for other, ratio, _ in process.extract(key, vocabulary.keys, scorer=fuzz.ratio, score_cutoff=84, limit=4):
        for section, score in vocabulary.exact[other].items():
            offer(section, score * (ratio / 100) ** 2, key.count(" ") + 1, other)
