"""Names of people and their particulars in a line, a list or a table cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nlp_service.rules.data import read_yaml

from ..vocabulary import heading_key
from .dates import find_dates

_SHARE = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:%|phần trăm)")
_BARE_SHARE = re.compile(r"^\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*$")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_DEGREE = re.compile(r"(?:[A-ZĐ][A-Za-zĐđ]{0,5}[.])+[A-ZĐ]*[.:]?")
_ENUMERATION = re.compile(r"^\s*(?:\(?\d{1,2}[.)/]|[-–+*•])\s*")


@dataclass(frozen=True, slots=True)
class People:
    """The data of ``people.yaml``, keys folded."""

    surnames: frozenset[str]
    prefixes: frozenset[str]
    particulars: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def people() -> People:
    """What tells a name and its particulars."""
    raw = read_yaml(Path(__file__).with_name("people.yaml"))
    prefixes = frozenset(heading_key(p.replace("_", " ")) for p in raw["prefixes"].split())
    particulars = {field: frozenset(heading_key(w) for w in words) for field, words in raw["particulars"].items()}
    return People(frozenset(s.casefold() for s in raw["surnames"].split()), prefixes, particulars)


def particular(label: str) -> str | None:
    """Which particular of a person a label or column header asks for; ``None`` where it is none."""
    key = heading_key(label)
    data = people().particulars
    for field, words in data.items():
        if key in words:
            return field
    for field in ("share", "birth", "degree", "name", "position", "unit"):
        if any(key.startswith(w + " ") or key.endswith(" " + w) for w in data[field]):
            return field
    return None


def share_of(text: str, *, bare: bool = False) -> float | None:
    """The share in per cent; ``bare`` also takes a number without a sign (a cell of the share column)."""
    m = _SHARE.search(text) or (_BARE_SHARE.match(text) if bare else None)
    if m is None:
        return None
    value = float(m[1].replace(",", "."))
    return value if value <= 100 else None


def birth_of(text: str) -> str | None:
    """A date of birth, or a bare year."""
    found = next((d for d in find_dates(text) if d.exact), None)
    if found is not None:
        return found.iso
    m = re.search(r"\b(19[3-9]\d|20[01]\d)\b", text)
    return m[1] if m else None


def clean_name(text: str) -> str | None:
    """The person's name in ``text`` without title, share and particulars; ``None`` where no name stands at its beginning.

    A name is two to six capitalised words the first of which is a family name (``people.yaml``), or, where the text is
    nothing but such words, any capitalised words.
    """
    text = _ENUMERATION.sub("", text).strip()
    text = _strip_prefixes(text)
    words: list[str] = []
    end = 0
    for m in _WORD.finditer(text):
        gap = text[end : m.start()]
        if words and gap.strip() not in ("", "’", "'"):
            break
        if not m[0][0].isupper() or len(words) == 6:
            break
        words.append(m[0])
        end = m.end()
    if not 2 <= len(words) <= 6:
        return None
    alone = not text[end:].strip(" .,;")
    if words[0].casefold() not in people().surnames and not (
        alone and len(words) >= 2 and len(text) < 40 and not text.isupper()
    ):
        return None
    if particular(" ".join(words)) is not None:
        return None
    return " ".join(w if not w.isupper() or len(w) == 1 else w.capitalize() for w in words)


def _strip_prefixes(text: str) -> str:
    known = people().prefixes
    while True:
        words = text.split(None, 2)
        if len(words) >= 3 and heading_key(f"{words[0]} {words[1]}") in known:
            text = words[2]
        elif len(words) >= 2 and (heading_key(words[0]) in known or _DEGREE.fullmatch(words[0])):
            text = text.split(None, 1)[1]
        else:
            return text
