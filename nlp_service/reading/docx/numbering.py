"""Automatic numbers as a reader sees them: ``1.``, ``a)``, ``II.``, ``1.2.3``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .package import Element, W
from .styles import RunProps, Styles
from .symbols import plain_symbols

_PLACE = re.compile(r"%([1-9])")
_MOST = 9  # levels of a list


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list definition."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False  # show the numbers of all levels in digits
    restart: int | None = None  # 0: goes on through all; n: begins again after level n
    gap: str = " "
    rpr: Element | None = None
    style: str | None = None


class Numbering:
    """Counts the lists of one document; ask `number` once for each numbered paragraph, in reading order."""

    def __init__(self, root: Callable[[], Element | None], styles: Styles) -> None:
        self._styles = styles
        self._root = root
        self._read = False
        self._abstract: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._nums: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def _definitions(self) -> None:
        """Read the definitions when the first numbered paragraph comes: many documents have none."""
        self._read = True
        root = self._root()
        if root is None:
            return
        for abstract in root.iterchildren(f"{W}abstractNum"):
            ident = abstract.get(f"{W}abstractNumId", "")
            self._abstract[ident] = dict(_level(e) for e in abstract.iterchildren(f"{W}lvl"))
            link = abstract.find(f"{W}numStyleLink")
            if link is not None:
                self._links[ident] = link.get(f"{W}val", "")
        for num in root.iterchildren(f"{W}num"):
            base = num.find(f"{W}abstractNumId")
            levels: dict[int, Level] = {}
            starts: dict[int, int] = {}
            for over in num.iterchildren(f"{W}lvlOverride"):
                at = _integer(over, f"{W}ilvl", 0)
                start, own = over.find(f"{W}startOverride"), over.find(f"{W}lvl")
                if start is not None:
                    starts[at] = _integer(start, f"{W}val", 1)
                if own is not None:
                    levels[at] = _level(own)[1]
            if base is not None:
                self._nums[num.get(f"{W}numId", "")] = (base.get(f"{W}val", ""), levels, starts)

    def number(self, num: str, level: int | None, style: str | None, base: RunProps) -> tuple[str, str | None]:
        """The next number of list ``num`` with the blank after it, and its font; ``("", None)`` where it shows none."""
        if not self._read:
            self._definitions()
        if num not in self._nums:
            return "", None
        abstract, own, starts = self._nums[num]
        abstract = self._linked(abstract)
        levels = self._abstract.get(abstract, {}) | own
        if level is None:  # a style that names the list only: its level is the one tied to the style
            level = next((i for i, v in levels.items() if v.style is not None and v.style == style), 0)
        if level not in levels or not 0 <= level < _MOST:
            return "", None
        counts = self._counts.setdefault(abstract, [None] * _MOST)
        self._step(num, level, levels, starts, counts)
        shown = levels[level]
        if shown.format == "none" and "%" in shown.text:
            return "", None
        font = self._styles.run_props(shown.rpr, base).font

        def place(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = levels.get(at, Level())
            count = counts[at]
            value = other.start if count is None else count
            return count_as(value, "decimal" if shown.legal else other.format)

        text = plain_symbols(shown.text, font) if shown.format == "bullet" else _PLACE.sub(place, shown.text)
        return (text + shown.gap if text.strip() else ""), font

    def _step(self, num: str, level: int, levels: dict[int, Level], starts: dict[int, int], counts: list[int | None]) -> None:
        for at in range(level):  # a level that was jumped over counts as begun
            if counts[at] is None and at in levels:
                counts[at] = levels[at].start
        if level in starts and (num, level) not in self._started:
            counts[level] = starts[level]
        else:
            before = counts[level]
            counts[level] = levels[level].start if before is None else before + 1
        self._started.add((num, level))
        for at in range(level + 1, _MOST):
            restart = levels[at].restart if at in levels else None
            if restart is None or (restart and level < restart):
                counts[at] = None

    def _linked(self, abstract: str) -> str:
        """The list definition behind a link to a list style."""
        seen: set[str] = set()
        while abstract in self._links and abstract not in seen:
            seen.add(abstract)
            style = self._styles.paragraph(self._links[abstract])
            if style.number is None or style.number[0] not in self._nums:
                break
            abstract = self._nums[style.number[0]][0]
        return abstract


def _level(element: Element) -> tuple[int, Level]:
    found: dict[str, str] = {c.tag: c.get(f"{W}val", "1") for c in element}
    restart = found.get(f"{W}lvlRestart", "")
    return _integer(element, f"{W}ilvl", 0), Level(
        start=_integer(element.find(f"{W}start"), f"{W}val", 1),
        format=found.get(f"{W}numFmt", "decimal"),
        text=found.get(f"{W}lvlText", ""),
        legal=f"{W}isLgl" in found,
        restart=int(restart) if restart.isdecimal() else None,
        gap="" if found.get(f"{W}suff") == "nothing" else " ",
        rpr=element.find(f"{W}rPr"),
        style=found.get(f"{W}pStyle"),
    )


def _integer(element: Element | None, attribute: str, default: int) -> int:
    value = "" if element is None else element.get(attribute, "")
    return int(value) if value.isdecimal() and len(value) < 10 else default


def count_as(value: int, format_: str) -> str:
    """``value`` as a list of the given format (ST_NumberFormat) shows it; formats unknown here count in digits."""
    return _FORMATS.get(format_, str)(value)


def roman(value: int) -> str:
    """Roman numerals, capital; digits outside 1…3999."""
    if not 0 < value < 4000:
        return str(value)
    out = []
    for worth, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        times, value = divmod(value, worth)
        out.append(letters * times)
    return "".join(out)


def letters(value: int) -> str:
    """a … z, aa, bb … as word processors count."""
    return chr(97 + (value - 1) % 26) * min(1 + (value - 1) // 26, 30) if value > 0 else str(value)


_FORMATS: dict[str, Callable[[int], str]] = {
    "upperRoman": roman,
    "lowerRoman": lambda n: roman(n).lower(),
    "upperLetter": lambda n: letters(n).upper(),
    "lowerLetter": letters,
    "decimalZero": lambda n: f"{n:02d}",
    "numberInDash": lambda n: f"- {n} -",
    "none": lambda n: "",
}
