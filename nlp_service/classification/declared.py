"""The field an author declares ("Lĩnh vực áp dụng: …", free text) as fields of the model, by wordings in ``declared.yaml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from nlp_service.dossier import ConfigurationError
from nlp_service.language.keys import fold

from .syllables import syllables

_DATA = Path(__file__).parent / "declared.yaml"


@lru_cache(maxsize=1)
def _wordings() -> list[tuple[str, str]]:
    data = yaml.safe_load(_DATA.read_text("utf-8"))
    try:
        pairs = [(_key(str(w)), str(field)) for field, words in data["fields"].items() for w in words]
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError("data-invalid", path=_DATA.name, detail=str(error)) from error
    return sorted(pairs, key=lambda p: -len(p[0]))


def _key(text: str) -> str:
    return f" {fold(' '.join(syllables(text)))} "


def declared_fields(declared: str) -> frozenset[str]:
    """The fields that the author's words name; empty where none is known.

    Longer wordings go first and use up their words, so "quản lý giáo dục" is not also "quản lý".

    >>> sorted(declared_fields("Giáo dục, công nghệ thông tin")), sorted(declared_fields("Quản lý giáo dục"))
    (['education', 'technical'], ['education'])
    """
    text, found = _key(declared), set()
    for wording, field in _wordings():
        if wording in text:
            found.add(field)
            text = text.replace(wording, " | ")
    return frozenset(found)
