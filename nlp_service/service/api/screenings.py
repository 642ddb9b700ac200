"""Handing in a dossier, and what became of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Literal

from anyio import sleep
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, File, Form, Header, Query, Request, UploadFile
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import JSONResponse, Response

from .. import jobs
from ..desk import Anyone, TheDesk, Uploader
from ..intake import Part, Received, receive
from ..problems import ServiceError
from ..roles import Caller
from ..tables import JobRow
from .models import ERRORS, JobState, Lang, ScreeningResult, job_state

router = APIRouter(tags=["screenings"], responses=ERRORS)
LONGEST_WAIT = 600.0
POLL = 0.15


@router.post(
    "/screenings",
    status_code=202,
    response_model=JobState,
    responses={200: {"model": ScreeningResult, "description": "With ?wait=true: the result"}},
)
async def post_screening(
    request: Request,
    desk: TheDesk,
    caller: Uploader,
    files: Annotated[list[UploadFile], File(description="The files of one dossier; an archive is unpacked")],
    name: Annotated[str | None, Form(max_length=200)] = None,
    level: Annotated[Literal["base", "city"] | None, Form()] = None,
    profile: Annotated[str | None, Form(max_length=64)] = None,
    round: Annotated[int | None, Form(ge=1, le=2**31 - 1)] = None,
    wait: Annotated[bool, Query(description="Answer when the result is there")] = False,
    idempotency_key: Annotated[str | None, Header(max_length=128)] = None,
) -> Response:
    """Hand in one dossier.  The files are stored before anything else happens; then a worker screens them."""
    parts = [Part(f.filename or "", f.file) for f in files]
    desk.check_wishes(profile, round)

    def take() -> Received:
        return receive(
            desk.engine, desk.vault, parts, by=caller.name, unit=caller.unit, key=idempotency_key, name=name, level=level,
            profile=profile, round=round,
        )  # fmt: skip

    received = await run_sync(take)
    await run_sync(desk.crew.wake)
    job = received.job
    if wait:
        job = await _ended(desk, job.id)
        if job.status == "done":
            return await run_sync(_result, desk, received.case.id, request.state.lang, caller)
    state = job_state(job, await run_sync(desk.visible, received.earlier, caller))
    return JSONResponse(state.model_dump(mode="json"), 202, {"location": state.links["self"]})


async def _ended(desk: TheDesk, job: str) -> JobRow:
    waited = 0.0
    while True:
        row = await run_sync(jobs.get, desk.engine, job)
        if row is None:
            raise ServiceError("job-unknown", id=job)
        if row.status in jobs.TERMINAL or waited > LONGEST_WAIT:
            return row
        await sleep(0.05)
        waited += 0.05


def _result(desk: TheDesk, id: str, lang: str, caller: Caller) -> Response:
    screening = desk.said(id, lang, caller)
    if screening is None:
        raise ServiceError("case-unknown", id=id)
    return JSONResponse({"id": id, **screening.to_dict()})


@router.get("/screenings/{id}", response_model=ScreeningResult | JobState)
def get_screening(id: str, request: Request, desk: TheDesk, caller: Anyone, lang: Lang = None) -> Response:
    """The result when it is there, otherwise where the work stands."""
    case = desk.case(id, caller)
    if case.state == "screened":
        return _result(desk, id, lang or request.state.lang, caller)
    return JSONResponse(job_state(desk.job_of(id)).model_dump(mode="json"))


@router.post("/screenings/{id}/cancel")
def cancel(id: str, desk: TheDesk, caller: Uploader) -> JobState:
    """Stop the work on a dossier; its files stay."""
    desk.case(id, caller)
    job = desk.job_of(id)
    if not jobs.cancel(desk.engine, job.id):
        raise ServiceError("job-ended", 409, id=id)
    return job_state(desk.job_of(id))


def _job_of(id: str, desk: TheDesk, caller: Anyone) -> JobRow:
    """The newest job of a case that the caller may see: refused before the stream begins."""
    desk.case(id, caller)
    return desk.job_of(id)


@router.get("/screenings/{id}/events", response_class=EventSourceResponse)
async def events(
    request: Request,
    desk: TheDesk,
    job: Annotated[JobRow, Depends(_job_of)],
    last_event_id: Annotated[str | None, Header()] = None,
) -> AsyncIterator[ServerSentEvent]:
    """What happens to the dossier, as server-sent events; goes on after ``Last-Event-ID``."""
    seen = last_event_id or ""
    after = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 18 else 0
    while True:
        for row in await run_sync(jobs.events, desk.engine, job.id, after):
            after = row.n
            yield ServerSentEvent(data={"at": row.at, **row.data}, event=row.kind, id=str(row.n))
            if row.kind in jobs.TERMINAL:
                return
        current = await run_sync(jobs.get, desk.engine, job.id)
        if current is None or (current.status in jobs.TERMINAL and not await run_sync(jobs.events, desk.engine, job.id, after)):
            return
        if await request.is_disconnected():
            return
        await sleep(POLL)
