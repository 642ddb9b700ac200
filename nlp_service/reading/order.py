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

    Natural order; where no name begins with a number, a request (đơn) comes before the rest.
    """
    last = [fold(name.rsplit("/", 1)[-1]) for name in names]
    numbered = any(_NUMBERED.match(n) for n in last)

    def key(i: int) -> tuple[bool, tuple[tuple[int, int, str], ...], int]:
        return (not numbered and not _REQUEST.match(last[i]), natural_key(names[i]), i)

    return sorted(range(len(names)), key=key)
