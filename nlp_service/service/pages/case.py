"""The result page and what an officer does on it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from nlp_service.register.database import reading
from nlp_service.rules.profile import profiles

from ..case_view import deadline_of, findings_of, papers_of
from ..desk import Anyone, Desk, TheDesk
from ..kept import unpack
from ..reading_view import anchor, view
from ..roles import Caller
from ..tables import CaseFileRow, CaseRow, DecisionRow, ReadingRow, WaiverRow
from .frame import render

router = APIRouter()


@router.get("/cases/{id}")
def show(id: str, request: Request, desk: TheDesk, caller: Anyone) -> Response:
    """The result, or how far it is."""
    case = desk.case(id, caller)
    if case.state != "screened":
        return _waiting(request, desk, caller, case)
    result = desk.screening(id)
    if result is None:
        return _waiting(request, desk, caller, case)
    with reading(desk.engine) as session:
        row = session.get(ReadingRow, id)
        files = session.scalars(select(CaseFileRow).where(CaseFileRow.case == id).order_by(CaseFileRow.position)).all()
        waivers = session.scalars(select(WaiverRow).where(WaiverRow.case == id).order_by(WaiverRow.n)).all()
        decisions = session.scalars(select(DecisionRow).where(DecisionRow.case == id).order_by(DecisionRow.n.desc())).all()
        twins = session.scalars(select(CaseRow).where(CaseRow.sha256 == case.sha256, CaseRow.id != id).limit(5)).all()
    kept = unpack(row.content) if row else None
    lang = request.state.lang
    return render(
        request, "case.html", caller, case=case, result=result, files=files, waivers=waivers, decisions=decisions, twins=twins,
        findings=findings_of(result, waivers), papers=papers_of(result, kept, profiles(desk.settings.profiles), lang),
        text=view(kept, result) if kept else (), deadline=deadline_of(result), anchor=anchor, forms=desk.forms(lang),
        opinions={d.dossier: desk.register.opinion(id, d.dossier) for d in result.duplicates},
    )  # fmt: skip


def _waiting(request: Request, desk: Desk, caller: Caller, case: CaseRow) -> Response:
    return render(request, "waiting.html", caller, case=case, job=desk.job_of(case.id))
