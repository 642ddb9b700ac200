"""The author's own words: what classification and comparison look at."""

from __future__ import annotations

from dataclasses import dataclass

from .location import Location


@dataclass(frozen=True, slots=True)
class Prose:
    """A stretch of running text that the author wrote, without form wording, headings, labels and signatures.

    ``section`` is the section id it stands in (``None`` outside all sections), ``paper`` the index of its paper,
    ``kind`` that paper's kind.
    """

    where: Location
    text: str
    section: str | None = None
    paper: int | None = None
    kind: str | None = None
