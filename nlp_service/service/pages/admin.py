"""Administration: rounds, users, tokens, how the desk is doing, the audit log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from nlp_service.dossier import NlpServiceError

from .. import accounts, policies, rounds
from ..desk import Administrator, Anyone, Auditor, Desk, Lead, TheDesk
from ..health import report
from ..problems import ServiceError, problem_of, status_of
from ..roles import ROLES, SCOPES, Caller
from .frame import back, render

router = APIRouter()
DAY = r"^(\d{4}-\d\d-\d\d)?$"


@router.get("/admin")
def show(request: Request, desk: TheDesk, caller: Anyone) -> Response:
    """Rounds, users and tokens, as far as the caller may manage them."""
    return _page(request, desk, caller)


def _page(request: Request, desk: Desk, caller: Caller, error: NlpServiceError | None = None, secret: str = "") -> Response:
    if not caller.can & {"lead", "log"}:
        raise ServiceError("forbidden", 403)
    admin = "admin" in caller.can
    return render(
        request, "admin.html", caller, status_of(error) if error else 200, rounds=rounds.all_rounds(desk.engine),
        users=accounts.users(desk.engine) if admin else [], tokens=accounts.tokens(desk.engine) if admin else [], roles=ROLES,
        scopes=SCOPES, problem=problem_of(error, request.state.lang) if error else None, secret=secret,
        forms=desk.forms(request.state.lang),
        units=policies.load(desk.engine, policies.UnitsChoice).units if admin else (),
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
@router.post("/admin/rounds/{number:int}")
def put_round(
    request: Request, desk: TheDesk, caller: Lead, name: Annotated[str, Form(min_length=1, max_length=200)],
    year: Annotated[int, Form(ge=2000, le=2200)], number: int | None = None, opens: Annotated[str, Form(pattern=DAY)] = "",
    closes: Annotated[str, Form(pattern=DAY)] = "", level: Annotated[str, Form()] = "", profile: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """A new round of filing, or one changed."""
    try:
        desk.check_wishes(profile or None, None)
        rounds.put_round(
            desk.engine, number, name=name, year=year, opens=opens or None, closes=closes or None,
            level=level if level in ("base", "city") else None, profile=profile or None, who=caller.name,
        )  # fmt: skip
    except ServiceError as error:
        return _page(request, desk, caller, error)
    return back(request, "/admin#rounds")


@router.post("/admin/rounds/remove")
def remove_round(request: Request, desk: TheDesk, caller: Lead, id: Annotated[int, Form()]) -> Response:
    """Take a round out; its dossiers stay."""
    rounds.remove_round(desk.engine, id, caller.name)
    return back(request, "/admin#rounds")


@router.get("/admin/health")
def health(request: Request, desk: TheDesk, caller: Auditor) -> Response:
    """How the desk is doing."""
    return render(request, "admin_health.html", caller, health=report(desk))


@router.get("/admin/log")
def log(request: Request, desk: TheDesk, caller: Auditor, subject: str = "") -> Response:
    """The audit log, or what it says of one thing."""
    return render(
        request, "log.html", caller, log=desk.register.audit_entries(subject=subject or None, limit=1000), subject=subject
    )
