"""What is compared, what comparing needs of the earlier dossiers, and the bands of levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol, Self

from nlp_service.dossier import Metadata, Prose
from nlp_service.settings import Settings

from .fingerprints import Fingerprints, fingerprints
from .index import Index
from .paraphrase import Units, units
from .syllables import Syllables
from .template import Own, own_words

PairVerdict = Literal["same", "reuse_allowed", "different"]


@dataclass(frozen=True)
class Comparable:
    """What of a dossier is compared.

    ``authors`` are names, dates are ISO dates; without ``prose`` only titles are compared.
    """

    id: str
    sha256: str
    title: str
    authors: tuple[str, ...] = ()
    unit: str | None = None
    year: int | None = None
    level: str | None = None
    filed: str | None = None
    first_applied: str | None = None
    prose: tuple[Prose, ...] = ()

    @classmethod
    def of(cls, id: str, sha256: str, metadata: Metadata, prose: tuple[Prose, ...]) -> Comparable:
        """The comparable part of a dossier that was read and understood."""
        when = metadata.filed or metadata.first_applied
        return cls(
            id, sha256, metadata.title or "", tuple(a.name for a in metadata.authors), metadata.unit,
            int(when[:4]) if when else None, metadata.level, metadata.filed, metadata.first_applied, prose,
        )  # fmt: skip

    @cached_property
    def own(self) -> Own:
        """The author's own words as syllables, and which pieces count."""
        return own_words(self.prose)

    def knowing(self, own: Own) -> Self:
        """The same, with its own words worked out before."""
        self.__dict__["own"] = own
        return self

    @property
    def syllables(self) -> Syllables:
        """The author's own words as syllables."""
        return self.own.row

    @cached_property
    def units(self) -> Units:
        """The paragraphs that count, with their terms."""
        return units(self.own.row, self.own.pieces)

    @cached_property
    def fingerprints(self) -> Fingerprints:
        """What retrieval needs of it."""
        return fingerprints(self.title, self.syllables)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an officer said of a pair before."""

    verdict: PairVerdict
    reason: str
    officer: str
    at: str


class EarlierDossiers(Protocol):
    """The storage of earlier dossiers, as comparing sees it."""

    @property
    def index(self) -> Index:
        """The fingerprints of all of them."""

    def fetch(self, ids: Iterable[str]) -> Mapping[str, Comparable]:
        """The dossiers of these ids; unknown ones are left out."""

    def same_content(self, sha256: str) -> tuple[str, ...]:
        """Ids of dossiers whose files are the same."""

    def opinion(self, query: str, earlier: str) -> Opinion | None:
        """What an officer last said of this pair."""


@dataclass(frozen=True, slots=True)
class Bands:
    """From where a level holds: shares of prose found again, 0..1.  No law gives them: an office sets its own."""

    high: float = 0.40
    medium: float = 0.12
    passage: int = 100  # syllables copied, however long the rest: a few paragraphs in a long report are medium too

    @classmethod
    def of(cls, settings: Settings) -> Bands:
        """The bands of the settings."""
        return cls(settings.high_coverage, settings.medium_coverage)
