"""Words for people, in Vietnamese and English, from versioned YAML catalogues: ``vi.yaml``, ``en.yaml``, and for a
subject of its own ``names.vi.yaml`` (what codes in a result are called), ``cli.vi.yaml`` and so on.

A message is named by its key in dots, e.g. ``errors.file-empty.message``; arguments are put in with `str.format`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nlp_service.dossier import ErrorInfo, FileProblem, NlpServiceError

from .machine import of_machine

LANGUAGES = ("vi", "en")
# the C loader is ten times faster; the Python one is there where PyYAML came without it
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(lang: str) -> dict[str, str]:
    """All messages of one language, keys in dots.

    Raises:
        KeyError: there is no such language.
    """
    if lang not in LANGUAGES:
        raise KeyError(lang)
    flat: dict[str, str] = {}

    def walk(prefix: str, node: Any) -> None:
        for key, value in node.items():
            if isinstance(value, dict):
                walk(f"{prefix}{key}.", value)
            else:
                flat[f"{prefix}{key}"] = str(value)

    for path in sorted(Path(__file__).parent.glob(f"*{lang}.yaml")):
        walk("", yaml.load(path.read_text("utf-8"), Loader=_Loader))  # noqa: S506  a safe loader
    return flat


def say(key: str, lang: str = "vi", /, **arguments: object) -> str:
    """The message ``key`` in ``lang`` with its arguments.

    Raises:
        KeyError: no such message, or an argument of it is missing.
    """
    return catalogue(lang)[key].format(**arguments)


def problem(code: str, lang: str = "vi", /, *, page: int | None = None, **arguments: str | int | float) -> FileProblem:
    """The problem ``code`` of a file, in words."""
    message, advice = (say(f"errors.{code}.{part}", lang, **arguments) for part in ("message", "advice"))
    return FileProblem(code, message, advice, page, arguments)


def explain(error: NlpServiceError, lang: str = "vi") -> ErrorInfo:
    """An error of ours in words for people."""
    return ErrorInfo(
        code=error.code,
        message=say(f"errors.{error.code}.message", lang, **error.arguments),
        advice=say(f"errors.{error.code}.advice", lang, **error.arguments),
        arguments=error.arguments,
    )


def unexpected(error: BaseException) -> NlpServiceError:
    """An error nobody foresaw, with a code: what the machine refused has its own, the rest is ``internal-error``."""
    if refused := of_machine(error):
        return refused
    detail = " ".join(str(error).split())[:200]
    return NlpServiceError("internal-error", detail=f"{type(error).__name__}: {detail}" if detail else type(error).__name__)
