"""Batches: many dossiers compared with each other and with the register."""

from __future__ import annotations

from typing import Annotated, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, File, Response, UploadFile
from starlette.responses import FileResponse, JSONResponse

from nlp_service.register.database import writing

from .. import jobs
from ..desk import Desk, Seer, TheDesk
from ..intake import clean_name
from ..problems import ServiceError
from ..roles import Caller
from ..tables import JobRow
from .models import ERRORS, JobState, job_state

router = APIRouter(tags=["audits"], responses=ERRORS)
REPORTS = {
    "results.jsonl": "application/x-ndjson",
    "report.xlsx": "application/octet-stream",
    "report.html": "application/octet-stream",
}


@router.post("/audits", status_code=202, response_model=JobState)
async def post_audit(
    desk: TheDesk, caller: Seer, files: Annotated[list[UploadFile], File(description="Each file, or each folder, is a dossier")]
) -> Response:
    """Screen a batch in the background, after all single uploads."""
    if "upload" not in caller.can:
        raise ServiceError("forbidden", 403)
    job = await run_sync(_take, desk, caller, files)
    await run_sync(desk.crew.wake)
    state = _state(job)
    return JSONResponse(state.model_dump(mode="json"), 202, {"location": state.links["self"]})


def _take(desk: Desk, caller: Caller, files: list[UploadFile]) -> JobRow:
    kept = [{"name": clean_name(f.filename or ""), "sha256": desk.vault.put_stream(f.file).sha256} for f in files]
    with writing(desk.engine) as session:
        return jobs.put(session, "audit", by=caller.name, files=kept)


def _job(desk: Desk, id: str) -> JobRow:
    job = jobs.get(desk.engine, id)
    if job is None or job.kind != "audit":
        raise ServiceError("job-unknown", id=id)
    return job


def _state(job: JobRow) -> JobState:
    state = job_state(job)
    if job.status == "done":
        state.links.update({name: f"/api/v1/audits/{job.id}/{name}" for name in REPORTS})
    return state


@router.get("/audits/{id}")
def get_audit(id: str, desk: TheDesk, caller: Seer) -> JobState:
    """Where the batch stands; when it is done, links to its reports."""
    return _state(_job(desk, id))


@router.get("/audits/{id}/{report}", response_class=FileResponse)
def get_report(
    id: str, report: Literal["results.jsonl", "report.xlsx", "report.html"], desk: TheDesk, caller: Seer
) -> FileResponse:
    """A report of a finished batch."""
    job = _job(desk, id)
    path = desk.settings.data / "audits" / job.id / report
    if job.status != "done" or not path.is_file():
        raise ServiceError("page-unknown", 404)
    return FileResponse(path, media_type=REPORTS[report], filename=report)
