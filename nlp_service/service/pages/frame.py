"""What all pages share: templates, words, the caller, errors as pages."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from nlp_service.duplicates import coverage_told
from nlp_service.messages import say

from ..clock import ZONE
from ..desk import caller_of, desk_of
from ..problems import Problem, ServiceError
from ..roles import Caller
from ..words import name, word

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates, compiled once."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False, cache_size=200,
    )  # fmt: skip
    env.filters.update(figure=figure, day=day, moment=moment, percent=percent, number=number)
    env.filters.update(urlvalue=lambda s: quote(str(s), safe=""))
    env.globals["asset"] = asset
    return env


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """The address of a static file, which changes with its content so that browsers may keep it."""
    stat = (Path(__file__).parents[1] / "static" / name).stat()
    return f"/static/{name}?v={stat.st_mtime_ns:x}"


def render(request: Request, template: str, caller: Caller | None, status: int = 200, /, **context: Any) -> Response:
    """A page in the caller's language."""
    lang = request.state.lang
    html = environment().get_template(template).render(
        _=partial(word, lang), name=partial(name, lang), lang=lang, caller=caller, path=request.url.path,
        said=lambda key: say(key, lang), told=lambda d: coverage_told(d, lang), guarded=desk_of(request).guarded(), **context,
    )  # fmt: skip
    response = HTMLResponse(html, status)
    if (chosen := request.query_params.get("lang")) in ("vi", "en"):
        response.set_cookie("lang", str(chosen), max_age=365 * 86400, httponly=True, samesite="lax")
    return response


def back(request: Request, path: str, /, **query: str) -> Response:
    """After a form: look at the page again (the browser then does not send the form twice)."""
    return RedirectResponse(path + (f"?{urlencode(query)}" if query else ""), 303)


def error_page(request: Request, problem: Problem) -> Response:
    """An error for people; where one has to log in, the way there."""
    if problem.code == "login-needed":
        return RedirectResponse(f"/login?{urlencode({'next': request.url.path})}", 303)
    try:
        caller: Caller | None = caller_of(request)
    except ServiceError:
        caller = None
    return render(request, "error.html", caller, problem.status, problem=problem)


def day(iso: str | None) -> str:
    """An ISO date as people here write it."""
    return "/".join(reversed(iso[:10].split("-"))) if iso else ""


def moment(iso: str | None) -> str:
    """A UTC time as the clock on the wall here says it."""
    return datetime.fromisoformat(iso).astimezone(ZONE).strftime("%d/%m/%Y %H:%M") if iso else ""


def percent(share: float | None) -> str:
    """0.874 → 87%."""
    return "" if share is None else f"{share * 100:.0f}%"


def number(value: float) -> str:
    """1234 → 1.234."""
    return f"{value:,.0f}".replace(",", ".")


def figure(value: float, lang: str) -> str:
    """A number of a figure: 1234.5 → 1.234,5 (English: 1,234.5)."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))
