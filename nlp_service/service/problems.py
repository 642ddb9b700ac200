"""Errors on the wire: RFC 9457 problem details with a stable ``code``; a page for people who look with a browser."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from nlp_service.dossier import NlpServiceError
from nlp_service.messages import explain

MEDIA = "application/problem+json"
#: Status of codes whose error does not say it itself.
STATUSES = {
    "login-failed": 401, "login-needed": 401, "forbidden": 403, "cross-site": 403, "case-unknown": 404,
    "job-unknown": 404, "page-unknown": 404, "register-id-unknown": 404, "user-unknown": 404, "token-unknown": 404,
    "register-id-exists": 409, "user-exists": 409, "token-exists": 409, "oidc-name-taken": 409, "upload-too-large": 413,
    "too-many-requests": 429,
}  # fmt: skip
_BY_STATUS = {
    400: "request-invalid", 401: "login-needed", 403: "forbidden", 404: "page-unknown", 405: "method-not-allowed",
    413: "upload-too-large", 422: "request-invalid", 429: "too-many-requests",
}  # fmt: skip


class Problem(BaseModel):
    """What went wrong, by RFC 9457, with a stable ``code`` and an ``advice``."""

    type: str = Field("about:blank", examples=["about:blank"])
    title: str = Field(examples=["Không có hồ sơ mang mã “abc”."])
    status: int = Field(examples=[404])
    code: str = Field(examples=["case-unknown"])
    advice: str = Field("", examples=["Mở danh sách hồ sơ để tìm lại."])
    detail: list[dict[str, Any]] | None = None


class ServiceError(NlpServiceError):
    """The service refuses a call; ``status`` is the HTTP status that says so."""

    def __init__(self, code: str, status: int | None = None, **arguments: str | int | float) -> None:
        super().__init__(code, **arguments)
        self.status = status or STATUSES.get(code, 409)


def status_of(error: NlpServiceError) -> int:
    """The HTTP status that fits an error of ours."""
    return getattr(error, "status", None) or STATUSES.get(error.code, 422)


def problem_of(error: NlpServiceError, lang: str) -> Problem:
    """An error of ours as it goes over the wire."""
    words = explain(error, lang)
    return Problem(type="about:blank", title=words.message, status=status_of(error), code=error.code, advice=words.advice)


def respond(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """The response of a problem."""
    return JSONResponse(problem.model_dump(exclude_none=True), problem.status, headers, media_type=MEDIA)


def wants_page(request: Request) -> bool:
    """Whether a person looks at the answer: not under the API's path, and HTML is asked for."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def install(app: FastAPI) -> None:
    """Answer every error in one shape."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, NlpServiceError)
        return _answer(request, problem_of(error, _lang(request)))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = _BY_STATUS.get(error.status_code, "request-invalid")
        problem = problem_of(ServiceError(code, error.status_code), _lang(request))
        return _answer(request, problem, dict(error.headers or {}))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        problem = problem_of(ServiceError("request-invalid", 422), _lang(request))
        places = [{"where": ".".join(map(str, e["loc"])), "message": e["msg"]} for e in error.errors()]
        return _answer(request, problem.model_copy(update={"detail": places}))

    app.add_exception_handler(NlpServiceError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


def _lang(request: Request) -> str:
    return str(getattr(request.state, "lang", None) or request.app.state.desk.settings.lang)


def _answer(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    if wants_page(request):
        from .pages.frame import error_page  # pages draw on everything here

        return error_page(request, problem)
    if problem.status == 401:
        headers = {"WWW-Authenticate": "Bearer", **(headers or {})}
    return respond(problem, headers)
