"""Administration: letters and the agency that writes them; receivers of messages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from nlp_service.dossier import NlpServiceError

from .. import webhooks
from ..desk import Administrator, Desk, TheDesk
from ..letters import templates
from ..letters.templates import LARGEST, Which
from ..options import get_option, set_option
from ..problems import ServiceError, problem_of, status_of
from ..roles import Caller
from .frame import back, render

router = APIRouter()
AGENCY = ("agency", "above", "mark", "place")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("/admin/letters")
def letters(request: Request, desk: TheDesk, caller: Administrator) -> Response:
    """The head of letters and their templates."""
    return _letters(request, desk, caller)


def _letters(request: Request, desk: Desk, caller: Caller, error: NlpServiceError | None = None) -> Response:
    folder = templates.letters_folder(desk.settings)
    return render(
        request, "admin_letters.html", caller, status_of(error) if error else 200,
        agency={**dict.fromkeys(AGENCY, ""), **get_option(desk.engine, "agency")},
        own={which: templates.template(folder, which)[1] for which in ("report", "letter")},
        fields=sorted(templates.example(full=True)), problem=problem_of(error, request.state.lang) if error else None,
    )  # fmt: skip


@router.post("/admin/agency")
def set_agency(
    request: Request, desk: TheDesk, caller: Administrator, agency: Annotated[str, Form(max_length=200)] = "",
    above: Annotated[str, Form(max_length=200)] = "", mark: Annotated[str, Form(max_length=50)] = "",
    place: Annotated[str, Form(max_length=100)] = "",
) -> Response:  # fmt: skip
    """Who writes the letters."""
    set_option(desk.engine, "agency", {"agency": agency, "above": above, "mark": mark, "place": place}, caller.name)
    return back(request, "/admin/letters")


@router.get("/admin/letters/{which}.docx")
def template(which: Which, desk: TheDesk, caller: Administrator) -> Response:
    """The template in use, for editing in Word."""
    content, _ = templates.template(templates.letters_folder(desk.settings), which)
    return Response(content, media_type=DOCX, headers={"content-disposition": f'attachment; filename="mau-{which}.docx"'})


@router.post("/admin/letters/{which}")
def keep_template(
    which: Which, request: Request, desk: TheDesk, caller: Administrator, file: Annotated[UploadFile, File()]
) -> Response:
    """A template of the office's own, when it renders."""
    try:
        templates.keep_template(desk.engine, desk.settings, which, file.file.read(LARGEST + 1), caller.name)
    except ServiceError as error:
        return _letters(request, desk, caller, error)
    return back(request, "/admin/letters")


@router.post("/admin/letters/{which}/drop")
def drop_template(which: Which, request: Request, desk: TheDesk, caller: Administrator) -> Response:
    """Ours again."""
    templates.drop_template(desk.engine, desk.settings, which, caller.name)
    return back(request, "/admin/letters")


@router.get("/admin/webhooks")
def receivers(request: Request, desk: TheDesk, caller: Administrator) -> Response:
    """Who gets messages."""
    return _receivers(request, desk, caller)


def _receivers(
    request: Request, desk: Desk, caller: Caller, error: NlpServiceError | None = None, secret: str = ""
) -> Response:
    return render(
        request, "admin_webhooks.html", caller, status_of(error) if error else 200, receivers=webhooks.receivers(desk.engine),
        hosts=desk.settings.webhook_hosts, events=webhooks.EVENTS, secret=secret,
        problem=problem_of(error, request.state.lang) if error else None,
    )  # fmt: skip


@router.post("/admin/webhooks")
def add_receiver(
    request: Request, desk: TheDesk, caller: Administrator, url: Annotated[str, Form(max_length=500)],
    event: Annotated[list[str], Form()] = [],  # noqa: B006  FastAPI reads it, nobody changes it
) -> Response:  # fmt: skip
    """A new receiver; its secret is shown this once."""
    try:
        _, secret = webhooks.add(desk.engine, url, event, desk.settings.webhook_hosts, caller.name)
    except ServiceError as error:
        return _receivers(request, desk, caller, error)
    return _receivers(request, desk, caller, secret=secret)


@router.post("/admin/webhooks/remove")
def remove_receiver(request: Request, desk: TheDesk, caller: Administrator, id: Annotated[int, Form()]) -> Response:
    """Send nothing there any more."""
    webhooks.remove(desk.engine, id, caller.name)
    return back(request, "/admin/webhooks")
