"""``serve``, ``user add``, ``token add``: the web service and who may use it."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .app import Data, Lang, app, settings_for

if TYPE_CHECKING:
    from nlp_service.settings import Settings

user_app = typer.Typer(help="Người dùng của trang web.", no_args_is_help=True, rich_markup_mode=None)
token_app = typer.Typer(help="Khoá truy cập API.", no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Tên đăng nhập hoặc tên mã truy cập.")]


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe; mặc định 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Cổng; mặc định 8000.")] = None,
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Chạy trang web và API cho đến khi nhấn Ctrl-C."""
    settings = settings_for(data, lang, host=host, port=port)
    serve_until_stopped(settings)


def serve_until_stopped(settings: Settings) -> None:
    """Serve; Ctrl-C is the way to end it, and no error."""
    from nlp_service.service import serve as run

    with suppress(KeyboardInterrupt):
        run(settings)


@user_app.command("add")
def add_user(
    name: Name,
    data: Data = None,
    role: Annotated[
        Literal["uploader", "officer", "lead", "auditor", "administrator"] | None,
        typer.Option(help="Vai trò; mặc định: người đầu tiên là administrator, sau đó là officer."),
    ] = None,
    full_name: Annotated[str, typer.Option(help="Họ và tên.")] = "",
    unit: Annotated[str, typer.Option(help="Đơn vị.")] = "",
    lang: Lang = None,
) -> None:
    """Tạo người dùng; mật khẩu được hỏi, hoặc đọc từ dòng đầu của đầu vào chuẩn."""
    settings = settings_for(data, lang)
    from nlp_service.messages import say
    from nlp_service.register import Register
    from nlp_service.service import accounts

    if sys.stdin.isatty():
        password = typer.prompt(say("cli.password", settings.lang), hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    with Register.open(settings) as register:
        role = role or ("officer" if accounts.has_users(register.engine) else "administrator")
        accounts.add_user(register.engine, name, password, role=role, full_name=full_name, unit=unit)
    typer.echo(say("cli.user-added", settings.lang, name=name, role=role))


@token_app.command("add")
def add_token(
    name: Name,
    data: Data = None,
    scope: Annotated[list[str] | None, typer.Option(help="Quyền: read, upload, write, admin; lặp lại được.")] = None,
    lang: Lang = None,
) -> None:
    """Tạo mã truy cập API và in ra đúng một dòng là mã đó; mã chỉ hiện lần này."""
    settings = settings_for(data, lang)
    from nlp_service.register import Register
    from nlp_service.service import accounts

    with Register.open(settings) as register:
        secret = accounts.add_token(register.engine, name, tuple(scope) if scope else accounts.DEFAULT_SCOPES)
    typer.echo(secret)


app.add_typer(user_app, name="user")
app.add_typer(token_app, name="token")
