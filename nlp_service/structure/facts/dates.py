"""Dates as people write them: ``12/4/2024``, ``5.9.2023``, ``ngày 05 tháng 9 năm 2023``, ``tháng 9/2023``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_YEAR = r"(?P<y>(?:19|20)\d{2})"
_YEARS = re.compile(r"(?:19|20)\d{2}")
_PATTERNS = (
    re.compile(rf"(?:ngày\s*)?(?P<d>\d{{1,2}})\s*tháng\s*(?P<m>\d{{1,2}})\s*[,.]?\s*năm\s*{_YEAR}", re.I),
    re.compile(rf"(?:ngày\s*)?(?P<d>\d{{1,2}})\s*tháng\s*(?P<m>\d{{1,2}})\s*[/\-.]\s*{_YEAR}", re.I),
    re.compile(rf"(?<![\d/.\-])(?P<d>\d{{1,2}})\s?(?P<s>[/.\-–])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?{_YEAR}(?![\d])", re.I),
    re.compile(rf"(?<![\d/.\-]){_YEAR}-(?P<m>\d{{2}})-(?P<d>\d{{2}})(?![\d])"),
    re.compile(rf"tháng\s*(?P<m>\d{{1,2}})\s*(?:năm|[/\-.])\s*{_YEAR}", re.I),
    re.compile(rf"(?<![\d/.\-])(?P<m>\d{{1,2}})\s?/\s?{_YEAR}(?![\d/])"),
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: ISO (``2023-09-05``, or ``2023-09`` where no day is given) and where it stands."""

    iso: str
    start: int
    end: int

    @property
    def exact(self) -> bool:
        """Whether the day is given."""
        return len(self.iso) == 10


def find_dates(text: str) -> Iterator[FoundDate]:
    """All dates in ``text`` in order; impossible ones (31/2) are left out."""
    taken: list[tuple[int, int]] = []
    found: list[FoundDate] = []
    if _YEARS.search(text) is None:
        return
    for pattern in _PATTERNS:
        for m in pattern.finditer(text):
            if any(m.start() < e and s < m.end() for s, e in taken):
                continue
            parts = m.groupdict()
            iso = _iso(int(parts["y"]), int(parts["m"]), int(parts["d"]) if parts.get("d") else None)
            if iso is not None:
                taken.append(m.span())
                found.append(FoundDate(iso, m.start(), m.end()))
    yield from sorted(found, key=lambda f: f.start)


def _iso(year: int, month: int, day: int | None) -> str | None:
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    return whole.isoformat() if day else whole.isoformat()[:7]
