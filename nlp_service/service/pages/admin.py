"""Administration: users, tokens, rounds, letters' head, jobs, the audit log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy import delete, select
from starlette.responses import Response

from nlp_service.dossier import NlpServiceError
from nlp_service.register.audit_log import broken_link, record
from nlp_service.register.database import reading, writing

from .. import accounts
from ..desk import Administrator, Anyone, Auditor, Desk, Lead, TheDesk
from ..options import get_option, set_option
from ..problems import ServiceError, problem_of, status_of
from ..roles import ROLES, SCOPES, Caller
from ..tables import JobRow, RoundRow
from .frame import back, render

router = APIRouter()
AGENCY = ("agency", "above", "mark", "place")
DAY = r"^(\d{4}-\d\d-\d\d)?$"


@router.get("/admin")
def show(request: Request, desk: TheDesk, caller: Anyone) -> Response:
    """Everything the caller may manage."""
    return _page(request, desk, caller)


def _page(request: Request, desk: Desk, caller: Caller, error: NlpServiceError | None = None, secret: str = "") -> Response:
    if not caller.can & {"lead", "log"}:
        raise ServiceError("forbidden", 403)
    with reading(desk.engine) as session:
        rounds = session.scalars(select(RoundRow).order_by(RoundRow.year.desc(), RoundRow.id.desc())).all()
        failed = session.scalars(select(JobRow).where(JobRow.status == "failed").order_by(JobRow.seq.desc()).limit(20)).all()
        broken = broken_link(session) if "log" in caller.can else None
    return render(
        request, "admin.html", caller, status_of(error) if error else 200, rounds=rounds, failed=failed, broken=broken,
        users=accounts.users(desk.engine) if "admin" in caller.can else [],
        tokens=accounts.tokens(desk.engine) if "admin" in caller.can else [], roles=ROLES, scopes=SCOPES,
        problem=problem_of(error, request.state.lang) if error else None, secret=secret,
        agency={**dict.fromkeys(AGENCY, ""), **get_option(desk.engine, "agency")},
        log=desk.register.audit_entries(limit=100) if "log" in caller.can else (), workers=desk.crew.pids(),
        forms=desk.forms(request.state.lang),
    )  # fmt: skip


@router.post("/admin/users")
def add_user(
    request: Request, desk: TheDesk, caller: Administrator, name: Annotated[str, Form(pattern=r"^[\w.@-]{2,64}$")],
    password: Annotated[str, Form(max_length=1000)], role: Annotated[str, Form()] = "officer",
    full_name: Annotated[str, Form(max_length=200)] = "", unit: Annotated[str, Form(max_length=200)] = "",
) -> Response:  # fmt: skip
    """A new user."""
    try:
        accounts.add_user(desk.engine, name, password, role=role, full_name=full_name, unit=unit, who=caller.name)
    except accounts.AccountError as error:
        return _page(request, desk, caller, error)
    return back(request, "/admin#users")


@router.post("/admin/users/{name}")
def change_user(
    name: str, request: Request, desk: TheDesk, caller: Administrator, role: Annotated[str, Form()] = "",
    active: Annotated[str, Form()] = "", password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:  # fmt: skip
    """Another role or password, or close the account."""
    try:
        accounts.change_user(
            desk.engine,
            name,
            role=role or None,
            active={"1": True, "0": False}.get(active),
            password=password or None,
            who=caller.name,
        )
    except accounts.AccountError as error:
        return _page(request, desk, caller, error)
    return back(request, "/admin#users")


@router.post("/admin/tokens")
def add_token(
    request: Request, desk: TheDesk, caller: Administrator, name: Annotated[str, Form(max_length=64)],
    scope: Annotated[list[str], Form()],
) -> Response:  # fmt: skip
    """A new token; shown this once."""
    try:
        secret = accounts.add_token(desk.engine, name, scope, who=caller.name)
    except accounts.AccountError as error:
        return _page(request, desk, caller, error)
    return _page(request, desk, caller, secret=secret)


@router.post("/admin/tokens/revoke")
def revoke_token(request: Request, desk: TheDesk, caller: Administrator, name: Annotated[str, Form()]) -> Response:
    """End a token."""
    accounts.revoke_token(desk.engine, name, who=caller.name)
    return back(request, "/admin#tokens")


@router.post("/admin/rounds")
def add_round(
    request: Request, desk: TheDesk, caller: Lead, name: Annotated[str, Form(max_length=200)],
    year: Annotated[int, Form(ge=2000, le=2200)], opens: Annotated[str, Form(pattern=DAY)] = "",
    closes: Annotated[str, Form(pattern=DAY)] = "", level: Annotated[str, Form()] = "", profile: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """A new round of filing."""
    desk.check_wishes(profile or None, None)
    with writing(desk.engine) as session:
        session.add(
            RoundRow(name=name, year=year, opens=opens or None, closes=closes or None,
                     level=level if level in ("base", "city") else None, profile=profile or None)
        )  # fmt: skip
        record(session, caller.name, "round.add", f"{name} {year}")
    return back(request, "/admin#rounds")


@router.post("/admin/rounds/remove")
def remove_round(request: Request, desk: TheDesk, caller: Lead, id: Annotated[int, Form()]) -> Response:
    """Take a round out; its dossiers stay."""
    with writing(desk.engine) as session:
        session.execute(delete(RoundRow).where(RoundRow.id == id))
        record(session, caller.name, "round.remove", str(id))
    return back(request, "/admin#rounds")


@router.post("/admin/agency")
def set_agency(
    request: Request, desk: TheDesk, caller: Administrator, agency: Annotated[str, Form(max_length=200)] = "",
    above: Annotated[str, Form(max_length=200)] = "", mark: Annotated[str, Form(max_length=50)] = "",
    place: Annotated[str, Form(max_length=100)] = "",
) -> Response:  # fmt: skip
    """Who writes the letters."""
    set_option(desk.engine, "agency", {"agency": agency, "above": above, "mark": mark, "place": place}, caller.name)
    return back(request, "/admin#letters")


@router.get("/admin/log")
def log(request: Request, desk: TheDesk, caller: Auditor, subject: str = "") -> Response:
    """The audit log, or what it says of one thing."""
    return render(
        request, "log.html", caller, log=desk.register.audit_entries(subject=subject or None, limit=1000), subject=subject
    )
