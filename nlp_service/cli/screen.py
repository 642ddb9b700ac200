"""``screen``: each path is one dossier; a readable report, or JSON Lines in the order given."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .app import Data, Jobs, Json, Lang, app, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nlp_service.audit import Examined, Order
    from nlp_service.register import Register
    from nlp_service.settings import Settings


@app.command()
def screen(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Tệp, tệp nén hoặc thư mục; mỗi PATH là một hồ sơ.")],
    json: Json = False,
    data: Data = None,
    profile: Annotated[str | None, typer.Option(help="Mã mẫu, khi hồ sơ không tự nói rõ (xem lệnh profiles).")] = None,
    level: Annotated[Literal["base", "city"] | None, typer.Option(help="Cấp xét: base (cơ sở) hoặc city (thành phố).")] = None,
    jobs: Jobs = 1,
    save: Annotated[bool, typer.Option("--save", help="Lưu hồ sơ và kết quả vào kho.")] = False,
    lang: Lang = None,
) -> None:
    """Sàng lọc hồ sơ: kết luận, các phần, điểm cần xử lý, lĩnh vực, hồ sơ trùng."""
    settings = settings_for(data, lang)
    from nlp_service.audit import has_register
    from nlp_service.messages import say

    from .report import report

    there = paths if json else _there(paths, settings)  # in JSON every path has its line
    unread = len(there) < len(paths)
    register = _register(settings) if save and there else None
    orders = _orders(there, profile, level, save=save)
    lacking = None if save or has_register(settings) else settings.data
    if json and data and lacking:
        typer.echo(say("cli.not-compared", settings.lang, data=lacking), err=True)
    try:
        for path, examined in zip(there, _in_order(orders, settings, jobs), strict=True):
            result = examined.screening
            unread = unread or not examined.readable
            if json:
                typer.echo(result.to_json())
            else:
                typer.echo(report(result, settings.lang, lacking=lacking))
            if register is not None:
                _save(register, path, examined, settings, quiet=json)
    finally:
        if register is not None:
            register.close()
    if unread:
        raise typer.Exit(1)


def _there(paths: Sequence[Path], settings: Settings) -> list[Path]:
    """The paths where there is something; the others are told, and get no report."""
    from nlp_service.dossier import ReadingError

    from .failure import tell

    there = []
    for path in paths:
        if os.path.exists(path):  # unlike Path.exists it bears a name that is too long
            there.append(path)
        else:
            tell(ReadingError("file-missing", name=str(path)), settings.lang)
    return there


def _register(settings: Settings) -> Register:
    from nlp_service.register import Register

    return Register.open(settings)


def _orders(paths: Sequence[Path], profile: str | None, level: Literal["base", "city"] | None, *, save: bool) -> list[Order]:
    """A dossier that is saved and stands in the register already is put in once more: it is no copy of itself."""
    from nlp_service.audit import Order

    return [Order(p, profile, level, own=(p.name if p.is_dir() else p.stem) if save else None) for p in paths]


def _in_order(orders: Sequence[Order], settings: Settings, jobs: int) -> Iterator[Examined]:
    """Results in the order of the orders, each as soon as all before it are there."""
    from nlp_service.audit import engine

    waiting: dict[int, Examined] = {}
    at = 0
    if not orders:
        return
    for i, examined in engine("process", min(jobs, len(orders)))(orders, settings, compare=True):
        waiting[i] = examined
        while at in waiting:
            yield waiting.pop(at)
            at += 1


def _save(register: Register, path: Path, examined: Examined, settings: Settings, *, quiet: bool) -> None:
    """Keep the dossier; content that changed under the same name gets an id of its own."""
    from nlp_service.audit import id_of_content
    from nlp_service.dossier import RegisterError
    from nlp_service.messages import say

    from .originals import originals

    screening, comparable = examined.screening, examined.comparable
    if comparable is None or screening.verdict == "not_a_dossier":
        typer.echo(say("cli.not-saved", settings.lang), err=True)
        return
    files = originals(path)
    try:
        id = register.add(comparable, screening=screening, originals=files)
    except RegisterError as error:
        if error.code != "register-id-exists":
            raise
        id = register.add(comparable, screening=screening, originals=files, id=id_of_content(comparable.id, comparable.sha256))
    if not quiet:
        typer.echo(say("cli.saved", settings.lang, id=id))
