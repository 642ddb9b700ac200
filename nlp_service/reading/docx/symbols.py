"""Characters of symbol fonts as the Unicode characters they look like (``symbols.yaml``)."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from nlp_service.dossier import ConfigurationError
from nlp_service.language.legacy_tables import font_code

_PRIVATE = re.compile("[\uf020-\uf0ff]")
_HIGH = re.compile("[\xa1-\xff\uf020-\uf0ff]")
PATH = Path(__file__).with_name("symbols.yaml")


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[int, str]]:
    try:
        data = yaml.safe_load(PATH.read_text("utf-8"))["fonts"]
        return {font.lower(): {int(code): str(char) for code, char in table.items()} for font, table in data.items()}
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise ConfigurationError("data-invalid", path=PATH.name, detail=str(error)) from error


@lru_cache(maxsize=1024)
def is_symbol_font(font: str | None) -> bool:
    """Whether the characters of a font mean something other than their codes say."""
    return font is not None and font.lower() in _tables()


def symbol(font: str | None, code: int) -> str:
    """The character at ``code`` (0x20-0xFF, or the same at U+F0xx) of a symbol font; ``•`` where the table has none."""
    code = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    table = _tables().get((font or "").lower())
    if table is None or code > 0xFF:
        return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
    return table.get(code) or ("•" if code >= 0x80 else chr(code))


def plain_symbols(text: str, font: str | None) -> str:
    """``text`` set in ``font``, with characters of symbol fonts (by font name or in the range U+F0xx) made Unicode.

    ASCII letters stay: programs that substitute fonts show them as they are.
    """
    if text.isascii():
        return text
    by_name = is_symbol_font(font)
    if not by_name and (font_code(font) or not _PRIVATE.search(text)):
        return text
    known = font if by_name else "symbol"
    return (_HIGH if by_name else _PRIVATE).sub(lambda m: symbol(known, ord(m.group())), text)
