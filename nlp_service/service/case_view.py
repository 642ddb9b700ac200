"""What the result page says, worked out from the screening and what officers did with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from nlp_service.dossier import Finding, Screening, Section
from nlp_service.rules.profile import Profile

from .kept import Kept
from .reading_view import anchor
from .tables import WaiverRow

QUOTE = 180


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist."""

    section: Section
    quote: str
    anchor: str | None


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper with its checklist; the sections of the form come in the form's order."""

    index: int | None
    kind: str
    title: str
    form: str
    score: float | None
    anchor: str | None
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with the key it is waived by."""

    key: str
    finding: Finding
    anchors: tuple[tuple[str, str, int | None], ...]  # anchor, quote, page
    waiver: WaiverRow | None


def finding_key(finding: Finding) -> str:
    """What a finding is called when it is waived: stays the same when the dossier is screened again."""
    parts = [finding.rule, finding.section, finding.document, dict(finding.arguments)]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def findings_of(result: Screening, waivers: Iterable[WaiverRow]) -> tuple[FindingView, ...]:
    """The findings, gravest first, the waived ones last."""
    waived = {w.finding: w for w in waivers if not w.revoked}
    grave = {"error": 0, "warning": 1, "info": 2}
    views = [
        FindingView(key, f, tuple((anchor(e), e.quote, e.page) for e in f.evidence if e.end > e.start), waived.get(key))
        for key, f in ((finding_key(f), f) for f in result.findings)
    ]
    return tuple(sorted(views, key=lambda v: (v.waiver is not None, grave[v.finding.severity])))


def papers_of(result: Screening, kept: Kept | None, forms: Mapping[str, Profile], lang: str) -> tuple[PaperView, ...]:
    """The papers with their checklists; sections of no paper stand in one at the end."""
    by_paper: dict[int | None, list[Section]] = {}
    for section in result.sections:
        by_paper.setdefault(section.document, []).append(section)
    out = []
    for index, paper in enumerate(result.documents):
        form = forms.get(paper.profile or "")
        order = {s.id: i for i, s in enumerate(form.sections)} if form else {}
        sections = sorted(by_paper.get(index, []), key=lambda s: order.get(s.id, len(order)))
        out.append(
            PaperView(
                index, paper.kind, paper.title, form.name(lang) if form else "", paper.profile_score, anchor(paper.start),
                tuple(_check(s, kept) for s in sections),
            )
        )  # fmt: skip
    if rest := by_paper.get(None):
        out.append(PaperView(None, "other", "", "", None, None, tuple(_check(s, kept) for s in rest)))
    return tuple(out)


def _check(section: Section, kept: Kept | None) -> Check:
    place = section.body or section.location
    quote = ""
    if place is not None and kept is not None and section.status in ("present", "empty"):
        quote = " ".join(kept.dossier.files[place.file].text[place.start : place.end][: QUOTE * 2].split())
        quote = quote if len(quote) <= QUOTE else quote[:QUOTE].rsplit(" ", 1)[0] + "…"
    return Check(section, quote, anchor(section.location) if section.location else None)


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when a dossier had to be handed in (within a year of the first application), and whether it was."""

    first_applied: date
    last_day: date
    filed: date | None
    late: bool | None


def deadline_of(result: Screening) -> Deadline | None:
    """The deadline, where the first application is known to the day."""
    first, filed = _date(result.metadata.first_applied), _date(result.metadata.filed)
    if first is None:
        return None
    try:
        last = first.replace(year=first.year + 1)
    except ValueError:  # 29 February
        last = date(first.year + 1, 2, 28)
    return Deadline(first, last, filed, None if filed is None else filed > last)


def _date(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None
