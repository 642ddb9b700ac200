"""Words of the pages: templates carry the Vietnamese, ``en.yaml`` the English of each, ``names.yaml`` what ids are called."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def english() -> dict[str, str]:
    """Vietnamese wording → English wording."""
    words: dict[str, str] = yaml.safe_load((HERE / "en.yaml").read_text("utf-8"))["words"]
    return words


@lru_cache(maxsize=1)
def names() -> dict[str, dict[str, list[str]]]:
    """Group → id → [Vietnamese, English]."""
    tree: dict[str, Any] = yaml.safe_load((HERE / "names.yaml").read_text("utf-8"))
    tree.pop("version")
    return tree


def word(lang: str, text: str, /, **arguments: object) -> str:
    """``text`` (a Vietnamese wording of a template) in ``lang``, with its arguments."""
    words = english().get(text, text) if lang == "en" else text
    return words.format(**arguments) if arguments else words


def name(lang: str, group: str, id: str | None) -> str:
    """What people call an id; the id itself where it has no name."""
    if id is None:
        return ""
    pair = names()[group].get(id)
    return id if pair is None else pair[lang == "en"]
