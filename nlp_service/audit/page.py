"""``report.html``: the audit as one page that needs nothing else, to read and to print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nlp_service import __version__
from nlp_service.messages import say

from .rows import Outcome, tables

_HERE = Path(__file__).parent


def write_page(outcomes: Sequence[Outcome], path: Path, lang: str, *, name: str, today: date | None = None) -> None:
    """Write the page; everything that comes from a dossier is escaped."""
    environment = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    summary, dossiers, *others = tables(outcomes, lang)
    html = environment.get_template("report.html.j2").render(
        lang=lang,
        name=name,
        say=lambda key, **arguments: say(key, lang, **arguments),
        day=(today or date.today()).strftime("%d/%m/%Y"),
        summary=summary,
        dossiers=list(zip(dossiers.rows, (o.screening for o in outcomes), strict=True)),
        columns=dossiers.columns,
        title=dossiers.name,
        others=others,
        version=__version__,
    )
    draft = path.with_suffix(".draft.html")
    draft.write_text(html, "utf-8")
    draft.replace(path)
