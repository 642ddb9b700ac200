"""``demo``: what `make run` shows: a register filled from the corpus, six sample uploads with their verdicts, then the desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .app import Lang, app, settings_for

if TYPE_CHECKING:
    from nlp_service.dossier import Screening
    from nlp_service.settings import Settings


@app.command()
def demo(
    data: Annotated[Path, typer.Option("--data", help="Thư mục của kho mẫu.")] = Path("demo"),
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Cổng.")] = None,
    serve: Annotated[bool, typer.Option(" /--no-serve", help="Chỉ sàng lọc các mẫu, không mở trang web.")] = True,
    lang: Lang = None,
) -> None:
    """Chạy thử: nạp kho mẫu từ corpus/, sàng lọc sáu hồ sơ mẫu, rồi mở trang web."""
    settings = settings_for(data, lang, host=host, port=port)
    from nlp_service.messages import say
    from nlp_service.samples import samples

    cases = samples()
    n = fill_register(settings, leave_out={c.dossier for c in cases})
    typer.echo(say("cli.demo-register", settings.lang, n=n))
    typer.echo(say("cli.demo-samples", settings.lang))
    screen_samples(settings)
    if serve:
        from .service import serve_until_stopped

        typer.echo(say("cli.demo-serve", settings.lang, host=settings.host, port=settings.port))
        serve_until_stopped(settings)


def fill_register(settings: Settings, *, leave_out: set[str]) -> int:
    """Put the dossiers of the corpus into the register, those that are not there yet; gives how many it holds."""
    from nlp_service.corpus import as_dossier, corpus_dossiers
    from nlp_service.register import Register
    from nlp_service.screening import Screener, comparable

    with Register.open(settings) as register:
        there = {e.id for e in register.list()}
        wanted = [d for d in corpus_dossiers(settings.corpus) if d.id not in leave_out | there]
        if wanted:
            screener = Screener(settings)
            for source in wanted:
                screening, doc = screener.examine(as_dossier(source))
                year = int(source.header["filed"][-4:]) if source.header.get("filed") else None
                register.add(comparable(doc), screening=screening, year=year, decision="recognised")
        return len(register)


def screen_samples(settings: Settings) -> None:
    """Make the sample uploads and print a line of verdict for each."""
    from nlp_service.audit import Examiner, Order
    from nlp_service.messages import say
    from nlp_service.samples import ToolMissingError, make, samples

    with Examiner(settings) as examine:
        for case in samples():
            try:
                path = make(case, settings.corpus, settings.data / "samples")
            except ToolMissingError as error:
                tool = str(error.arguments["tool"])
                typer.echo(f"  - {say('cli.demo-skipped', settings.lang, name=case.name, tool=tool)}")
            else:
                typer.echo(_verdict(path, examine(Order(path)).screening, settings.lang))


def _verdict(path: Path, r: Screening, lang: str) -> str:
    """A sample's verdict and field in a line, its copies and its gravest findings below."""
    from nlp_service.duplicates import coverage_told
    from nlp_service.messages import say

    field = say(f"names.field.{r.classification.label}", lang) if r.classification else "–"
    lines = [f"  - {path.name:<30} {say(f'names.verdict.{r.verdict}', lang).upper():<16} {field}"]
    copies = [d for d in r.duplicates if d.level != "low"]
    lines += [f"      [{say('audit.copies.name', lang)}] {d.dossier}: {coverage_told(d, lang)}" for d in copies]
    worth = [f for f in r.findings if f.severity != "info"]
    lines += [f"      [{say(f'names.severity.{f.severity}', lang)}] {f.message}" for f in worth[:3]]
    return "\n".join(lines)
