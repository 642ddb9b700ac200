"""Sections that stand in a paper without a heading of their own: the facts tell that they are there."""

from __future__ import annotations

from collections.abc import Sequence

from nlp_service.dossier import Location, PaperFacts, Section


def settle_sections(
    sections: Sequence[Section], facts: Sequence[PaperFacts], signed: Sequence[Location]
) -> tuple[Section, ...]:
    """The sections, a missing title or author section made present where the paper names them without a label.

    ``signed`` are the first places of the papers' signature areas: a name that stands only there is no author section.
    """
    out = []
    by_paper = {f.paper: f for f in facts}
    for s in sections:
        if s.status == "missing" and s.document is not None and s.id in ("title", "authors"):
            place = _place(s.id, by_paper[s.document], signed[s.document])
            if place is not None:
                s = s.model_copy(update={"status": "present", "location": place, "body": place, "words": 1})
        out.append(s)
    return tuple(out)


def _place(section: str, facts: PaperFacts, signed: Location) -> Location | None:
    if section == "title":
        return facts.title[1] if facts.title is not None else None
    named = [a.location for a in facts.authors if a.location is not None and a.location.start < signed.start]
    return named[0] if named else None
