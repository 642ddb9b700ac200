"""What officers do with a screening: decide, waive, correct, screen again, judge pairs, take letters."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy import select
from starlette.responses import Response

from nlp_service.duplicates import PairVerdict
from nlp_service.register.database import reading

from .. import actions
from ..case_view import finding_key, findings_of
from ..clock import here
from ..desk import Anyone, Desk, Officer, TheDesk
from ..letters import pdf_of, write_letter
from ..listing import Filter, find
from ..options import get_option
from ..problems import ServiceError
from ..tables import CaseRow, DecisionRow, WaiverRow
from .models import ERRORS, JobState, Lang, job_state

router = APIRouter(tags=["screenings"], responses=ERRORS)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class CaseItem(BaseModel):
    """A dossier in a list."""

    id: str = Field(examples=["4f3a9c01b2d3"])
    name: str = Field(examples=["ho-so.docx"])
    title: str
    authors: str
    unit: str
    state: str = Field(examples=["screened"])
    verdict: str | None = None
    label: str | None = None
    duplicate: str | None = None
    decision: str | None = None
    created: str

    @classmethod
    def of(cls, case: CaseRow) -> CaseItem:
        """A row as it goes over the wire."""
        return cls.model_validate({k: getattr(case, k) for k in cls.model_fields})


class CaseList(BaseModel):
    """A page of the list; ask again with ``cursor`` for the next one."""

    items: list[CaseItem]
    total: int
    cursor: str | None = None


class Decide(BaseModel):
    """A decision."""

    kind: actions.DecisionKind = Field(examples=["supplement"])
    note: str = Field("", max_length=2000, examples=["Bổ sung xác nhận của đơn vị áp dụng."])
    deadline: date | None = Field(None, examples=["2026-04-15"])


class Waive(BaseModel):
    """A finding to set aside, by the key that ``GET …/findings`` gives."""

    finding: str = Field(max_length=128, examples=["a1b2c3d4e5f60718"])
    reason: str = Field(min_length=1, max_length=500, examples=["Đã có bản giấy kèm theo"])


class Correct(BaseModel):
    """The right field."""

    label: actions.FieldLabel = Field(examples=["education"])


class Again(BaseModel):
    """With what to screen again."""

    profile: str | None = Field(None, max_length=64, examples=["hai_phong_description"])
    level: Literal["base", "city"] | None = None


class Judge(BaseModel):
    """What an officer says of a pair."""

    earlier: str = Field(max_length=255, examples=["2021-017"])
    verdict: PairVerdict = Field(examples=["different"])
    reason: str = Field("", max_length=500)


class KeyedFinding(BaseModel):
    """A finding with its key, and why it was waived."""

    key: str
    rule: str
    severity: str
    message: str
    waived: str | None = None


class Done(BaseModel):
    """It was done."""

    status: Literal["ok"] = "ok"


@router.get("/screenings")
def list_screenings(
    desk: TheDesk, caller: Anyone, q: Annotated[str, Query(max_length=200)] = "", verdict: str = "", label: str = "",
    decision: str = "", duplicate: str = "", limit: Annotated[int, Query(ge=1, le=200)] = 50, cursor: str | None = None,
) -> CaseList:  # fmt: skip
    """The dossiers that the caller may see, newest first; ``q`` is looked for without accents."""
    found = find(desk.engine, caller, Filter(q, verdict, label, decision, duplicate), limit=limit, cursor=cursor)
    return CaseList(items=[CaseItem.of(c) for c in found.rows], total=found.total, cursor=found.cursor)


@router.get("/screenings/{id}/findings")
def findings(id: str, request: Request, desk: TheDesk, caller: Anyone, lang: Lang = None) -> list[KeyedFinding]:
    """The findings with their keys."""
    desk.case(id, caller)
    result = desk.said(id, lang or request.state.lang, caller)
    if result is None:
        raise ServiceError("not-screened", id=id)
    return [
        KeyedFinding(key=v.key, rule=v.finding.rule, severity=v.finding.severity, message=v.finding.message,
                     waived=v.waiver.reason if v.waiver else None)
        for v in findings_of(result, _waivers(desk, id))
    ]  # fmt: skip


@router.post("/screenings/{id}/decision")
def decide(id: str, body: Decide, desk: TheDesk, caller: Officer) -> Done:
    """Forward to the council, ask for supplements, or return."""
    desk.case(id, caller)
    actions.decide(desk.engine, id, body.kind, body.note, body.deadline, caller.name)
    return Done()


@router.post("/screenings/{id}/waivers")
def waive(id: str, body: Waive, desk: TheDesk, caller: Officer) -> Done:
    """Set a finding aside."""
    desk.case(id, caller)
    result = desk.screening(id)
    if result is None or body.finding not in {finding_key(f) for f in result.findings}:
        raise ServiceError("finding-unknown", 404)
    actions.waive(desk.engine, id, body.finding, body.reason, caller.name)
    return Done()


@router.post("/screenings/{id}/field")
def correct(id: str, body: Correct, desk: TheDesk, caller: Officer) -> Done:
    """Put the field right."""
    desk.case(id, caller)
    actions.correct_field(desk.engine, id, body.label, caller.name)
    return Done()


@router.post("/screenings/{id}/again", status_code=202)
def again(id: str, body: Again, desk: TheDesk, caller: Officer) -> JobState:
    """Screen once more, with another form or level; nothing is read again."""
    desk.case(id, caller)
    desk.check_wishes(body.profile, None)
    job = actions.screen_again(desk.engine, id, caller.name, profile=body.profile, level=body.level)
    desk.crew.wake()
    return job_state(job)


@router.post("/screenings/{id}/opinions")
def judge(id: str, body: Judge, desk: TheDesk, caller: Officer) -> Done:
    """What the caller says of this dossier and an earlier one."""
    desk.case(id, caller)
    desk.register.set_opinion(id, body.earlier, body.verdict, body.reason, caller.name)
    return Done()


def _waivers(desk: Desk, id: str) -> list[WaiverRow]:
    with reading(desk.engine) as session:
        return list(session.scalars(select(WaiverRow).where(WaiverRow.case == id).order_by(WaiverRow.n)))


@router.get(
    "/screenings/{id}/{which}.{kind}",
    response_class=Response,
    responses={200: {"content": {DOCX: {}, "application/pdf": {}}}, 501: {"description": "Không có LibreOffice"}},
)
def letter(
    id: str, which: Literal["report", "letter"], kind: Literal["docx", "pdf"], desk: TheDesk, caller: Anyone
) -> Response:
    """``report``: the sheet of the check; ``letter``: the notice to the authors."""
    case = desk.case(id, caller)
    result = desk.said(id, "vi", caller)  # letters are Vietnamese, whoever takes them
    if result is None:
        raise ServiceError("not-screened", id=id)
    with reading(desk.engine) as session:
        decision = session.scalars(
            select(DecisionRow).where(DecisionRow.case == id).order_by(DecisionRow.n.desc()).limit(1)
        ).first()
    content = write_letter(
        which, desk.settings.data / "letters", case, result, findings_of(result, _waivers(desk, id)), decision,
        get_option(desk.engine, "agency"), here(),
    )  # fmt: skip
    media = DOCX
    if kind == "pdf":
        content, media = pdf_of(content), "application/pdf"
    names = {"report": "phieu-kiem-tra", "letter": "thong-bao"}
    disposition = f'attachment; filename="{names[which]}-{id}.{kind}"'
    return Response(content, media_type=media, headers={"content-disposition": disposition})
