"""Administration: which rules hold at the office and in a round, bands, retention, units."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from nlp_service.register.database import writing
from nlp_service.rules import Rule, RuleBook

from .. import jobs, policies, retention, rounds
from ..clock import today
from ..desk import Administrator, Desk, Lead, TheDesk
from ..policies import BandsChoice, RetentionChoice, RulesChoice, UnitsChoice
from ..problems import ServiceError
from ..roles import Caller
from ..tables import RoundRow
from ..units import parse_lines, to_lines
from .frame import back, render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule on the page; ``choice`` is what this office, or this round, says of it: on, off or nothing."""

    rule: Rule
    holds: bool
    choice: str


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack with its rules."""

    id: str
    off: bool
    rules: tuple[RuleLine, ...]


@router.get("/admin/rules")
def rules(request: Request, desk: TheDesk, caller: Lead, round: int | None = None) -> Response:
    """The rules of the office, or of a round."""
    row = next((r for r in rounds.all_rounds(desk.engine) if r.id == round), None)
    if round is not None and row is None:
        raise ServiceError("round-unknown", 404, id=str(round))
    return _rules(request, desk, caller, row)


def _rules(request: Request, desk: Desk, caller: Caller, row: RoundRow | None) -> Response:
    number = row.id if row else None
    choice = rounds.rules_of_round(desk.engine, number) if number else policies.load(desk.engine, RulesChoice)
    now = {r.id: r.enabled for r in policies.book(desk.engine, desk.settings.packs, number).rules}
    lines = [
        RuleLine(r, now[r.id], "on" if r.id in choice.on else "off" if r.id in choice.off else "")
        for r in RuleBook.load(desk.settings.packs).rules
    ]
    packs = [
        PackView(pack, pack in choice.packs_off, tuple(members))
        for pack, members in groupby(sorted(lines, key=lambda v: (v.rule.pack, v.rule.id)), key=lambda v: v.rule.pack)
    ]
    return render(
        request, "admin_rules.html", caller, packs=packs, round=row, rounds=rounds.all_rounds(desk.engine),
        changes=row is not None or "admin" in caller.can,
    )  # fmt: skip


@router.post("/admin/rules")
def set_rules(
    request: Request, desk: TheDesk, caller: Administrator,
    pack_off: Annotated[list[str], Form()] = [], rule: Annotated[list[str], Form()] = [],  # noqa: B006
) -> Response:  # fmt: skip
    """Switch rules for the whole office."""
    policies.keep(desk.engine, _said(desk, pack_off, rule), caller.name)
    return back(request, "/admin/rules")


@router.post("/admin/rounds/{number:int}/rules")
def set_rules_of_round(
    number: int, request: Request, desk: TheDesk, caller: Lead,
    pack_off: Annotated[list[str], Form()] = [], rule: Annotated[list[str], Form()] = [],  # noqa: B006
) -> Response:  # fmt: skip
    """Switch rules for a round."""
    rounds.set_rules_of_round(desk.engine, number, _said(desk, pack_off, rule), caller.name)
    return back(request, "/admin/rules", round=str(number))


def _said(desk: Desk, pack_off: list[str], rule: list[str]) -> RulesChoice:
    """The choice of a form; ``rule`` holds ``id:on`` or ``id:off`` for those that are not left as they are."""
    said = [r.rpartition(":") for r in rule if r]
    choice = policies.make(
        RulesChoice, on=tuple(i for i, _, w in said if w == "on"), off=tuple(i for i, _, w in said if w == "off"),
        packs_off=tuple(pack_off),
    )  # fmt: skip
    policies.check_rules(choice, desk.settings.packs)
    return choice


@router.get("/admin/policies")
def show(request: Request, desk: TheDesk, caller: Administrator) -> Response:
    """Bands and retention."""
    choice = policies.load(desk.engine, RetentionChoice)
    return render(
        request, "admin_policies.html", caller, bands=policies.bands(desk.engine, desk.settings), retention=choice,
        due=retention.count_due(desk.engine, choice, today()),
    )  # fmt: skip


@router.post("/admin/bands")
def set_bands(
    request: Request, desk: TheDesk, caller: Administrator, high: Annotated[float, Form()], medium: Annotated[float, Form()],
    passage: Annotated[int, Form()],
) -> Response:  # fmt: skip
    """From where copying counts; per cent on the page."""
    choice = policies.make(BandsChoice, high=high / 100, medium=medium / 100, passage=passage)
    policies.keep(desk.engine, choice, caller.name)
    return back(request, "/admin/policies#bands")


@router.post("/admin/retention")
def set_retention(
    request: Request, desk: TheDesk, caller: Administrator, months: Annotated[str, Form(pattern=r"^\d{0,4}$")] = "",
    text: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """How long originals are kept; no number: for ever."""
    policies.keep(desk.engine, policies.make(RetentionChoice, months=int(months) if months else None, text=text), caller.name)
    return back(request, "/admin/policies#retention")


@router.post("/admin/retention/sweep")
def sweep_now(request: Request, desk: TheDesk, caller: Administrator) -> Response:
    """Remove now what is due, as a job."""
    with writing(desk.engine) as session:
        jobs.put(session, "retention", by=caller.name)
    desk.crew.wake()
    return back(request, "/admin/policies#retention")


@router.get("/admin/units")
def units(request: Request, desk: TheDesk, caller: Administrator) -> Response:
    """What the office calls its units."""
    choice = policies.load(desk.engine, UnitsChoice)
    return render(request, "admin_units.html", caller, lines=to_lines(choice.units), count=len(choice.units))


@router.post("/admin/units")
def set_units(
    request: Request, desk: TheDesk, caller: Administrator, lines: Annotated[str, Form(max_length=2_000_000)] = ""
) -> Response:
    """All units anew, one a line."""
    policies.keep(desk.engine, parse_lines(lines), caller.name)
    return back(request, "/admin/units")
