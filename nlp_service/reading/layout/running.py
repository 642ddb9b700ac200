"""Running headers, footers and page numbers: found by standing at the same place on several pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from nlp_service.dossier import BlockKind

from .model import Piece, Sheet

Running = tuple[Sheet, Piece, BlockKind]
_NUMBER = re.compile(
    r"(?:trang|page|p\.)?\s*[-–—|.\[(]*\s*(\d{1,4})\s*[-–—|.\])]*\s*(?:(?:/|trên|of)\s*\d{1,4})?", re.IGNORECASE
)
# every paper of a dossier begins with the name of the state, often at one height: that is no running header
_STATE = re.compile(r"cộng\s*h(?:òa|oà)\s*xã\s*hội|độc\s*lập\W+tự\s*do", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
#: Share of the page height in which headers and footers stand, and rows looked at from either edge.
_EDGE, _ROWS = 0.14, 3


def split_running(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Running]]:
    """The sheets without their running lines, and each running line once, at the page where it stands first."""
    groups: dict[tuple[bool, str], list[tuple[int, int]]] = defaultdict(list)
    for number, sheet in enumerate(sheets):
        for index, top in _edge_rows(sheet):
            text = " ".join(p.text for p in sheet.rows[index])
            match = _NUMBER.fullmatch(text)
            if match is not None:
                # a page number: its distance from the number of the page is what repeats
                groups[top, f"#{int(match[1]) - sheet.number}"].append((number, index))
            elif len(text) < 200 and not _STATE.search(text):
                groups[top, _DIGITS.sub("#", text)].append((number, index))
    dropped: dict[int, set[int]] = defaultdict(set)
    running: list[Running] = []
    for (top, key), places in groups.items():
        places = _same_height(sheets, places)
        alone = len(places) == 1 and key.startswith("#") and _stands_alone(sheets[places[0][0]], places[0][1])
        if not alone and (len(places) < 2 or (not key.startswith("#") and len(places) < max(2, 0.4 * len(sheets)))):
            continue
        if not key.startswith("#") and not _in_margin(sheets, places, top):
            continue
        for number, index in places:
            dropped[number].add(index)
        sheet = sheets[places[0][0]]
        if not key.startswith("#"):
            running.extend((sheet, p, BlockKind.HEADER if top else BlockKind.FOOTER) for p in sheet.rows[places[0][1]])
    if not dropped:
        return list(sheets), []
    kept = [
        replace(s, rows=tuple(r for i, r in enumerate(s.rows) if i not in dropped[n])) if n in dropped else s
        for n, s in enumerate(sheets)
    ]
    return kept, running


def _edge_rows(sheet: Sheet) -> list[tuple[int, bool]]:
    rows = sheet.rows
    if len(rows) < 2:
        return []  # what stands alone on a page is its text
    top = [(i, True) for i in range(min(_ROWS, len(rows))) if rows[i][0].base < _EDGE * sheet.height]
    bottom = [(i, False) for i in range(max(0, len(rows) - _ROWS), len(rows)) if rows[i][0].base > (1 - _EDGE) * sheet.height]
    uprights = [r for r in sheet.rulings if r.vertical]
    # the first rows of a table that goes on from the page before are no header
    return [(i, t) for i, t in top + bottom if not any(r.y0 <= rows[i][0].base <= r.y1 for r in uprights)]


def _same_height(sheets: Sequence[Sheet], places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The largest set of places within a line's height of one another."""
    heights = [sheets[n].rows[i][0].base for n, i in places]
    best: list[tuple[int, int]] = []
    for h in heights:
        near = [p for p, other in zip(places, heights, strict=True) if abs(other - h) < 6]
        if len(near) > len(best):
            best = near
    return best


def _in_margin(sheets: Sequence[Sheet], places: list[tuple[int, int]], top: bool) -> bool:
    """Whether the text of the pages without this line begins below it (or ends above it)."""
    number, index = places[0]
    base = sheets[number].rows[index][0].base
    with_it = {n for n, _ in places}
    others = [s.rows for n, s in enumerate(sheets) if n not in with_it and s.rows]
    if top:
        return all(rows[0][0].base > base + 4 for rows in others)
    return all(rows[-1][0].base < base - 4 for rows in others)


def _stands_alone(sheet: Sheet, index: int) -> bool:
    """Whether a number is set off from the text by more than two lines."""
    row = sheet.rows[index][0]
    beside = [sheet.rows[i][0].base for i in (index - 1, index + 1) if 0 <= i < len(sheet.rows)]
    return len(sheet.rows[index]) == 1 and all(abs(b - row.base) > 2.4 * row.size for b in beside) and bool(beside)
