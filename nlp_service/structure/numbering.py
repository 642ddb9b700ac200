"""Numbers and bullets in front of headings, as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ORDINALS = {
    "một": 1, "nhất": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7,
    "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

_PART = re.compile(
    r"(?P<word>phần|chương|mục)\s+(?:thứ\s+)?(?P<value>[IVXLC]+|\d{1,2}|[A-HĐ]|"
    + "|".join(_ORDINALS)
    + r")\b\s*[.:\-–—/)]*\s*",
    re.I,
)
_MIXED = re.compile(r"(?P<value>(?:[IVXLC]{1,5}|[A-H])(?:\.(?:\d{1,2}|[a-zđ]))+)(?:\s*[.):/]|(?=\s))\s*[-–—]?\s*")
_ROMAN_ONE = re.compile(r"(?P<value>[IVXLC]{1,5})(?:\s*[.):/]|\s+[-–—]|[-–—](?=\s)|(?=\s+[A-ZĐÀ-Ỹ]{2}))\s*[-–—:]?\s*")
_ARABIC = re.compile(
    r"(?P<value>\(?\d{1,2}(?:\.\d{1,2})*)(?:\s*[-–—]\s+(?=[A-ZĐÀ-Ỹ])|\s*[.):/]+|(?=\s+[A-ZĐÀ-Ỹ])|\s+[-–—]\s)\s*[-–—]?\s*"
)
#: "7a.", "7.b)", "7c Khả năng áp dụng": a letter below a figure
_LETTERED = re.compile(r"(?P<figure>\d{1,2})\.?(?P<letter>[a-zđ])(?:\s*[.):/]+\s*|\s+(?=[A-ZĐÀ-Ỹ]))")
#: "A1.", "B2)": a figure below a capital
_CAPITAL_FIGURE = re.compile(r"(?P<letter>[A-HĐ])(?P<figure>\d{1,2})\s*[.):/]+\s*")
_LETTER = re.compile(r"(?P<value>\(?[a-zđA-HĐ](?:\d)?)\s*(?:\)|\.(?!\w)|/|(?<=[A-HĐ])\s*[-–—:](?=\s))\s*")
_LOW_ROMAN = re.compile(r"\(?(?P<value>i{1,3}|iv|vi{0,3}|ix|x)\s*[.)](?=\s)\s*")
_BULLET = re.compile(r"(?P<value>[-–—+*•●○◦▪■□►➢✓✔☑☐·]+|[oO](?=\s{2,}))\s*(?=\S)")
_MEASURE = re.compile(
    r"(?:nhóm\s+)?(?:biện pháp|giải pháp|bước|việc|nội dung|hoạt động|nhiệm vụ|công việc|bp|gp"
    r"|hành động|thao tác|công đoạn|giai đoạn|cách)\s+"
    r"(?:thứ\s+)?(?:số\s+)?(?:\d{1,2}|[IVX]{1,4}|"
    + "|".join(_ORDINALS)
    + r")\b|(?:bp|gp)\s?\d{1,2}\b|điều\s+\d{1,2}\b|(?:bảng|hình|biểu đồ|ảnh|sơ đồ)\s+\d",
    re.I,
)
_OF_MEASURE = re.compile(
    r"\b(?:biện pháp|giải pháp|bước|việc|hoạt động|nhiệm vụ|công đoạn)(?:\s+(?:thứ|số))?\s+(?:\d{1,2}|"
    + "|".join(_ORDINALS)
    + r")(?:\s+so với [^.:]*)?\s*:?\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Number:
    """What stands in front of a heading.

    ``style`` tells which series it belongs to (``part``, ``roman``, ``arabic``, ``letter``, ``capital``, ``low_roman``,
    ``mixed``, ``bullet``);
    ``path`` is its value, one entry a level (``III.2`` → ``(3, 2)``); ``end`` is how many characters of the line it takes.
    """

    style: str
    path: tuple[int, ...]
    end: int
    printed: str


def roman(text: str) -> int | None:
    """Value of a roman numeral in capitals, ``None`` where it is none."""
    total = 0
    for a, b in zip(text, [*text[1:], ""], strict=True):
        if a not in _ROMAN:
            return None
        total += -_ROMAN[a] if b and _ROMAN.get(b, 0) > _ROMAN[a] else _ROMAN[a]
    return total or None


def _value(text: str) -> int:
    low = text.strip("()").lower()
    if low.isdigit():
        return int(low)
    if low in _ORDINALS:
        return _ORDINALS[low]
    if (text.isupper() and len(text) > 1) or text in ("I", "V", "X"):
        return roman(text) or 0
    order = "abcdđeghiklmnopqrstuvxy"
    return order.find(low[0]) + 1


def parse_number(line: str) -> Number | None:
    """The number or bullet a line begins with; ``None`` where there is none.

    A measure of the author (``Biện pháp 1``, ``Bước 2``) is no number of the form: see `is_measure`.
    """
    start = len(line) - len(line.lstrip())
    text = line[start:]
    if m := _PART.match(text):
        return Number("part", (_value(m["value"]),), start + m.end(), m[0].strip())
    if m := _MIXED.match(text):
        path = tuple(_value(p) for p in m["value"].split("."))
        return Number("mixed", path, start + m.end(), m[0].strip())
    if (m := _ROMAN_ONE.match(text)) and roman(m["value"]):
        # "C." and "D." belong to A. B. C. D.: nobody counts to a hundred in a dossier
        if m["value"] in ("C", "L", "D"):
            return Number("capital", (_value(m["value"]),), start + m.end(), m[0].strip())
        return Number("roman", (roman(m["value"]) or 0,), start + m.end(), m[0].strip())
    if m := _LETTERED.match(text):
        return Number("mixed", (int(m["figure"]), _value(m["letter"])), start + m.end(), m[0].strip())
    if m := _CAPITAL_FIGURE.match(text):
        return Number("mixed", (_value(m["letter"]), int(m["figure"])), start + m.end(), m[0].strip())
    if m := _ARABIC.match(text):
        path = tuple(int(p) for p in m["value"].strip("(").split("."))
        if max(path) <= 40:
            return Number("arabic", path, start + m.end(), m[0].strip())
    if (m := _LOW_ROMAN.match(text)) and (low := roman(m["value"].upper())):
        return Number("low_roman", (low,), start + m.end(), m[0].strip())
    if m := _LETTER.match(text):
        value = m["value"].strip("(")
        style = "capital" if value[0].isupper() else "letter"
        return Number(style, (_value(value[0]),), start + m.end(), m[0].strip())
    if m := _BULLET.match(text):
        return Number("bullet", (0,), start + m.end(), m["value"])
    return None


def is_measure(text: str) -> bool:
    """Whether the words after the number open a measure of the author (``Biện pháp 2: …``), a table or a figure.

    So does what ends with the name of one (``Điểm mới của giải pháp 2``); ``giải pháp2`` is the mark of a footnote.
    """
    return _MEASURE.match(text.lstrip("-–+* ")) is not None or (len(text) < 90 and _OF_MEASURE.search(text) is not None)
