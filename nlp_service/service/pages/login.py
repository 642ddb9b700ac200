"""Coming and going."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from .. import accounts
from ..desk import COOKIE, TheDesk
from ..problems import problem_of, status_of
from .frame import back, render

router = APIRouter()


@router.get("/login")
def ask(request: Request, desk: TheDesk, next: str = "/") -> Response:
    """The form."""
    return render(request, "login.html", None, next=_inside(next), problem=None)


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
        problem = problem_of(error, request.state.lang)
        return render(request, "login.html", None, status_of(error), next=_inside(next), problem=problem)
    response = back(request, _inside(next))
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, secret, max_age=int(accounts.SESSION_LONGEST), httponly=True, samesite="lax", secure=secure)
    return response


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
