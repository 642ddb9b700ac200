"""The order of the files of a dossier."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp_service.language.keys import fold

#: "don.docx", "Don de nghi.pdf", "01-DON…" is a request; "don vi" (a unit) is not.
_REQUEST = re.compile(r"^don(?![a-z])(?![\W_]*vi(?![a-z]))")
_NUMBERED = re.compile(r"^\W*(\d|[ivx]+[.)\s_-])")


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts "2" before "10", accents and case aside."""
    parts = re.split(r"(\d+)", fold(name))
    return tuple((0, int(p[:18]), "") if p.isdigit() else (1, 0, p) for p in parts if p)


def reading_order(names: Sequence[str]) -> list[int]:
    """The places of ``names`` in the order a person would read the files.

    Natural order; a request (đơn) comes first where no name beside it begins with a number.
    """
    places = [name.rpartition("/") for name in names]
    numbered = {folder for folder, _, last in places if _NUMBERED.match(fold(last))}

    def key(i: int) -> tuple[bool, tuple[tuple[int, int, str], ...], int]:
        folder, _, last = places[i]
        first = folder not in numbered and _REQUEST.match(fold(last)) is not None
        return (not first, natural_key(names[i]), i)

    return sorted(range(len(names)), key=key)
