"""The result page and what an officer does on it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from sqlalchemy import select
from starlette.responses import FileResponse, Response

from nlp_service.duplicates import PairVerdict
from nlp_service.register.database import reading
from nlp_service.rules.profile import profiles

from .. import actions, jobs
from ..case_view import deadline_of, finding_key, findings_of, papers_of
from ..desk import Anyone, Desk, Officer, Seer, TheDesk, Uploader
from ..kept import unpack
from ..problems import ServiceError
from ..reading_view import anchor, view
from ..retention import removal_of
from ..roles import Caller
from ..side_by_side import earlier_side, query_side
from ..tables import CaseFileRow, CaseRow, DecisionRow, ReadingRow, WaiverRow
from ..words import names
from .frame import back, render

router = APIRouter()
PATIENCE = 20.0  # seconds a change of form is waited for before the page comes back without it


@router.get("/cases/{id}")
def show(id: str, request: Request, desk: TheDesk, caller: Anyone) -> Response:
    """The result, or how far it is."""
    case = desk.case(id, caller)
    if case.state != "screened":
        return _waiting(request, desk, caller, case)
    result = desk.said(id, request.state.lang, caller)
    if result is None:
        return _waiting(request, desk, caller, case)
    with reading(desk.engine) as session:
        row = session.get(ReadingRow, id)
        files = session.scalars(select(CaseFileRow).where(CaseFileRow.case == id).order_by(CaseFileRow.position)).all()
        waivers = session.scalars(select(WaiverRow).where(WaiverRow.case == id).order_by(WaiverRow.n)).all()
        decisions = session.scalars(select(DecisionRow).where(DecisionRow.case == id).order_by(DecisionRow.n.desc())).all()
        twins = session.scalars(select(CaseRow).where(CaseRow.sha256 == case.sha256, CaseRow.id != id).limit(5)).all()
    twins = [t for t in twins if caller.may_see(t.created_by)]
    kept = unpack(row.content) if row else None
    lang = request.state.lang
    return render(
        request, "case.html", caller, case=case, result=result, files=files, waivers=waivers, decisions=decisions, twins=twins,
        findings=findings_of(result, waivers), papers=papers_of(result, kept, profiles(desk.settings.profiles), lang),
        removal=removal_of(desk.engine, id), text=view(kept, result) if kept else (), deadline=deadline_of(result),
        anchor=anchor, forms=desk.forms(lang),
        opinions={d.dossier: desk.register.opinion(id, d.dossier) for d in result.duplicates},
    )  # fmt: skip


def _waiting(request: Request, desk: Desk, caller: Caller, case: CaseRow) -> Response:
    return render(request, "waiting.html", caller, case=case, job=desk.job_of(case.id))


def _seen(desk: Desk, caller: Caller, id: str, key: str | None = None) -> CaseRow:
    """A case that may be worked on; with ``key`` also a finding that it has."""
    case = desk.case(id, caller)
    if key is not None:
        result = desk.screening(id)
        if result is None or key not in {finding_key(f) for f in result.findings}:
            raise ServiceError("finding-unknown", 404)
    return case


@router.post("/cases/{id}/waive")
def waive(
    id: str, request: Request, desk: TheDesk, caller: Officer, finding: Annotated[str, Form()], reason: Annotated[str, Form()]
) -> Response:
    """Set a finding aside with a reason."""
    _seen(desk, caller, id, finding)
    actions.waive(desk.engine, id, finding, reason, caller.name)
    return back(request, f"/cases/{id}#f-{finding}")


@router.post("/cases/{id}/unwaive")
def unwaive(id: str, request: Request, desk: TheDesk, caller: Officer, finding: Annotated[str, Form()]) -> Response:
    """Take it up again."""
    _seen(desk, caller, id, finding)
    actions.unwaive(desk.engine, id, finding, caller.name)
    return back(request, f"/cases/{id}#f-{finding}")


@router.post("/cases/{id}/field")
def field(id: str, request: Request, desk: TheDesk, caller: Officer, label: Annotated[actions.FieldLabel, Form()]) -> Response:
    """Put the field right."""
    _seen(desk, caller, id)
    actions.correct_field(desk.engine, id, label, caller.name)
    return back(request, f"/cases/{id}#field")


@router.post("/cases/{id}/profile")
def profile(
    id: str,
    request: Request,
    desk: TheDesk,
    caller: Officer,
    profile: Annotated[str, Form()] = "",
    level: Annotated[str, Form()] = "",
) -> Response:
    """Check against another form; the page comes back with the effect."""
    _seen(desk, caller, id)
    desk.check_wishes(profile or None, None)
    wanted = level if level in ("base", "city") else None
    job = actions.screen_again(desk.engine, id, caller.name, profile=profile or None, level=wanted)
    desk.crew.wake()
    desk.wait(job.id, PATIENCE)
    return back(request, f"/cases/{id}#checklist")


@router.post("/cases/{id}/again")
def again(id: str, request: Request, desk: TheDesk, caller: Uploader) -> Response:
    """Screen again what failed or was stopped."""
    case = _seen(desk, caller, id)
    if case.state != "received":
        actions.screen_again(desk.engine, id, caller.name, keep=True)
        desk.crew.wake()
    return back(request, f"/cases/{id}")


@router.post("/cases/{id}/cancel")
def cancel(id: str, request: Request, desk: TheDesk, caller: Uploader) -> Response:
    """Stop the work; the files stay."""
    _seen(desk, caller, id)
    jobs.cancel(desk.engine, desk.job_of(id).id)
    return back(request, f"/cases/{id}")


@router.post("/cases/{id}/decision")
def decide(
    id: str, request: Request, desk: TheDesk, caller: Officer, kind: Annotated[actions.DecisionKind, Form()],
    note: Annotated[str, Form(max_length=2000)] = "", deadline: Annotated[date | Literal[""], Form()] = "",
) -> Response:  # fmt: skip
    """Forward to the council, ask for supplements, or return."""
    _seen(desk, caller, id)
    actions.decide(desk.engine, id, kind, note, deadline or None, caller.name)
    return back(request, f"/cases/{id}#decide")


@router.get("/cases/{id}/files/{position}")
def original(id: str, position: int, desk: TheDesk, caller: Anyone) -> Response:
    """An original file, exactly as it was handed in."""
    desk.case(id, caller)
    with reading(desk.engine) as session:
        wanted = select(CaseFileRow).where(CaseFileRow.case == id, CaseFileRow.position == position)
        file = session.scalars(wanted).one_or_none()
    if file is None:
        raise ServiceError("page-unknown", 404)
    if removal_of(desk.engine, id) is not None:
        raise ServiceError("originals-removed", 410)
    # never shown by the browser itself: an uploaded page must not run here
    return FileResponse(desk.vault.path(file.sha256), media_type="application/octet-stream", filename=file.name.split("/")[-1])


@router.get("/cases/{id}/duplicates/{earlier:path}")
def side_by_side(id: str, earlier: str, request: Request, desk: TheDesk, caller: Seer) -> Response:
    """The dossier and an earlier one beside each other."""
    case = desk.case(id, caller)
    result = desk.said(id, request.state.lang, caller)
    duplicate = next((d for d in result.duplicates if d.dossier == earlier), None) if result else None
    if duplicate is None:
        raise ServiceError("page-unknown", 404)
    with reading(desk.engine) as session:
        row = session.get(ReadingRow, id)
    other = desk.register.fetch([earlier]).get(earlier)
    return render(
        request, "compare.html", caller, case=case, duplicate=duplicate, opinion=desk.register.opinion(id, earlier),
        left=query_side(unpack(row.content), duplicate) if row else (), right=earlier_side(other, duplicate) if other else (),
        opinions=names()["opinion"],
    )  # fmt: skip


@router.post("/cases/{id}/duplicates/{earlier:path}")
def judge_pair(
    id: str, earlier: str, request: Request, desk: TheDesk, caller: Officer, verdict: Annotated[PairVerdict, Form()],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """What the officer says of a pair; the next screening shows it."""
    _seen(desk, caller, id)
    desk.register.set_opinion(id, earlier, verdict, reason.strip(), caller.name)
    return back(request, f"/cases/{id}/duplicates/{quote(earlier, safe='')}")
