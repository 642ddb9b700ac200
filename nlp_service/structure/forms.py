"""Which form a paper follows: profiles scored by how well their wordings, title and order fit."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nlp_service.rules.profile import GENERIC, Profile

from .candidates import Candidate
from .vocabulary import heading_key

THRESHOLD = 0.5  # below it a paper follows none of the forms
_GROUPS = {"request": {"request"}, "description": {"description", "request"}}


@dataclass(frozen=True, slots=True)
class Fit:
    """A form and how well it fits, 0..1."""

    profile: Profile
    score: float


class FormFinder:
    """Finds the form of a paper among the given profiles."""

    def __init__(self, profiles: Mapping[str, Profile]) -> None:
        self.profiles = profiles
        self._keys: dict[str, list[tuple[float, tuple[str, ...]]]] = {}
        seen: Counter[str] = Counter()
        for p in profiles.values():
            seen.update({heading_key(w) for s in p.sections for w in s.wordings})
        total = len(profiles)
        for p in profiles.values():
            entries = []
            for s in p.sections:
                keys = tuple(dict.fromkeys(heading_key(w) for w in s.wordings))
                if not keys:
                    continue
                rarity = max(math.log(1 + total / seen[k]) for k in keys)
                entries.append((rarity * {"required": 1.0, "container": 0.8}.get(s.need, 0.35), keys))
            self._keys[p.id] = entries
        self._titles = {p.id: tuple(heading_key(t) for t in p.titles) for p in profiles.values()}

    def find(self, kind: str, title: str, found: Sequence[Candidate]) -> tuple[Fit, ...]:
        """Profiles for a paper of ``kind``, best first; the generic one, scored by the threshold, is among them unless the law
        prescribes a form for that kind of paper: such a paper is held against it whatever it looks like.
        """
        labels = _Labels(found)
        title_key = heading_key(title)
        fits = []
        for p in self.profiles.values():
            if p.id == GENERIC or p.paper not in _GROUPS.get(kind, {kind}):
                continue
            entries = self._keys[p.id]
            weight = sum(w for w, _ in entries)
            got = sum(w * max(map(labels.closeness, keys)) for w, keys in entries)
            titled = max(
                (1.0 if title_key == t else 0.7 if title_key.startswith(t) else 0.0 for t in self._titles[p.id]), default=0.0
            )
            fits.append(Fit(p, min(1.0, 0.82 * got / weight + 0.18 * titled) if weight else 0.0))
        law = next((f for f in fits if f.profile.prescribed and f.profile.paper == kind), None)
        fits.sort(key=lambda f: -f.score)
        if law is None:
            return tuple(sorted([*fits, Fit(self.profiles[GENERIC], THRESHOLD)], key=lambda f: -f.score))
        return tuple(fits) if fits[0].score >= THRESHOLD else (law, *(f for f in fits if f is not law))


class _Labels:
    """The labels of a paper, ready for asking how close a wording comes to one of them."""

    def __init__(self, found: Sequence[Candidate]) -> None:
        self.whole = {heading_key(c.line.label) for c in found}
        self.begun: set[str] = set()  # what labels begin with, by words
        for label in self.whole:
            self.begun.update(_beginnings(label))

    def closeness(self, key: str) -> float:
        """1 for the wording itself, less where the label has words more, or has dropped its tail."""
        if key in self.whole:
            return 1.0
        words = key.count(" ") + 1
        if words < 2:
            return 0.0
        if key in self.begun:
            return 0.8
        cut = max((b.count(" ") + 1 for b in _beginnings(key) if b in self.whole and " " in b), default=0)
        return 0.6 + 0.3 * cut / words if cut else 0.0


def _beginnings(key: str) -> Iterator[str]:
    """The first word of a key, the first two, and so on, without the whole key."""
    at = key.find(" ")
    while at >= 0:
        yield key[:at]
        at = key.find(" ", at + 1)
