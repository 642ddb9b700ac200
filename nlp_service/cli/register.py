"""``register …``: the earlier initiatives."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .app import Data, Json, Lang, app, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlp_service.register import Entry
    from nlp_service.settings import Settings

register_app = typer.Typer(help="Kho hồ sơ sáng kiến các năm trước.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(register_app, name="register")

Decision = Literal["recognised", "rejected", "pending"]
Id = Annotated[str, typer.Argument(metavar="ID", help="Mã hồ sơ trong kho.")]


@register_app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Tệp, tệp nén hoặc thư mục; mỗi PATH là một hồ sơ.")],
    data: Data = None,
    id: Annotated[str | None, typer.Option("--id", help="Mã của hồ sơ; mặc định là tên tệp hoặc thư mục.")] = None,
    year: Annotated[int | None, typer.Option(min=1900, max=2200, help="Năm xét.")] = None,
    decision: Annotated[Decision | None, typer.Option(help="Kết luận của hội đồng năm đó.")] = None,
    title: Annotated[str, typer.Option(help="Tên sáng kiến, khi tệp không nêu hoặc nêu sai.")] = "",
    lang: Lang = None,
) -> None:
    """Thêm hồ sơ vào kho."""
    settings = settings_for(data, lang)
    from nlp_service.audit import Examiner, Order
    from nlp_service.dossier import NlpServiceError, RegisterError
    from nlp_service.messages import say
    from nlp_service.register import Register

    from .failure import tell
    from .originals import originals

    if (id is not None or title) and len(paths) > 1:
        raise NlpServiceError("value-wrong", detail=f"{'--title' if title else '--id'} + 1 PATH")
    left_out = False
    with Examiner(settings, compare=False) as examiner, Register.open(settings) as register:
        for path in paths:
            examined = examiner(Order(path))
            if examined.comparable is None:
                left_out = True
                for error in (e for f in examined.screening.dossier.files for e in f.errors):
                    typer.echo(f"{path}: {error.message} [{error.code}]\n  {error.advice}", err=True)
                continue
            found = replace(examined.comparable, title=title) if title else examined.comparable
            known = register.same_content(found.sha256)
            try:
                if examined.screening.verdict == "not_a_dossier":
                    if not found.title:
                        raise RegisterError("register-no-dossier", name=str(path))
                    typer.echo(say("cli.added-no-dossier", settings.lang, path=path, title=found.title), err=True)
                files = originals(path)
                kept = register.add(found, screening=examined.screening, originals=files, year=year, decision=decision, id=id)
            except RegisterError as error:
                if error.code not in ("register-id-exists", "register-no-dossier") or len(paths) == 1:
                    raise
                left_out = True
                tell(error, settings.lang)
            else:
                typer.echo(say("cli.already" if kept in known else "cli.added", settings.lang, id=kept, title=found.title))
    if left_out:
        raise typer.Exit(1)


@register_app.command("list")
def list_entries(
    data: Data = None,
    year: Annotated[int | None, typer.Option(help="Chỉ năm này.")] = None,
    decision: Annotated[Decision | None, typer.Option(help="Chỉ kết luận này.")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Liệt kê kho."""
    settings = settings_for(data, lang)
    from nlp_service.register import Register

    with Register.open(settings, make=False) as register:
        empty = "cli.nothing-matches" if len(register) else "cli.empty-register"
        _print(register.list(year=year, decision=decision), settings, json=json, empty=empty)


@register_app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Từ cần tìm, có dấu hay không dấu đều được.")],
    data: Data = None,
    limit: Annotated[int, typer.Option(min=1, help="Nhiều nhất bao nhiêu hồ sơ.")] = 50,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Tìm trong kho theo tên, tác giả, đơn vị, nội dung."""
    settings = settings_for(data, lang)
    from nlp_service.register import Register

    with Register.open(settings, make=False) as register:
        _print(register.search(" ".join(words), limit=limit), settings, json=json, empty="cli.nothing-found")


@register_app.command()
def show(id: Id, data: Data = None, json: Json = False, lang: Lang = None) -> None:
    """Xem một hồ sơ trong kho."""
    settings = settings_for(data, lang)
    from nlp_service.register import Register

    with Register.open(settings, make=False) as register:
        entry = register.show(id)
    if json:
        _print([entry], settings, json=True, empty="", files=True)
        return
    for key, value in asdict(entry).items():
        if key == "files":
            for name, digest, size in value:
                typer.echo(f"file: {name} ({size} B, sha256 {digest})")
        elif value not in (None, (), ""):
            typer.echo(f"{key}: {'; '.join(value) if isinstance(value, tuple | list) else value}")


@register_app.command()
def remove(id: Id, data: Data = None, lang: Lang = None) -> None:
    """Xoá một hồ sơ khỏi kho, cùng các tệp gốc không còn ai cần."""
    settings = settings_for(data, lang)
    from nlp_service.messages import say
    from nlp_service.register import Register

    with Register.open(settings, make=False) as register:
        register.remove(id)
    typer.echo(say("cli.removed", settings.lang, id=id))


@register_app.command()
def erase(id: Id, data: Data = None, lang: Lang = None) -> None:
    """Xoá dữ liệu cá nhân của một hồ sơ: tên, tệp, bản đọc; lời văn ở lại để so sánh."""
    settings = settings_for(data, lang)
    from nlp_service.messages import say
    from nlp_service.register import Register

    with Register.open(settings, make=False) as register:
        register.erase(id, who="local")
    typer.echo(say("cli.erased", settings.lang, id=id))


@register_app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp .jsonl (đủ mọi thứ), .xlsx hoặc .csv.")],
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Xuất kho ra tệp."""
    settings = settings_for(data, lang)
    from nlp_service.messages import say
    from nlp_service.register import Register

    with Register.open(settings, make=False) as register:
        n = register.export_file(file)
    typer.echo(say("cli.exported", settings.lang, n=n, file=file))


@register_app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Danh sách các năm trước: .xlsx, .csv hoặc .jsonl.")],
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Nhập danh sách sáng kiến các năm trước, kèm hoặc không kèm tệp."""
    settings = settings_for(data, lang)
    from nlp_service.audit import Examiner, Order
    from nlp_service.dossier import ReadingError
    from nlp_service.duplicates import Comparable
    from nlp_service.messages import say
    from nlp_service.register import Register

    if not file.is_file():
        raise ReadingError("file-missing", name=str(file))
    examiner: list[Examiner] = []  # made when the first row names a file: most lists are titles alone

    def understand(path: Path) -> Comparable:
        if not examiner:
            examiner.append(Examiner(settings, compare=False))
        found = examiner[0](Order(path)).comparable
        if found is None:
            raise ReadingError("dossier-unreadable", name=path.name)
        return found

    with Register.open(settings) as register:
        done = register.import_file(file, understand=understand)
    for number, column, value in done.doubted:
        name = say(f"cli.column.{column}", settings.lang)
        typer.echo(say("cli.doubted", settings.lang, row=number, column=name, value=value), err=True)
    for row, reason in done.refused:
        typer.echo(say("cli.refused", settings.lang, row=row, reason=reason), err=True)
    typer.echo(say("cli.imported", settings.lang, n=done.added, known=done.known, file=file))
    if done.refused:
        raise typer.Exit(1)


def _print(entries: Iterable[Entry], settings: Settings, *, json: bool, empty: str, files: bool = False) -> None:
    from json import dumps

    from nlp_service.messages import say

    found = False
    for e in entries:
        found = True
        if json:
            facts = asdict(e)
            if not files:
                del facts["files"]  # a list does not look for them
            typer.echo(dumps(facts, ensure_ascii=False))
        else:
            field = say(f"names.field.{e.field}", settings.lang) if e.field else ""
            decision = say(f"names.decision.{e.decision}", settings.lang) if e.decision else ""
            typer.echo("\t".join([e.id, str(e.year or ""), e.title, "; ".join(e.authors), e.unit or "", field, decision]))
    if not found and not json:
        typer.echo(say(empty, settings.lang), err=True)
