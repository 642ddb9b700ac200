"""Dates: late filing, order, deadlines, decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from nlp_service.dossier import Evidence

from ..case import Case, add_months, parse_day
from .base import Hit, check


def _show(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _places(case: Case, *names: str) -> tuple[Evidence, ...]:
    return tuple(case.metadata.places[n] for n in names if n in case.metadata.places)


@check("filed_late")
def filed_late(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """Filed later than the allowed time after the first application."""
    first, filed = parse_day(case.metadata.first_applied, last=True), parse_day(case.metadata.filed)
    if first is None or filed is None:
        return
    limit = add_months(first, parameters["months"])
    if filed > limit:
        told = {"first": _show(first), "filed": _show(filed), "limit": _show(limit)}
        late = (filed - limit).days
        yield Hit("first_applied", None, {**told, "days": late}, _places(case, "first_applied", "filed"))


@check("date_order")
def date_order(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """Dates that cannot stand in this order: filed before it was applied, or in the future."""
    first, filed = parse_day(case.metadata.first_applied), parse_day(case.metadata.filed)
    if first is not None and filed is not None and filed < first:
        yield Hit(
            "first_applied", None, {"earlier": _show(filed), "later": _show(first)}, _places(case, "first_applied", "filed")
        )
    for name, day in (("first_applied", first), ("filed", filed)):
        if day is not None and day > case.today:
            yield Hit(
                "first_applied" if name == "first_applied" else None,
                None,
                {"earlier": _show(case.today), "later": _show(day)},
                _places(case, name),
            )


@check("decision_order")
def decision_order(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """A decision that is older than the council's minutes, or than the request it decides on."""
    signed = {
        k: [(f, parse_day(f.signed_on[0])) for f in case.facts if f.kind == k and f.signed_on]
        for k in ("request", "minutes", "decision")
    }
    for decision, decided in signed["decision"]:
        for earlier, day in (*signed["minutes"], *signed["request"]):
            if day is not None and decided is not None and decided < day:
                where = tuple(e for f in (decision, earlier) if f.signed_on for e in case.evidence(f.signed_on[1]))
                yield Hit(None, decision.paper, {"decided": _show(decided), "other": _show(day), "kind": earlier.kind}, where)


@check("votes_short")
def votes_short(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """Minutes that record fewer votes in favour than the council's rule asks for."""
    for f in case.facts:
        if f.votes is not None and f.votes[0] / f.votes[1] < parameters["share"]:
            yield Hit(
                None,
                f.paper,
                {"yes": f.votes[0], "all": f.votes[1], "percent": round(100 * parameters["share"])},
                case.evidence(case.papers[f.paper].start),
            )


@check("deadlines")
def deadlines(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """The days the law sets for the office, counted from the filing date of the dossier: no defect, a reminder."""
    filed = parse_day(case.metadata.filed)
    if filed is None:
        return
    accepted = add_months(filed, parameters["check_months"])
    decided = add_months(accepted, parameters["decide_months"])
    supplement = add_months(accepted, parameters["supplement_months"])
    yield Hit(
        None,
        None,
        {"filed": _show(filed), "check": _show(accepted), "supplement": _show(supplement), "decide": _show(decided)},
        _places(case, "filed"),
    )
