"""Places in a dossier: where something stands, in characters of a file's text as read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A stretch of one file's text.

    ``file`` is the index of the file in the dossier, ``page`` counts from 1 (``None`` where the format has no
    pages), ``block`` is the index of the block the stretch begins in, ``start``/``end`` are character offsets
    (half-open) into that file's text.
    """

    file: int
    page: int | None
    block: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A location together with the words that stand there, cut to what a person needs to see."""

    file: int
    page: int | None
    block: int | None
    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, where: Location, text: str, limit: int = 240) -> Evidence:
        """Quote ``text`` (the whole text of the file) at ``where``, at most ``limit`` characters."""
        quote = " ".join(text[where.start : where.end].split())
        if len(quote) > limit:
            quote = quote[: limit - 1].rstrip() + "…"
        return cls(where.file, where.page, where.block, where.start, where.end, quote)
