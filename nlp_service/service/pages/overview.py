"""Overview: pictures drawn on the server, each with its table and export."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from nlp_service.rules import RuleBook

from ..charts import bars
from ..desk import Desk, Seer, TheDesk
from ..export import Cell, to_xlsx
from ..overview import Figure, figures
from ..problems import ServiceError
from ..words import name, word
from .frame import figure as written
from .frame import render

router = APIRouter()


def _labels(desk: Desk, lang: str, figure: Figure) -> list[str]:
    """What the rows of a figure are called: rules by their titles, units by their names."""
    titles = {r.id: r.title[lang] for r in RuleBook.load(desk.settings.packs).rules} if figure.id == "reasons" else {}
    out = []
    for row in figure.rows:
        text = titles.get(row.label) or (name(lang, figure.group, row.label) if figure.group else row.label)
        out.append(word(lang, text or "Chưa rõ"))
    return out


@router.get("/overview")
def show(request: Request, desk: TheDesk, caller: Seer) -> Response:
    """All figures."""
    lang = request.state.lang
    shown = []
    for figure in figures(desk.engine):
        rows = [(label, r.values) for label, r in zip(_labels(desk, lang, figure), figure.rows, strict=True)]
        columns = [word(lang, c) for c in figure.columns]
        title = word(lang, figure.title)
        # the chart escapes what it is given
        picture = Markup(bars(title, columns, rows, partial(written, lang=lang))) if rows else ""  # noqa: S704
        shown.append((figure.id, title, columns, rows, picture))
    return render(request, "overview.html", caller, figures=shown)


@router.get("/overview/{id}.xlsx")
def export(id: str, request: Request, desk: TheDesk, caller: Seer) -> Response:
    """One figure as a table."""
    figure = next((f for f in figures(desk.engine) if f.id == id), None)
    if figure is None:
        raise ServiceError("page-unknown", 404)
    lang = request.state.lang
    labels = _labels(desk, lang, figure)
    rows: list[list[Cell]] = [[label, *r.values] for label, r in zip(labels, figure.rows, strict=True)]
    content = to_xlsx(["", *(word(lang, c) for c in figure.columns)], rows, word(lang, "Tổng quan"))
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(content, media_type=media, headers={"content-disposition": f'attachment; filename="{figure.id}.xlsx"'})
