"""``classify``: the field of bare titles or abstracts, one a line, in order."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from .app import Json, Lang, app, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator


@app.command()
def classify(
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT... | -]", help="Tên hoặc tóm tắt; “-”: đọc từng dòng đầu vào chuẩn.")
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Lĩnh vực của tên hoặc tóm tắt sáng kiến."""
    settings = settings_for(lang=lang)
    from nlp_service.classification import classify_texts
    from nlp_service.messages import say

    lines = list(_texts(texts or ["-"]))
    for text, result in zip(lines, classify_texts(lines, settings), strict=True):
        if json:
            typer.echo(result.model_dump_json())
        else:
            terms = ", ".join(t.term for t in result.evidence[:5])
            label = say(f"names.field.{result.label}", settings.lang)
            typer.echo(f"{label}\t{result.confidence:.2f}\t{text}" + (f"\t({terms})" if terms else ""))


def _texts(given: list[str]) -> Iterator[str]:
    for text in given:
        if text == "-":
            reader = sys.stdin.buffer
            yield from (line.decode("utf-8", "replace").rstrip("\r\n") for line in reader)
        else:
            yield text
