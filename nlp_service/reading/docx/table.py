"""Tables of a docx: each cell once, merged cells with the rows and columns they span."""

from __future__ import annotations

from collections.abc import Iterator

from nlp_service.dossier import Cell

from .inline import shows_hint
from .package import Element, W

_TR, _TC, _TRPR, _TCPR = f"{W}tr", f"{W}tc", f"{W}trPr", f"{W}tcPr"
_THROUGH = frozenset(f"{W}{tag}" for tag in ("customXml", "sdtContent", "ins", "moveTo"))


def table_cells(table: Element, number: int) -> Iterator[tuple[Element, Cell, bool]]:
    """The cells of a table, row by row: element, place and span, whether it is shaded.

    Columns are those of the grid.  A cell merged downwards stands where it begins; rows deleted by a tracked change are
    left out.
    """
    rows = [list(_row(row)) for row in _members(table, _TR) if not _deleted(row)]
    goes_on = [{column for column, _, _, merge in row if merge == "continue"} for row in rows]
    table_shaded = table.find(f"{W}tblPr/{W}shd") is not None
    for r, row in enumerate(rows):
        for column, span, element, merge in row:
            if merge == "continue" and r > 0:
                continue
            height = 1
            while merge is not None and r + height < len(rows) and column in goes_on[r + height]:
                height += 1
            properties = _first(element, _TCPR)
            shaded = table_shaded or (properties is not None and properties.find(f"{W}shd") is not None)
            yield element, Cell(number, r, column, height, span), shaded


def _row(row: Element) -> Iterator[tuple[int, int, Element, str | None]]:
    """Grid column, columns spanned, element and vertical merge (``restart``, ``continue``, ``None``) of each cell."""
    of_row = row.find(_TRPR)
    column = 0 if of_row is None else _integer(of_row.find(f"{W}gridBefore"), 0)
    for cell in _members(row, _TC):
        properties = _first(cell, _TCPR)
        span, merge = 1, None
        if properties is not None:
            span = max(1, _integer(properties.find(f"{W}gridSpan"), 1))
            vertical = properties.find(f"{W}vMerge")
            merge = None if vertical is None else vertical.get(f"{W}val", "continue")
            if properties.find(f"{W}hMerge") is not None and properties.find(f"{W}hMerge").get(f"{W}val") != "restart":
                column += span
                continue
        yield column, span, cell, merge
        column += span


def _deleted(row: Element) -> bool:
    """Whether a tracked change takes the row away."""
    properties = row.find(_TRPR)
    return properties is not None and properties.find(f"{W}del") is not None


def _first(element: Element, tag: str) -> Element | None:
    """The first child where it is a ``tag``: properties come first, and looking no further is quick."""
    return element[0] if len(element) and element[0].tag == tag else None


def _members(parent: Element, tag: str) -> Iterator[Element]:
    """Children named ``tag``, also those inside content controls and inserted parts."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _THROUGH or (child.tag == f"{W}sdt" and not shows_hint(child)):
            yield from _members(child, tag)


def _integer(element: Element | None, default: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return min(int(value), 1000) if value.isdecimal() and len(value) < 6 else default
