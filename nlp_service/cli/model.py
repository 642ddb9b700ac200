"""``train`` and ``evaluate``: the field model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .app import Data, Lang, app, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlp_service.classification import FieldCorrection
    from nlp_service.settings import Settings


@app.command()
def train(
    corpus: Annotated[Path | None, typer.Option(help="Thư mục ngữ liệu; mặc định corpus/.")] = None,
    models: Annotated[Path | None, typer.Option(help="Thư mục nhận mô hình; mặc định models/.")] = None,
    with_corrections: Annotated[
        bool, typer.Option("--with-corrections", help="Học thêm từ chỗ cán bộ đã sửa; chỉ thay mô hình nếu không kém hơn.")
    ] = False,
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Huấn luyện mô hình lĩnh vực từ corpus/ và in các con số đánh giá."""
    settings = settings_for(data, lang, corpus=corpus, models=models)
    if with_corrections:
        from nlp_service.classification import train_with_corrections

        typer.echo(train_with_corrections(list(_corrections(settings)), settings=settings).render())
    else:
        from nlp_service.classification import train_model

        typer.echo(train_model(settings).render())


def _corrections(settings: Settings) -> Iterator[FieldCorrection]:
    """The fields that officers put right, with the titles they stood over."""
    from datetime import datetime

    from nlp_service.classification import FieldCorrection
    from nlp_service.register import Register

    with Register.open(settings) as register:
        titles = {e.id: e.title for e in register.list()}
        for c in register.corrections(field="field"):
            title = titles.get(c.subject)
            if title is None and (kept := register.get_screening(c.subject)) is not None:
                title = kept.metadata.title
            if title:
                yield FieldCorrection(c.subject, title, str(c.new), c.officer, datetime.fromisoformat(c.at))


@app.command()
def evaluate(
    train: Annotated[Path, typer.Option("--train", help="Thư mục (mỗi nhãn một thư mục con) hoặc tệp TSV để học.")],
    test: Annotated[Path, typer.Option("--test", help="Thư mục hoặc tệp TSV để đo.")],
    out: Annotated[Path | None, typer.Option("--out", help="Thư mục nhận hình ma trận nhầm lẫn.")] = None,
    lang: Lang = None,
) -> None:
    """Học trên một tập có nhãn, đo trên tập khác: độ chính xác, macro-F1, ma trận nhầm lẫn."""
    settings_for(lang=lang)
    from nlp_service.classification import evaluate_folders

    typer.echo(evaluate_folders(train, test, out).render())
