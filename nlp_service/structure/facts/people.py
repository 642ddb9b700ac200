"""Names of people and their particulars in a line, a list or a table cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from nlp_service.rules.data import read_yaml

from ..particulars import particular
from ..vocabulary import heading_key
from .dates import find_dates

_SHARE = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:%|phần trăm)")
_BARE_SHARE = re.compile(r"^\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*$")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_DEGREE = re.compile(r"(?:[A-ZĐ][A-Za-zĐđ]{0,5}[.])+[A-ZĐ]*[.:]?")
_ADDRESSES = r"(?:ông|bà|anh|chị|cô|thầy|em|đồng chí|đ/c|bác sĩ|bác sỹ|kỹ sư|kĩ sư|nhà giáo)"
_ADDRESS = re.compile(rf"{_ADDRESSES}\s", re.I)
_ADDRESSED = re.compile(rf"(?<!\w){_ADDRESSES}\s+(?:giáo\s+)?", re.I)
#: what only stands behind a person's name
_PERSONAL = re.compile(r"^[^,;(–-]{4,60}?\s*[,;(–:-].{0,60}?(?:\bsinh\b|\d\s?%|phần trăm)", re.I)
_DAY = re.compile(r"\s*,\s*(?:ngày|tháng|năm)\b", re.I)
_ENUMERATION = re.compile(r"^\s*(?:\(?\d{1,2}[.)/]|[-–+*•])\s*")


@dataclass(frozen=True, slots=True)
class People:
    """The data of ``people.yaml``, keys folded."""

    surnames: frozenset[str]
    prefixes: frozenset[str]
    no_name: frozenset[str]


@lru_cache(maxsize=1)
def people() -> People:
    """What tells a name and its particulars."""
    raw = read_yaml(Path(__file__).with_name("people.yaml"))
    prefixes = frozenset(heading_key(p.replace("_", " ")) for p in raw["prefixes"].split())
    return People(frozenset(s.casefold() for s in raw["surnames"].split()), prefixes, frozenset(raw["no_name"]))


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


def clean_name(text: str, *, trusted: bool = False) -> str | None:
    """The person's name in ``text`` without title, share and particulars; ``None`` where no name stands at its beginning.

    A name is two to six capitalised words that `is_plausible`, the first of which is a family name (``people.yaml``); any
    such words are taken where a column or label asks for a name (``trusted``), where they are all of the text, or where
    an address ("cô …") or a date of birth or share says that a person is meant.
    """
    text = _ENUMERATION.sub("", text).strip()
    bare = _strip_prefixes(text)
    led = trusted or (bare != text and _ADDRESS.match(text) is not None)
    trusted = led or _PERSONAL.search(bare) is not None
    if trusted:
        bare = _without_office(bare)
    words, end = _capitalised(bare)
    if not led and words and words[0].casefold() not in people().surnames and bare[end : end + 2].strip().islower():
        return None  # "Phòng Kỹ thuật, đóng góp 15%": its words go on in small letters
    if len(words) > 2 and words[0].isupper() and len(words[0]) > 1 and not all(w.isupper() for w in words):
        words = words[1:]  # an abbreviated degree: "CĐĐD Võ Hoàng Lĩnh"
    if not is_plausible(words) or _DAY.match(bare, end):
        return None  # "Lục Ngạn, tháng 4/2024" is a place
    alone = not bare[end:].strip(" .,;") and len(bare) < 40 and not bare.isupper()
    if not (trusted or alone or words[0].casefold() in people().surnames):
        return None
    return " ".join(w if not w.isupper() or len(w) == 1 else w.capitalize() for w in words)


def _without_office(text: str) -> str:
    """The text without an office in small letters before the name: "hộ lý Nguyễn Thị Bé Sáu, sinh …"."""
    for m in list(_WORD.finditer(text))[:5]:
        if m[0][0].isupper() or text[: m.start()].strip(" \t").rstrip().endswith((",", ";", ":", "(")):
            return text[m.start() :] if m[0][0].isupper() else text
    return text


def _capitalised(text: str) -> tuple[list[str], int]:
    """The capitalised words that ``text`` begins with, at most six, and where they end."""
    words: list[str] = []
    end = 0
    for m in _WORD.finditer(text):
        between = text[end : m.start()]
        if (words and between.strip() not in ("", "’", "'")) or not m[0][0].isupper() or len(words) == 6:
            break
        if words and (len(between) > 2 or "\t" in between):
            break  # "LÊ HOÀNG NHỰT      Nam, nữ: Nam"
        if len(words) >= 2 and all(w.isupper() and len(w) > 1 for w in words) and not m[0].isupper():
            break
        words.append(m[0])
        end = m.end()
    return words, end


def is_plausible(words: Sequence[str]) -> bool:
    """Whether words may be a whole name: two to six, no rank, office or column header, and a given name at the end.

    "Lò Văn" lacks its given name and "Thị Kim Dung" its family name: a name that was cut off is none.
    """
    if not 2 <= len(words) <= 6 or words[0].casefold() == "thị" or words[-1].casefold() in ("thị", "văn"):
        return False
    data = people()
    folded = [w.casefold() for w in words]
    if any(w in data.no_name for w in folded) or any(f"{a} {b}" in data.no_name for a, b in pairwise(folded)):
        return False
    return particular(" ".join(words)) is None


def names_in(text: str) -> Iterator[tuple[int, str]]:
    """Names in running text that an address leads ("do cô …, cùng làm có thầy …"), each with where its words begin."""
    for m in _ADDRESSED.finditer(text):
        name = clean_name(text[m.end() :], trusted=True) if text[m.end() : m.end() + 1].isupper() else None
        if name is not None:
            yield m.start(), name


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
