"""Batches: many dossiers compared with each other and with the register."""

from __future__ import annotations

from typing import Annotated, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, File, Response, UploadFile
from starlette.responses import FileResponse, JSONResponse

from nlp_service.register.database import writing

from .. import jobs
from ..desk import Batcher, Desk, Seer, TheDesk
from ..intake import clean_name
from ..problems import ServiceError
from ..retention import batch_folder
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
    desk: TheDesk,
    caller: Batcher,
    files: Annotated[list[UploadFile], File(description="Each file, or each folder, is a dossier")],
) -> Response:
    """Screen a batch in the background, after all single uploads."""
    job = await run_sync(_take, desk, caller, files)
    await run_sync(desk.crew.wake)
    state = _state(job)
    return JSONResponse(state.model_dump(mode="json"), 202, {"location": state.links["self"]})


def _take(desk: Desk, caller: Caller, files: list[UploadFile]) -> JobRow:
    names = distinct([clean_name(f.filename or "") for f in files])
    kept = [{"name": n, "sha256": desk.vault.put_stream(f.file).sha256} for n, f in zip(names, files, strict=True)]
    with writing(desk.engine) as session:
        return jobs.put(session, "audit", by=caller.name, files=kept)


def distinct(names: list[str]) -> list[str]:
    """The names with a number before those that stood already, or that would be a folder of others: no file hides another."""
    taken: set[str] = set()
    folders = {"/".join(parts[:i]) for parts in (n.split("/") for n in names) for i in range(1, len(parts))}
    out = []
    for name in names:
        free, n = name, 1
        while free in taken or free in folders:
            n += 1
            head, slash, tail = name.rpartition("/")
            free = f"{head}{slash}{n}-{tail}"
        taken.add(free)
        out.append(free)
    return out


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
    path = batch_folder(desk.settings.data, job.id) / report
    if job.status != "done" or not path.is_file():
        raise ServiceError("page-unknown", 404)
    return FileResponse(path, media_type=REPORTS[report], filename=report)
