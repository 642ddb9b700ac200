"""The office's gazetteer of units: what a dossier calls a unit → what the office calls it; written as lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlp_service.language.keys import fold

from .policies import Unit, UnitsChoice
from .problems import ServiceError

_WORDS = re.compile(r"\w+")


class Gazetteer:
    """Finds the unit that a text names."""

    def __init__(self, choice: UnitsChoice) -> None:
        self._names = {_key(n): u.name for u in choice.units for n in (u.name, *u.aliases) if _key(n)}
        self._longest = max((k.count(" ") + 1 for k in self._names), default=0)

    def canonical(self, text: str) -> str:
        """The office's name of the unit that ``text`` names, or ``text`` itself where none is known.

        The longest name or alias that stands in the text in whole words counts: “Trường THCS Hoa Sen, phường Lê Chân” is
        “Trường THCS Hoa Sen”.  Accents and case do not matter.
        """
        words = _key(text).split()
        for length in range(min(self._longest, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                if found := self._names.get(" ".join(words[start : start + length])):
                    return found
        return text


def _key(text: str) -> str:
    return " ".join(_WORDS.findall(fold(text)))


def parse_lines(text: str) -> UnitsChoice:
    """Units from lines ``name; alias; alias`` (a tab does as well).

    Raises:
        ServiceError: ``units-invalid``, a line is too short, too long, or two units share a name or an alias.
    """
    units: list[Unit] = []
    seen: dict[str, int] = {}
    for n, line in enumerate(text.splitlines(), 1):
        parts = [p.strip() for p in re.split(r"[;\t]", line) if p.strip()]
        if not parts:
            continue
        if len(parts) > 51 or not all(2 <= len(p) <= 200 and _key(p) for p in parts):
            raise ServiceError("units-invalid", 422, line=n)
        for part in {_key(p) for p in parts}:
            if seen.setdefault(part, n) != n:
                raise ServiceError("units-invalid", 422, line=n)
        units.append(Unit(name=parts[0], aliases=tuple(parts[1:])))
    return UnitsChoice(units=tuple(units))


def to_lines(units: Iterable[Unit]) -> str:
    """The units as `parse_lines` reads them: ``parse_lines(to_lines(x)).units == x``."""
    return "\n".join("; ".join((u.name, *u.aliases)) for u in units)
