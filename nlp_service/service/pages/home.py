"""The first page: hand in a dossier, and what came in last."""

from __future__ import annotations

from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from ..desk import Anyone, Desk, TheDesk, Uploader
from ..intake import Part, group, receive
from ..listing import Filter, counts, find
from ..roles import Caller
from ..words import names
from .frame import back, render

router = APIRouter()
SHOWN = 12


@router.get("/")
def home(request: Request, desk: TheDesk, caller: Anyone) -> Response:
    """The desk in the morning."""
    recent = find(desk.engine, caller, Filter(), limit=SHOWN, count=False)
    return render(
        request, "home.html", caller, cases=recent.rows, counts=counts(desk.engine, caller), rounds=desk.open_rounds(),
        forms=desk.forms(request.state.lang),
        stage_names={k: pair[request.state.lang == "en"] for k, pair in names()["stage"].items()},
    )  # fmt: skip


@router.post("/cases")
async def hand_in(
    request: Request,
    desk: TheDesk,
    caller: Uploader,
    files: Annotated[list[UploadFile], File()],
    mode: Annotated[str, Form()] = "one",
    level: Annotated[str, Form()] = "",
    profile: Annotated[str, Form()] = "",
    round: Annotated[str, Form()] = "",
) -> Response:
    """The plain form: all files are one dossier, or each file (each folder) is one."""
    parts = [Part(f.filename or "", f.file) for f in files if f.filename]
    number = int(round) if round.isdecimal() and len(round) < 10 else None
    wishes: dict[str, Any] = {"level": level or None, "profile": profile or None, "round": number}
    dossiers = group(parts) if mode == "each" else [parts]
    taken = await run_sync(_take, desk, caller, dossiers, wishes)
    await run_sync(desk.crew.wake)
    return back(request, f"/cases/{taken[0]}") if len(taken) == 1 else back(request, "/cases")


def _take(desk: Desk, caller: Caller, dossiers: list[list[Part]], wishes: dict[str, Any]) -> list[str]:
    desk.check_wishes(wishes["profile"], wishes["round"])
    return [receive(desk.engine, desk.vault, parts, by=caller.name, unit=caller.unit, **wishes).case.id for parts in dossiers]
