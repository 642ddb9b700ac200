"""``train`` and ``evaluate``: the field model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import Data, Lang, app, settings_for


@app.command()
def train(
    corpus: Annotated[Path | None, typer.Option(help="Thư mục ngữ liệu; mặc định corpus/.")] = None,
    models: Annotated[Path | None, typer.Option(help="Thư mục nhận mô hình; mặc định models/.")] = None,
    with_corrections: Annotated[
        bool, typer.Option("--with-corrections", help="Học thêm từ chỗ cán bộ đã sửa; chỉ thay mô hình nếu không kém hơn.")
    ] = False,
    next_to_label: Annotated[
        int,
        typer.Option("--propose", min=0, metavar="N", help="Không huấn luyện: kể N hồ sơ máy phân vân nhất để gán nhãn."),
    ] = 0,
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Huấn luyện mô hình lĩnh vực từ corpus/ và in các con số đánh giá."""
    settings = settings_for(data, lang, corpus=corpus, models=models)
    if not next_to_label:
        _must_be_there(settings.corpus, settings.corpus / "fields.yaml")
    if next_to_label:
        from .learning import doubtful

        for id_, title, probabilities in doubtful(settings, next_to_label):
            ranked = sorted(probabilities.items(), key=lambda x: -x[1])
            typer.echo("\t".join([id_, " ".join(f"{name}={p:.2f}" for name, p in ranked), title]))
    elif with_corrections:
        from nlp_service.classification import train_with_corrections

        from .learning import corrections

        typer.echo(train_with_corrections(list(corrections(settings)), settings=settings).render())
    else:
        from nlp_service.classification import train_model

        typer.echo(train_model(settings).render())


@app.command()
def evaluate(
    train: Annotated[Path, typer.Option("--train", help="Thư mục (mỗi nhãn một thư mục con) hoặc tệp TSV để học.")],
    test: Annotated[Path, typer.Option("--test", help="Thư mục hoặc tệp TSV để đo.")],
    out: Annotated[Path | None, typer.Option("--out", help="Thư mục nhận hình ma trận nhầm lẫn.")] = None,
    lang: Lang = None,
) -> None:
    """Học trên một tập có nhãn, đo trên tập khác: độ chính xác, macro-F1, ma trận nhầm lẫn."""
    settings = settings_for(lang=lang)
    from nlp_service.classification import evaluate_folders
    from nlp_service.messages import explain

    _must_be_there(train, test)
    report = evaluate_folders(train, test, out)
    typer.echo(report.render())
    if report.pictureless is not None:
        told = explain(report.pictureless, settings.lang)
        typer.echo(f"{told.message} [{told.code}]\n  {told.advice}", err=True)


def _must_be_there(*paths: Path) -> None:
    """Tell at once what is not there, before anything is learnt.

    Raises:
        ReadingError: ``file-missing``.
    """
    from nlp_service.dossier import ReadingError

    for path in paths:
        if not path.exists():
            raise ReadingError("file-missing", name=str(path))
