"""The register of earlier initiatives: look up, more like this, bring in past years."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, File, Query, Request, UploadFile
from starlette.responses import FileResponse, Response

from nlp_service.duplicates import Bands, MemoryStore, compare
from nlp_service.register import DECISIONS

from ..desk import Registrar, Seer, TheDesk
from .frame import back, render

router = APIRouter()
PAGE = 50
LIKE = 8


@router.get("/register")
def show(
    request: Request, desk: TheDesk, caller: Seer, q: Annotated[str, Query(max_length=200)] = "",
    year: str = "", decision: str = "", after: Annotated[str, Query(max_length=300)] = "",
    start: Annotated[int, Query(ge=0, le=10_000)] = 0, added: str = "", known: str = "", refused: str = "",
) -> Response:  # fmt: skip
    """Search, or the register in the order it grew."""
    number = int(year) if year.isdecimal() and len(year) < 6 else None
    wanted: dict[str, Any] = {"year": number, "decision": decision or None}
    if q:
        rows = desk.register.search(q, limit=PAGE + 1, offset=start, **wanted)
    else:
        rows = desk.register.list(limit=PAGE + 1, after=after or None, **wanted)
    more = len(rows) > PAGE
    following = urlencode({"q": q, "start": start + PAGE} if q else {"after": rows[PAGE - 1].id}) if more else ""
    return render(
        request, "register.html", caller, rows=rows[:PAGE], q=q, year=year, decision=decision, size=len(desk.register),
        following=following, decisions=DECISIONS, imported=(added, known, refused) if added else None,
    )  # fmt: skip


@router.post("/register/import")
def bring_in(request: Request, desk: TheDesk, caller: Registrar, file: Annotated[UploadFile, File()]) -> Response:
    """Past years from a workbook or a csv."""
    suffix = Path(file.filename or "").suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"import{suffix if suffix in ('.xlsx', '.csv', '.jsonl') else ''}")
        path.write_bytes(file.file.read())
        done = desk.register.import_file(path, who=caller.name)
    return back(request, "/register", added=str(done.added), known=str(done.known), refused=str(len(done.refused)))


@router.get("/register/export.xlsx")
def export(desk: TheDesk, caller: Seer) -> Response:
    """The register as a workbook."""
    path = desk.settings.data / "exports" / "register.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    desk.register.export_file(path)
    return FileResponse(path, filename="kho-sang-kien.xlsx")


@router.get("/register/{id:path}")
def one(id: str, request: Request, desk: TheDesk, caller: Seer) -> Response:
    """An earlier initiative, its words, and others like it."""
    entry = desk.register.show(id)
    leads = desk.register.alike(id, limit=LIKE)
    near = dict(desk.register.fetch([id, *leads]))
    words = near.pop(id, None)
    # looked at closely among themselves: the index of all fingerprints is for the workers
    copies = compare(words, MemoryStore(near.values()), Bands.of(desk.settings), lang=request.state.lang) if words else ()
    told = {d.dossier for d in copies}
    like = [near[lead] for lead in leads if lead in near and lead not in told]
    return render(request, "entry.html", caller, entry=entry, words=words, copies=copies, like=like)
