"""Administration: rules switched, bands, retention, units, templates of letters, receivers of messages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Path, Response, UploadFile
from pydantic import BaseModel, Field

from nlp_service.register.database import writing
from nlp_service.rules import RuleBook

from .. import jobs, policies, retention, rounds, webhooks
from ..clock import today
from ..desk import Administrator, Desk, Lead, TheDesk
from ..letters import templates
from ..letters.templates import LARGEST, Which
from ..policies import BandsChoice, RetentionChoice, RulesChoice, UnitsChoice
from ..units import parse_lines, to_lines
from .models import ERRORS, JobState, job_state

router = APIRouter(prefix="/admin", tags=["admin"], responses=ERRORS)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class RuleState(BaseModel):
    """A rule and whether it holds."""

    id: str = Field(examples=["shares-sum"])
    pack: str = Field(examples=["tt18_2013"])
    severity: str = Field(examples=["error"])
    title: str = Field(examples=["Tổng tỷ lệ đóng góp khác 100%"])
    holds: bool


class RulesState(BaseModel):
    """What was chosen, and what holds then."""

    choice: RulesChoice
    rules: list[RuleState]


class RetentionState(BaseModel):
    """What was chosen, and how many dossiers that touches now."""

    choice: RetentionChoice
    due: int


class NewReceiver(BaseModel):
    """Where messages shall go."""

    url: str = Field(max_length=500, examples=["https://mot-cua.example.vn/nhan-tin"])
    events: list[str] = Field(default_factory=lambda: list(webhooks.EVENTS), max_length=10, examples=[["screening.done"]])


class Receiver(BaseModel):
    """A receiver; its secret was told when it was made."""

    id: int
    url: str
    events: list[str]


class MadeReceiver(BaseModel):
    """A new receiver with the secret that signs its messages, told this once."""

    id: int
    secret: str = Field(examples=["nlpw_…"])


def _state(desk: Desk, choice: RulesChoice, round: int | None) -> RulesState:
    held = {r.id: r.enabled for r in policies.book(desk.engine, desk.settings.packs, round).rules}
    rules = [
        RuleState(id=r.id, pack=r.pack, severity=r.severity, title=r.title[desk.settings.lang], holds=held[r.id])
        for r in RuleBook.load(desk.settings.packs).rules
    ]
    return RulesState(choice=choice, rules=rules)


@router.get("/rules")
def rules(desk: TheDesk, caller: Lead) -> RulesState:
    """The rules of the office."""
    return _state(desk, policies.load(desk.engine, RulesChoice), None)


@router.put("/rules")
def set_rules(body: RulesChoice, desk: TheDesk, caller: Administrator) -> RulesState:
    """Switch rules and packs for the whole office; holds from the next screening on."""
    policies.check_rules(body, desk.settings.packs)
    policies.keep(desk.engine, body, caller.name)
    return _state(desk, body, None)


@router.get("/rounds/{id}/rules")
def rules_of_round(id: Number, desk: TheDesk, caller: Lead) -> RulesState:
    """The rules of a round."""
    return _state(desk, rounds.rules_of_round(desk.engine, id), id)


@router.put("/rounds/{id}/rules")
def set_rules_of_round(id: Number, body: RulesChoice, desk: TheDesk, caller: Lead) -> RulesState:
    """Switch rules for a round, beside what the office does."""
    policies.check_rules(body, desk.settings.packs)
    rounds.set_rules_of_round(desk.engine, id, body, caller.name)
    return _state(desk, body, id)


@router.get("/bands")
def bands(desk: TheDesk, caller: Administrator) -> BandsChoice:
    """From where copying counts."""
    held = policies.bands(desk.engine, desk.settings)
    return BandsChoice(high=held.high, medium=held.medium, passage=held.passage)


@router.put("/bands")
def set_bands(body: BandsChoice, desk: TheDesk, caller: Administrator) -> BandsChoice:
    """Other bands; they hold from the next screening on."""
    policies.keep(desk.engine, body, caller.name)
    return body


@router.get("/retention")
def retention_state(desk: TheDesk, caller: Administrator) -> RetentionState:
    """How long originals are kept, and what is due."""
    choice = policies.load(desk.engine, RetentionChoice)
    return RetentionState(choice=choice, due=retention.count_due(desk.engine, choice, today()))


@router.put("/retention")
def set_retention(body: RetentionChoice, desk: TheDesk, caller: Administrator) -> RetentionState:
    """Keep originals for another time."""
    policies.keep(desk.engine, body, caller.name)
    return retention_state(desk, caller)


@router.post("/retention/sweep", status_code=202)
def sweep(desk: TheDesk, caller: Administrator) -> JobState:
    """Remove now what is due, in the background."""
    with writing(desk.engine) as session:
        job = jobs.put(session, "retention", by=caller.name)
    desk.crew.wake()
    return job_state(job)


@router.get("/units")
def units(desk: TheDesk, caller: Administrator) -> UnitsChoice:
    """The office's names of its units."""
    return policies.load(desk.engine, UnitsChoice)


@router.put("/units")
def set_units(body: UnitsChoice, desk: TheDesk, caller: Administrator) -> UnitsChoice:
    """All units anew."""
    choice = parse_lines(to_lines(body.units))  # one check for both ways in: no name twice, none without letters
    policies.keep(desk.engine, choice, caller.name)
    return choice


@router.get("/letters/{which}", response_class=Response, responses={200: {"content": {DOCX: {}}}})
def template(which: Which, desk: TheDesk, caller: Administrator) -> Response:
    """The template in use, for editing in Word."""
    content, _ = templates.template(templates.letters_folder(desk.settings), which)
    return Response(content, media_type=DOCX)


@router.put("/letters/{which}", status_code=204)
def keep_template(
    which: Which, desk: TheDesk, caller: Administrator, file: Annotated[UploadFile, File(description="A Word file (.docx)")]
) -> Response:
    """A template of the office's own; it is taken when a trial filling succeeds."""
    templates.keep_template(desk.engine, desk.settings, which, file.file.read(LARGEST + 1), caller.name)
    return Response(status_code=204)


@router.delete("/letters/{which}", status_code=204)
def drop_template(which: Which, desk: TheDesk, caller: Administrator) -> Response:
    """The built-in template again."""
    templates.drop_template(desk.engine, desk.settings, which, caller.name)
    return Response(status_code=204)


@router.get("/webhooks")
def receivers(desk: TheDesk, caller: Administrator) -> list[Receiver]:
    """Who gets messages."""
    return [Receiver(id=r.id, url=r.url, events=r.events) for r in webhooks.receivers(desk.engine)]


@router.post("/webhooks", status_code=201)
def add_receiver(body: NewReceiver, desk: TheDesk, caller: Administrator) -> MadeReceiver:
    """A new receiver, on a host that the server's operator listed."""
    id, secret = webhooks.add(desk.engine, body.url, body.events, desk.settings.webhook_hosts, caller.name)
    return MadeReceiver(id=id, secret=secret)


@router.delete("/webhooks/{id}", status_code=204)
def remove_receiver(id: Number, desk: TheDesk, caller: Administrator) -> Response:
    """Send nothing there any more."""
    webhooks.remove(desk.engine, id, caller.name)
    return Response(status_code=204)
