"""Numbers as Vietnamese papers write them: ``1.200.000``, ``12,5``, ``1 200``, ``hai mươi lăm``.

The point groups thousands and the comma opens decimals (TCVN 6398-0, Luật Kế toán 2015, Điều 11); what clearly follows the
English habit (``1,200,000``, ``2.5``) is read as it was meant.
"""

from __future__ import annotations

import re

NUMBER = r"[1-9]\d{0,2}(?:(?:\.\d{3})+|(?:,\d{3}){2,}|(?:[ \u00a0]\d{3})+)(?:[.,]\d+)?(?!\d)|\d+[.,]\d+|\d+"
_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_WRITTEN = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_WORDS = (*_DIGITS, "mười", "mươi", "trăm", "linh", "lẻ")
#: a number in words; a lone "một", "năm" … is left to the reader, who knows what stands around it
SPELLED = rf"(?:{'|'.join(_WORDS)})(?:\s+(?:{'|'.join(_WORDS)}))*"
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([., \u00a0])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")


def read_number(text: str) -> float:
    """The value of a number in figures.

    Raises:
        ValueError: ``text`` is no number.
    """
    text = text.strip().replace("\u00a0", " ")
    if text.isdigit():
        return float(text)
    m = _GROUPED.fullmatch(text)
    if m is not None and (m[1] != "," or text.count(",") > 1 or "." in text):
        whole, _, decimals = _split(text, m[1])
        return float(f"{whole}.{decimals or 0}")
    return float(text.replace(",", "."))


def _split(text: str, mark: str) -> tuple[str, str, str]:
    other = {".": ",", ",": ".", " ": ","}[mark]
    head, found, tail = text.partition(other) if other in text else (text, "", "")
    return head.replace(mark, ""), found, tail


def write_number(value: float, *, decimals: int = 2) -> str:
    """A number as Vietnamese papers write it: ``1.234,5``."""
    text = f"{value:,.{decimals}f}"
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def read_words(text: str) -> int | None:
    """The value of a number in words below a thousand (``hai mươi lăm``); ``None`` where the words make none."""
    words = text.casefold().split()
    total, units = 0, None
    for i, word in enumerate(words):
        if word == "trăm":
            if units is None or total:
                return None
            total, units = units * 100, None
        elif word in ("mười", "mươi"):
            ten = 1 if word == "mười" else units
            if ten is None or total % 100 or (word == "mười" and units is not None):
                return None
            total, units = total + ten * 10, None
        elif word in ("linh", "lẻ"):
            if i + 1 == len(words):
                return None
        elif units is not None:
            return None
        else:
            units = _DIGITS[word]
    return total + (units or 0)


def write_words(value: int) -> str:
    """A number from 0 to 999 in words, as it is said in the north."""
    if value < 10:
        return _WRITTEN[value]
    hundreds, rest = divmod(value, 100)
    head = [f"{_WRITTEN[hundreds]} trăm"] if hundreds else []
    tens, ones = divmod(rest, 10)
    if tens == 0 and ones:
        head += ["linh", _WRITTEN[ones]]
    elif tens == 1:
        head += ["mười", *([{5: "lăm"}.get(ones, _WRITTEN[ones])] if ones else [])]
    elif tens:
        head += [f"{_WRITTEN[tens]} mươi", *([{1: "mốt", 5: "lăm"}.get(ones, _WRITTEN[ones])] if ones else [])]
    return " ".join(head)
