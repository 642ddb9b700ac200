"""``backup`` and ``restore``: everything that is kept, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import Data, Lang, app, settings_for

File = Annotated[Path, typer.Argument(metavar="FILE", help="Tệp sao lưu (.zip).")]


@app.command()
def backup(file: File, data: Data = None, lang: Lang = None) -> None:
    """Sao lưu kho, tệp gốc và kết quả vào một tệp; làm được cả khi trang web đang chạy."""
    settings = settings_for(data, lang)
    from nlp_service.messages import say
    from nlp_service.register import Register

    with Register.open(settings, make=False) as register:
        n = register.backup(file)
    typer.echo(say("cli.backed-up", settings.lang, n=n, file=file))


@app.command()
def restore(file: File, data: Data = None, lang: Lang = None) -> None:
    """Khôi phục từ tệp sao lưu, thay cho những gì đang có."""
    settings = settings_for(data, lang)
    from nlp_service.dossier import ReadingError
    from nlp_service.messages import say
    from nlp_service.register import Register

    if not file.is_file():
        raise ReadingError("file-missing", name=str(file))
    with Register.open(settings) as register:
        before = len(register)
        register.restore(file)
        n = len(register)
    typer.echo(say("cli.restored", settings.lang, n=n, before=before, file=file))
