"""Is it alive, is it ready, how is it doing: at the root, for those who watch the machine."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import func, select, text
from starlette.responses import PlainTextResponse

from nlp_service.register.database import reading

from ..desk import TheDesk
from ..problems import Problem, ServiceError
from ..tables import CaseRow, JobRow

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """It answers."""

    status: Literal["ok"] = "ok"


@router.get("/healthz")
async def healthz() -> Health:
    """The process answers."""
    return Health()


@router.get("/readyz", responses={503: {"model": Problem, "description": "Not ready"}})
def readyz(desk: TheDesk) -> Health:
    """The database answers and uploads can be stored."""
    with reading(desk.engine) as session:
        session.execute(text("SELECT 1"))
    desk.vault.folder.mkdir(parents=True, exist_ok=True)
    if not desk.vault.folder.is_dir():
        raise ServiceError("not-ready", 503)
    return Health()


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request, desk: TheDesk) -> PlainTextResponse:
    """Counters for Prometheus: no names, no words of dossiers."""
    with reading(desk.engine) as session:
        jobs = {s: float(n) for s, n in session.execute(select(JobRow.status, func.count()).group_by(JobRow.status))}
        cases = {s: float(n) for s, n in session.execute(select(CaseRow.state, func.count()).group_by(CaseRow.state))}
    gauges = {"jobs": jobs, "cases": cases, "workers": {"alive": float(len(desk.crew.pids()))}}
    return PlainTextResponse(request.app.state.metrics.text(gauges), media_type="text/plain; version=0.0.4")
