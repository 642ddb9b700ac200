"""TCVN3 and VNI as tables (``legacy.yaml``): decoding a stretch that is known to be in one of them, and the fonts' names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from nlp_service.dossier import ConfigurationError

Encoding = Literal["tcvn3", "vni"]
PATH = Path(__file__).with_name("legacy.yaml")


@dataclass(frozen=True, slots=True)
class FontCode:
    """What a font's name says: the encoding, and whether the font shows small letters as capitals."""

    encoding: Encoding
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables, ready for use: TCVN3 by `str.translate`, VNI by one pattern over pairs of base and accent."""

    tcvn3: dict[int, str]
    vni: dict[str, str]
    vni_pattern: re.Pattern[str]
    fonts: tuple[tuple[re.Pattern[str], FontCode], ...]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables of ``legacy.yaml``.

    Raises:
        ConfigurationError: the file is damaged.
    """
    try:
        data = yaml.safe_load(PATH.read_text("utf-8"))
        abc = data["tcvn3"]
        tcvn3 = {ord(code): letter for code, letter in zip(abc["codes"], abc["letters"], strict=True)}
        tcvn3 |= {ord(alias): tcvn3.get(ord(code), code) for alias, code in abc["aliases"].items()}
        vni: dict[str, str] = dict(data["vni"]["single"])
        for bases, marks in data["vni"]["marks"].items():
            for base in bases:
                letter = data["vni"]["single"].get(base, base)
                for code, accents in marks.items():
                    whole = unicodedata.normalize("NFC", letter + accents)
                    vni[base + code] = whole
                    vni[base + code.upper()] = whole
        pattern = re.compile("|".join(sorted(map(re.escape, vni), key=len, reverse=True)))
        fonts = tuple(
            (re.compile(f["pattern"], re.IGNORECASE), FontCode(f["encoding"], bool(f.get("capitals")))) for f in data["fonts"]
        )
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise ConfigurationError("data-invalid", path=PATH.name, detail=str(error)) from error
    return Tables(tcvn3, vni, pattern, fonts)


def decode(text: str, encoding: Encoding) -> str:
    """``text``, written in ``encoding`` from end to end, as Unicode (NFC).

    Codes that programs moved to the private range of symbol fonts (U+F0xx) are taken back first.
    """
    text = text.translate(_SYMBOL_RANGE)
    t = tables()
    if encoding == "tcvn3":
        return text.translate(t.tcvn3)
    return t.vni_pattern.sub(lambda m: t.vni[m.group()], text)


_SYMBOL_RANGE = {0xF000 + code: chr(code) for code in range(0x20, 0x100)}


@lru_cache(maxsize=4096)
def font_code(font: str | None) -> FontCode | None:
    """The encoding that a font's name stands for; ``None`` for Unicode fonts and for no name.

    The six letters and plus sign that mark a subset font of a pdf do not matter.
    """
    if not font:
        return None
    name = re.sub(r"^[A-Z]{6}\+", "", font.strip())
    return next((code for pattern, code in tables().fonts if pattern.search(name)), None)
