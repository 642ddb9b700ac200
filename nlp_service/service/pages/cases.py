"""The list of cases: search, filters, saved views, actions on several, export."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy import delete, select
from starlette.responses import Response

from nlp_service.register.database import reading, writing

from .. import actions
from ..desk import Anyone, Officer, TheDesk
from ..export import to_csv, to_xlsx
from ..listing import Filter, find
from ..tables import RoundRow, ViewRow
from ..words import name as called
from ..words import names, word
from .frame import back, moment, render

router = APIRouter()
PAGE = 50
MOST_EXPORTED = 20_000
HEAD = ("Mã", "Sáng kiến", "Tác giả", "Đơn vị", "Kết luận sơ kiểm", "Lĩnh vực", "Trùng lặp", "Quyết định", "Tiếp nhận", "Tệp")
_KEYS = ("q", "verdict", "label", "decision", "duplicate", "state", "round", "order")


def wanted(
    q: Annotated[str, Query(max_length=200)] = "", verdict: str = "", label: str = "", decision: str = "", duplicate: str = "",
    state: str = "", round: str = "", order: str = "newest",
) -> Filter:  # fmt: skip
    """The filter in an address."""
    number = int(round) if round.isdecimal() and len(round) < 10 else None
    return Filter(q, verdict, label, decision, duplicate, state, number, order)


def _query(request: Request) -> str:
    return urlencode([(k, v) for k, v in request.query_params.items() if k in _KEYS and v])


@router.get("/cases")
def show(request: Request, desk: TheDesk, caller: Anyone, cursor: str | None = None) -> Response:
    """A page of the list."""
    looked_for = wanted(**{k: v for k, v in request.query_params.items() if k in _KEYS})
    found = find(desk.engine, caller, looked_for, limit=PAGE, cursor=cursor)
    with reading(desk.engine) as session:
        rounds = session.scalars(select(RoundRow).order_by(RoundRow.year.desc(), RoundRow.id.desc())).all()
        views = session.scalars(select(ViewRow).where(ViewRow.owner == caller.name).order_by(ViewRow.n)).all()
    return render(
        request, "cases.html", caller, found=found, filter=looked_for, query=_query(request), rounds=rounds, views=views,
        choices=names(), start=bool(cursor),
    )  # fmt: skip


@router.get("/cases/export.{kind}")
def export(kind: Literal["xlsx", "csv"], request: Request, desk: TheDesk, caller: Anyone) -> Response:
    """The list as filtered, as a table."""
    looked_for = wanted(**{k: v for k, v in request.query_params.items() if k in _KEYS})
    found = find(desk.engine, caller, looked_for, limit=MOST_EXPORTED)
    lang = request.state.lang
    head = [word(lang, t) for t in HEAD]
    rows = (
        (
            c.id, c.title, c.authors, c.unit, called(lang, "verdict", c.verdict), called(lang, "field", c.label),
            called(lang, "duplicate_level", c.duplicate), called(lang, "decision", c.decision), moment(c.created), c.name,
        )
        for c in found.rows
    )  # fmt: skip
    title = word(lang, "Hồ sơ")
    content = to_csv(head, rows) if kind == "csv" else to_xlsx(head, rows, title)
    media = "text/csv" if kind == "csv" else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(content, media_type=media, headers={"content-disposition": f'attachment; filename="ho-so.{kind}"'})


@router.post("/cases/decide")
def decide_all(
    request: Request, desk: TheDesk, caller: Officer, kind: Annotated[actions.DecisionKind, Form()],
    id: Annotated[list[str], Form()], query: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """One decision for several cases; those without a result stay as they are."""
    for one in id[:500]:
        if desk.case(one, caller).state == "screened":
            actions.decide(desk.engine, one, kind, "", None, caller.name)
    return back(request, "/cases", **dict(parse_qsl(query)))


@router.post("/cases/views")
def save_view(
    request: Request,
    desk: TheDesk,
    caller: Anyone,
    name: Annotated[str, Form(max_length=80)],
    query: Annotated[str, Form()] = "",
) -> Response:
    """Keep a search under a name, or (with an empty search) forget that name."""
    with writing(desk.engine) as session:
        session.execute(delete(ViewRow).where(ViewRow.owner == caller.name, ViewRow.name == name))
        if query:
            session.add(ViewRow(owner=caller.name, name=name, query=urlencode(parse_qsl(query))))
    return back(request, "/cases", **dict(parse_qsl(query)))
