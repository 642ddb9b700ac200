"""Personal data made unreadable, letter by letter, so that places in the text stay right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

MASK = "█"
#: addresses of mail, telephone numbers, numbers of identity cards (9 or 12 digits) and days of birth where they are named so
_NUMBERS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\d.,])(?:\+84|0)(?:[ .-]?\d){8,10}(?![\d.,]?\d)"
    r"|(?<=CCCD)[^\d\n]{0,12}\d{12}(?!\d)|(?<=CMND)[^\d\n]{0,12}\d{9}(?!\d)"
    r"|(?i:(?:sinh ngày|ngày sinh|ngày tháng năm sinh|năm sinh|sinh năm)[^\d\n]{0,12}\d[\d/. -]{3,9})"
)


def masked(text: str, names: Iterable[str]) -> str:
    """The text without names, in any case, composed or decomposed, over ends of lines."""
    forms = {form for name in names if name.strip() for form in (normalize("NFC", name), normalize("NFD", name))}
    if not forms:
        return text
    return re.sub("|".join(map(_pattern, sorted(forms, key=len, reverse=True))), _blank, text, flags=re.IGNORECASE)


def without_numbers(text: str) -> str:
    """The text without numbers and addresses that lead to a person."""
    return _NUMBERS.sub(_blank, text)


def _pattern(name: str) -> str:
    return r"(?<!\w)" + r"\s+".join(map(re.escape, name.split())) + r"(?![\w\u0300-\u036f])"


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"\S", MASK, found[0])
