"""Overview: pictures drawn on the server, each with its table and export."""

from __future__ import annotations

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from ..charts import bars
from ..desk import Seer, TheDesk
from ..export import Cell, to_xlsx
from ..overview import Figure, figures
from ..problems import ServiceError
from ..words import name, word
from .frame import render

router = APIRouter()


def _label(lang: str, figure: Figure, label: str) -> str:
    if not label:
        return word(lang, "Chưa rõ")
    return name(lang, figure.group, label) if figure.group else label


@router.get("/overview")
def show(request: Request, desk: TheDesk, caller: Seer) -> Response:
    """All figures."""
    lang = request.state.lang
    shown = []
    for figure in figures(desk.engine):
        rows = [(_label(lang, figure, r.label), r.values) for r in figure.rows]
        columns = [word(lang, c) for c in figure.columns]
        title = word(lang, figure.title)
        # the chart escapes what it is given
        shown.append((figure.id, title, columns, rows, Markup(bars(title, columns, rows)) if rows else ""))  # noqa: S704
    return render(request, "overview.html", caller, figures=shown)


@router.get("/overview/{id}.xlsx")
def export(id: str, request: Request, desk: TheDesk, caller: Seer) -> Response:
    """One figure as a table."""
    figure = next((f for f in figures(desk.engine) if f.id == id), None)
    if figure is None:
        raise ServiceError("page-unknown", 404)
    lang = request.state.lang
    rows: list[list[Cell]] = [[_label(lang, figure, r.label), *r.values] for r in figure.rows]
    content = to_xlsx(["", *(word(lang, c) for c in figure.columns)], rows, word(lang, "Tổng quan"))
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(content, media_type=media, headers={"content-disposition": f'attachment; filename="{figure.id}.xlsx"'})
