"""What a rule looks at: one dossier, understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nlp_service.dossier import Classification, Dossier, Evidence, Location, Metadata, Paper, PaperFacts, Section

from .profile import Profile, profiles

#: papers that an initiative is asked for with
ASKING = ("request", "description")
#: sections that tell a description of an initiative from any other text
TELLING = frozenset(
    {
        "title",
        "field_of_application",
        "first_applied",
        "prior_state",
        "solution",
        "novelty",
        "applicability",
        "benefits",
        "commitment",
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier with everything known of it; ``today`` is the day the rules are applied on."""

    dossier: Dossier
    papers: tuple[Paper, ...]
    sections: tuple[Section, ...]
    metadata: Metadata
    facts: tuple[PaperFacts, ...]
    classification: Classification | None
    today: date
    lang: str = "vi"
    forms: Mapping[str, Profile] = field(default_factory=profiles)

    @classmethod
    def of(cls, doc: Any, *, today: date, lang: str = "vi", folders: Sequence[Any] = ()) -> Case:
        """The case of a Doc that went through the pipeline."""
        return cls(
            doc._.dossier, doc._.papers or (), doc._.sections or (), doc._.metadata or Metadata(),
            tuple(doc.user_data.get("facts", ())),
            doc._.classification, today, lang, profiles(folders),
        )  # fmt: skip

    @property
    def asking(self) -> tuple[int, ...]:
        """Indices of the requests and descriptions."""
        return tuple(i for i, p in enumerate(self.papers) if p.kind in ASKING)

    @property
    def is_dossier(self) -> bool:
        """Whether an initiative is asked for or described at all: three or more of the telling sections in one paper."""
        return any(
            len({s.id for s in self.of_paper(i) if s.status in ("present", "empty")} & TELLING) >= 3 for i in self.asking
        )

    def of_paper(self, paper: int) -> Iterator[Section]:
        """The sections of one paper."""
        return (s for s in self.sections if s.document == paper)

    def section(self, section: str, *, paper: int | None = None) -> Section | None:
        """The section ``section`` of a paper (or of any asking paper), the one that is present if there are several."""
        found = [
            s
            for s in self.sections
            if s.id == section and (s.document == paper if paper is not None else s.document in self.asking)
        ]
        return next((s for s in found if s.status == "present"), found[0] if found else None)

    def text(self, where: Location) -> str:
        """The words at a place."""
        return self.dossier.files[where.file].text[where.start : where.end]

    def evidence(self, where: Location | None) -> tuple[Evidence, ...]:
        """The place with its words, for a finding."""
        return () if where is None else (Evidence.of(where, self.dossier.files[where.file].text),)

    def form(self, paper: int) -> Profile | None:
        """The form of a paper."""
        profile = self.papers[paper].profile
        return self.forms.get(profile) if profile else None

    @property
    def filed(self) -> date | None:
        """The day of filing, where the dossier gives it to the day."""
        return parse_day(self.metadata.filed)


def parse_day(iso: str | None, *, last: bool = False) -> date | None:
    """A day from an ISO date; a month stands for its first or last day."""
    if not iso:
        return None
    if len(iso) == 10:
        return date.fromisoformat(iso)
    if len(iso) == 7:
        year, month = int(iso[:4]), int(iso[5:])
        if not last:
            return date(year, month, 1)
        return date.fromordinal(add_months(date(year, month, 1), 1).toordinal() - 1)
    return None


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date(first.year, first.month, min(day.day, following.toordinal() - first.toordinal()))
