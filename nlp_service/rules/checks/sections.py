"""Sections: missing, empty, a form hardly filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from nlp_service.dossier import Evidence, LegalBasis, Location, Section

from ..case import Case
from ..data import HERE, read_yaml
from ..profile import GENERIC
from .base import Hit, check

#: named by rules of their own
_ELSEWHERE = frozenset({"signature", "commitment"})


@lru_cache(maxsize=1)
def _clauses() -> tuple[str, Mapping[str, str]]:
    raw = read_yaml(HERE / "clauses.yaml")
    return raw["text"], raw["sections"]


def _basis(case: Case, section: Section) -> tuple[LegalBasis, ...]:
    """The clause of the norm, and the form that asks for the section."""
    text, clauses = _clauses()
    out = [LegalBasis(text=text, clause=clauses[section.id])] if section.id in clauses else []
    form = case.form(section.document) if section.document is not None else None
    if form is not None and form.id != GENERIC and (form.need(section.id) or not out):
        out.append(LegalBasis(text=form.name(case.lang), clause=form.issuer))
    return tuple(out)


@check("section_missing")
def section_missing(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """A section the form requires stands nowhere in the paper, nor, for the same matter, in the other asking paper."""
    for s in case.sections:
        if s.status == "missing" and s.required and s.id not in _ELSEWHERE and s.document in case.asking:
            yield Hit(s.id, s.document, legal_basis=_basis(case, s), evidence=_where_expected(case, s))


def _where_expected(case: Case, missing: Section) -> tuple[Evidence, ...]:
    """The heading after which the form expects the section: where an officer looks first."""
    form = case.form(missing.document) if missing.document is not None else None
    order = [s.id for s in form.sections] if form is not None else []
    before = set(order[: order.index(missing.id)]) if missing.id in order else set()
    present = [s for s in case.of_paper(missing.document or 0) if s.id in before and s.location is not None and s.heading]
    if not present:
        return case.evidence(case.papers[missing.document or 0].start)
    last = max(present, key=lambda s: order.index(s.id))
    assert last.location is not None
    head = last.location
    return case.evidence(Location(head.file, head.page, head.block, head.start, head.start + len(last.heading or "")))


@check("section_empty")
def section_empty(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """Only the label, dot leaders, or the form's own hint stand in a section."""
    always = frozenset(parameters.get("always", ()))
    for s in case.sections:
        if s.status == "empty" and s.id not in _ELSEWHERE and s.document in case.asking and (s.required or s.id in always):
            yield Hit(s.id, s.document, legal_basis=_basis(case, s), evidence=case.evidence(s.location))


@check("form_unfilled")
def form_unfilled(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """A paper most of whose sections are left blank: a form that was handed in as it came."""
    for i in case.asking:
        own = [s for s in case.of_paper(i) if s.status in ("present", "empty") and s.id not in _ELSEWHERE]
        blank = [s for s in own if s.status == "empty" or (s.status == "present" and s.words == 0)]
        if len(own) >= 4 and len(blank) / len(own) >= parameters["share"]:
            places = tuple(e for s in blank[:5] for e in case.evidence(s.location))
            yield Hit(None, i, {"blank": len(blank), "all": len(own)}, places)


@check("template_unknown")
def template_unknown(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """The paper follows none of the forms known here."""
    for i in case.asking:
        if case.papers[i].profile == GENERIC:
            yield Hit(None, i, evidence=case.evidence(case.papers[i].start))


@check("commitment_missing")
def commitment_missing(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """No paper promises that what is said is true, although a form in the dossier asks for it."""
    states = [s for s in case.sections if s.id == "commitment" and s.document in case.asking]
    if any(s.status in ("present", "unknown") for s in states):
        return
    asked = next((s for s in states if s.required), None)
    if asked is not None:
        yield Hit("commitment", asked.document, legal_basis=_basis(case, asked))


@check("signature_missing")
def signature_missing(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """No place to sign anywhere.  Whether somebody signed cannot be told from text, and is never said."""
    states = [s for s in case.sections if s.id == "signature"]
    if not case.asking or any(s.status in ("present", "unknown") for s in states if s.document in case.asking):
        return
    yield Hit("signature", case.asking[0], evidence=case.evidence(case.papers[case.asking[0]].end))
