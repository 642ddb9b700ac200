"""Words of the pages: templates carry the Vietnamese, ``en.yaml`` the English of each, ``names.yaml`` what ids of the desk are
called.  What stands in a result is called as in reports and messages, by the catalogue ``names``, with a capital letter.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nlp_service.messages import LANGUAGES, catalogue

HERE = Path(__file__).parent
#: Groups of the pages whose words are those of the catalogue, and the catalogue's name for them.
SHARED = {
    "verdict": "verdict", "verdict_hint": "verdict-meaning", "severity": "severity", "field": "field", "level": "level",
    "duplicate_kind": "duplicate-kind", "duplicate_level": "duplicate-level", "register_decision": "decision",
    "paper": "paper", "section": "section", "section_status": "status",
}  # fmt: skip


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
    return tree | {group: _catalogued(f"names.{key}.") for group, key in SHARED.items()}


def _catalogued(prefix: str) -> dict[str, list[str]]:
    keys = [k for k in catalogue(LANGUAGES[0]) if k.startswith(prefix)]
    said = ([catalogue(lang)[k] for lang in LANGUAGES] for k in keys)
    return {k.removeprefix(prefix): [w[:1].upper() + w[1:] for w in words] for k, words in zip(keys, said, strict=True)}


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
