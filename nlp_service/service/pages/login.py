"""Coming and going."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from nlp_service.dossier import NlpServiceError

from .. import accounts, identities
from ..desk import COOKIE, Desk, TheDesk
from ..oidc import MINUTES_TO_RETURN
from ..problems import ServiceError, problem_of, status_of
from .frame import back, render

router = APIRouter()
CARRIED = "nlps_oidc"


@router.get("/login")
def ask(request: Request, desk: TheDesk, next: str = "/") -> Response:
    """The form."""
    return _form(request, desk, next)


def _form(request: Request, desk: Desk, next: str, error: NlpServiceError | None = None) -> Response:
    problem = problem_of(error, request.state.lang) if error else None
    status = status_of(error) if error else 200
    return render(request, "login.html", None, status, next=_inside(next), problem=problem, provider=desk.provider.on)


@router.post("/login")
def log_in(
    request: Request,
    desk: TheDesk,
    name: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Name and password for a session cookie."""
    try:
        secret = accounts.log_in(desk.engine, name.strip(), password)
    except accounts.AccountError as error:
        return _form(request, desk, next, error)
    return _entered(request, desk, secret, next)


def _entered(request: Request, desk: Desk, secret: str, next: str) -> Response:
    """With a new session whatever cookie the browser had before."""
    response = back(request, _inside(next))
    age = int(accounts.SESSION_LONGEST)
    response.set_cookie(COOKIE, secret, max_age=age, httponly=True, samesite="lax", secure=_secure(request, desk))
    return response


def _secure(request: Request, desk: Desk) -> bool:
    """Whether browsers reach us by https: directly, or through a proxy."""
    return request.url.scheme == "https" or (desk.settings.public_url or "").startswith("https:")


@router.get("/login/oidc")
def leave_for_provider(request: Request, desk: TheDesk, next: str = "/") -> Response:
    """To the provider, with what it takes to know the browser again."""
    try:
        address, carried = desk.provider.begin(_return_address(request, desk), _inside(next))
    except ServiceError as error:
        return _form(request, desk, next, error)
    response = RedirectResponse(address, 303)
    response.set_cookie(
        CARRIED, carried, max_age=MINUTES_TO_RETURN * 60, httponly=True, samesite="lax", secure=_secure(request, desk),
        path="/login/oidc",
    )  # fmt: skip
    return response


@router.get("/login/oidc/done")
def come_from_provider(
    request: Request, desk: TheDesk, state: Annotated[str, Query(max_length=500)] = "",
    code: Annotated[str, Query(max_length=4000)] = "", error: Annotated[str, Query(max_length=200)] = "",
) -> Response:  # fmt: skip
    """Back from the provider: a session, or the form with the reason."""
    try:
        if error:
            raise ServiceError("oidc-failed", 403, detail=error if error.isascii() and error.isidentifier() else "?")
        person = desk.provider.finish(request.cookies.get(CARRIED, ""), state, code)
        response = _entered(request, desk, identities.enter(desk.engine, person), person.then)
    except (ServiceError, accounts.AccountError) as refused:
        response = _form(request, desk, "/", refused)
    response.delete_cookie(CARRIED, path="/login/oidc")
    return response


def _return_address(request: Request, desk: Desk) -> str:
    return (desk.settings.public_url or str(request.base_url)).rstrip("/") + "/login/oidc/done"


@router.post("/logout")
def log_out(request: Request, desk: TheDesk) -> Response:
    """End the session here and now."""
    if cookie := request.cookies.get(COOKIE):
        accounts.log_out(desk.engine, cookie)
    response = back(request, "/login")
    response.delete_cookie(COOKIE)
    return response


def _inside(path: str) -> str:
    """Only ways into this site: ``//elsewhere`` and ``https://`` lead to the front page."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
