"""The Typer application with the options that many commands share."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from nlp_service.settings import Settings

app = typer.Typer(
    name="nlp-service",
    help="Sàng lọc hồ sơ sáng kiến: đọc, kiểm tra các phần, nhận ra lĩnh vực, tìm hồ sơ trùng. Chạy hoàn toàn ngoại tuyến.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: Rich costs a third of a second
    context_settings={"help_option_names": ["-h", "--help"]},
)

Language = Literal["vi", "en"]
Data = Annotated[Path | None, typer.Option("--data", help="Thư mục dữ liệu (kho hồ sơ, tệp gốc). Mặc định: NLP_SERVICE_DATA.")]
Lang = Annotated[Language | None, typer.Option("--lang", help="Ngôn ngữ của báo cáo: vi (mặc định) hoặc en.")]
Json = Annotated[bool, typer.Option("--json", help="In JSON, mỗi dòng một đối tượng.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Số tiến trình chạy song song.")]


class Spoken:
    """The language that errors are told in: the last one said on the command line."""

    lang: Language | None = None


def settings_for(data: Path | None = None, lang: Language | None = None, **more: object) -> Settings:
    """The settings from the environment with what the command line says; remembers the language for errors.

    Raises:
        ConfigurationError: ``setting-wrong``.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from nlp_service.dossier import ConfigurationError
    from nlp_service.settings import Settings

    Spoken.lang = lang or Spoken.lang
    given: dict[str, Any] = {"data": data, "lang": Spoken.lang, **more}
    try:
        settings = Settings(**{k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        detail = _as_list(field) if first["type"] == "tuple_type" else first["msg"]
        raise ConfigurationError("setting-wrong", name=f"NLP_SERVICE_{field.upper()}", detail=detail) from error
    except SettingsError as error:  # a list that is not written as one
        field = next((f for f in Settings.model_fields if f'"{f}"' in str(error)), "")
        raise ConfigurationError("setting-wrong", name=f"NLP_SERVICE_{field.upper()}", detail=_as_list(field)) from error
    Spoken.lang = settings.lang
    return settings


def _as_list(field: str) -> str:
    """How the list of a setting is written, with what stands in its variable now."""
    from json import dumps

    from nlp_service.messages import say

    given = os.environ.get(f"NLP_SERVICE_{field.upper()}", "").strip("[] ").replace(";", ",").split(",")
    return say("cli.setting-list", Spoken.lang or "vi", form=dumps([v.strip("\"' ") for v in given], ensure_ascii=False))


def _version(wanted: bool) -> None:
    if wanted:
        from nlp_service import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def start(
    lang: Lang = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="In phiên bản.")] = False,
) -> None:
    """Options before the command."""
    Spoken.lang = lang


# each module adds its commands; their order here is the order of the help
for _module in ("screen", "classify", "audit", "register", "service", "model", "inform", "keep", "demo"):
    import_module(f"nlp_service.cli.{_module}")
