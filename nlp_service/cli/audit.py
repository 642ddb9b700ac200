"""``audit``: a folder of past dossiers, every entry one dossier."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from .app import Data, Lang, app, settings_for


@app.command()
def audit(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Thư mục; mỗi tệp hoặc thư mục con là một hồ sơ.")],
    out: Annotated[Path, typer.Option("--out", help="Thư mục nhận results.jsonl, report.xlsx, report.html.")],
    data: Data = None,
    engine: Annotated[Literal["inline", "process", "dask"], typer.Option(help="Cách chạy.")] = "process",
    workers: Annotated[int, typer.Option(min=0, help="Số tiến trình; 0: theo số nhân của máy.")] = 0,
    scheduler: Annotated[str | None, typer.Option(help="Địa chỉ bộ điều phối Dask, ví dụ tcp://may-chu:8786.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Làm tiếp lần chạy dở; hồ sơ đã xong không làm lại.")] = False,
    lang: Lang = None,
) -> None:
    """Rà soát cả thư mục hồ sơ: so với nhau và so với kho."""
    settings = settings_for(data, lang)
    from nlp_service import audit as room
    from nlp_service.messages import say

    from .progress import Bar

    kept = total = 0
    try:
        with Bar(sys.stderr) as bar:

            def progress(done: int, all: int, name: str) -> None:
                nonlocal kept, total
                kept, total = done, all
                bar(done, all, name)

            runner = room.engine(engine, workers or settings.processes, scheduler)
            done = room.audit(folder, out, settings, engine=runner, resume=resume, progress=progress)
    except KeyboardInterrupt:
        key = "cli.audit-interrupted" if total else "cli.interrupted"
        typer.echo(say(key, settings.lang, done=kept, total=total, out=out), err=True)
        raise typer.Exit(130) from None
    typer.echo(say("cli.audit-done", settings.lang, n=done.entries, resumed=done.resumed, out=done.out))
    for verdict, n in sorted(done.verdicts.items(), key=lambda v: -v[1]):
        typer.echo(f"  {say(f'names.verdict.{verdict}', settings.lang)}: {n}")
    if done.unreadable:
        raise typer.Exit(1)
