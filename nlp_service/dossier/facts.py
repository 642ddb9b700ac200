"""What one paper says of itself, before the papers of a dossier are put together: rules compare these."""

from __future__ import annotations

from dataclasses import dataclass

from .location import Location
from .screening import Author


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """Facts of one paper, each with its place.

    ``dates`` are ISO dates; ``signed_on`` is the date beside the signature or at the head; ``votes`` are (in favour, of all).
    """

    paper: int
    kind: str
    title: tuple[str, Location] | None
    authors: tuple[Author, ...]
    first_applied: tuple[str, Location] | None
    signed_on: tuple[str, Location] | None
    votes: tuple[int, int] | None = None
    decision_number: tuple[str, Location] | None = None
