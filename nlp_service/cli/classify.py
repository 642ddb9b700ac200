"""``classify``: the field of bare titles or abstracts, one a line, in order, each as soon as its line is there."""

from __future__ import annotations

import os
import sys
import unicodedata
from typing import TYPE_CHECKING, Annotated, cast

import typer

from .app import Json, Lang, app, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

    from nlp_service.dossier import Classification

_READ = 1 << 16  # bytes asked for at once; what is there is taken, so a stream is answered line by line


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
    from nlp_service.classification import FieldModel, classify_texts
    from nlp_service.messages import say

    model = FieldModel.load(settings.models / "field")

    def shown(text: str, result: Classification) -> str:
        if json:
            return result.model_dump_json()
        terms = [t.term for t in result.evidence[:5]]
        why = [say(f"why-unknown.{result.why_unknown}", settings.lang)] if result.why_unknown else terms
        label = say(f"names.field.{result.label}", settings.lang)
        return f"{label}\t{result.confidence:.2f}\t{_harmless(text)}" + (f"\t({', '.join(why)})" if why else "")

    try:
        for batch in _batches(texts or ["-"]):
            for text, result in zip(batch, classify_texts(batch, settings, model=model), strict=True):
                sys.stdout.write(shown(text, result) + "\n")
            sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough (head): nothing failed, and nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _batches(given: list[str]) -> Iterator[list[str]]:
    """The texts, as many together as are at hand."""
    for text in given:
        if text == "-":
            yield from _lines(cast("BufferedReader", sys.stdin.buffer))
        else:
            yield [_decoded(os.fsencode(text))]


def _lines(stream: BufferedReader) -> Iterator[list[str]]:
    """The lines of a stream as they come; the last one may lack its end."""
    pending = bytearray()
    while data := stream.read1(_READ):
        pending += data
        if b"\n" in data:
            *lines, last = pending.split(b"\n")
            pending = last
            yield [_decoded(bytes(line)) for line in lines]
    if pending:
        yield [_decoded(bytes(pending))]


def _decoded(line: bytes) -> str:
    """A line as text: UTF-8, or the bytes of a legacy encoding; TCVN3 and VNI become Unicode."""
    from nlp_service.language.legacy import detect, repair

    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = line.decode("cp1252", "replace")
    return repair([[(text, None)]]).paragraphs[0].text if detect(text) else text


def _harmless(text: str) -> str:
    """The text on one line of a table and harmless at a terminal: no tabs, no control characters."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text).strip()
