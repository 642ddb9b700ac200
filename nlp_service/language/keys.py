"""Keys for comparing and searching Vietnamese text: without accents, or with accents but without ways of spelling.

All functions are pure; importing this module loads neither spaCy nor underthesea.

A *fold* works character by character: lower case, no accents, đ→d, compatibility letters and digits plain (full-width
``Ａ``→``a``, ``ﬁ``→``fi``, ``m²``→``m2``), look-alike letters of other alphabets Latin, every kind of blank a blank (tab and
line ends stay), hyphens and dashes ``-``, curly quotes straight.  Combining marks, soft hyphens and zero-width characters
fold to nothing.
All other punctuation stays.  Length: a fold of NFC text in Vietnamese letters is as long as the text; in general it is not, and
`fold_map` says which character came from where.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .normal import COMPARISON, LOOK_ALIKES, PLAIN_MARKS, normalise

_D = frozenset("đĐðÐɖƉ")


def _fold_character(char: str, keep_d: bool) -> str:
    if char in _D:
        return "đ" if keep_d else "d"
    if char in "\t\n\r\f\v":
        return char
    if char in PLAIN_MARKS:
        return PLAIN_MARKS[char]
    if char in LOOK_ALIKES:
        return LOOK_ALIKES[char].lower()
    category = unicodedata.category(char)
    if category[0] == "Z":
        return " " if category == "Zs" else "\n"
    if category in ("Mn", "Me", "Cf"):  # accents, soft hyphens, zero-width characters, direction marks
        return ""
    if category[0] not in "LN" and not "\uff01" <= char <= "\uff5e":
        return char
    plain = unicodedata.normalize("NFKD", char).lower()
    return "".join(c for c in unicodedata.normalize("NFD", plain) if unicodedata.category(c) not in ("Mn", "Me"))


class _Fold(dict[int, str]):
    """Table for `str.translate`, filled as characters are met."""

    def __init__(self, keep_d: bool) -> None:
        super().__init__()
        self.keep_d = keep_d

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code), self.keep_d)
        return folded


_FOLD, _FOLD_KEEP_D = _Fold(keep_d=False), _Fold(keep_d=True)


def fold(text: str) -> str:
    """Lower case, no accents, đ→d: the key for headings and for searching.  See the module for the rules and the length.

    >>> fold("Ủy ban nhân dân TP. Đà Nẵng")
    'uy ban nhan dan tp. da nang'
    """
    return text.translate(_FOLD)


def fold_keep_d(text: str) -> str:
    """As `fold`, but đ stays đ: for names and words that differ by it alone (dân/đan, Dung/Đung)."""
    return text.translate(_FOLD_KEEP_D)


def fold_map(text: str) -> tuple[str, list[int]]:
    """`fold` of the text, and for each of its characters the raw offset it came from, closed by ``len(text)``.

    ``offsets`` has ``len(folded) + 1`` entries and never falls; `raw_span` takes a stretch of the fold back to the text.
    """
    pieces = [_FOLD[ord(c)] for c in text]
    offsets = [i for i, piece in enumerate(pieces) for _ in piece]
    offsets.append(len(text))
    return "".join(pieces), offsets


def raw_span(offsets: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """The stretch of raw text that ``folded[start:end]`` came from, whole raw characters with their marks."""
    if end <= start:
        return offsets[start], offsets[start]
    after = end
    while after < len(offsets) - 1 and offsets[after] == offsets[end - 1]:
        after += 1  # the fold cuts through ``ﬁ``: take all of it
    return offsets[start], offsets[after]


def find_folded(needle: str, haystack: str, *, whole_words: bool = False) -> list[tuple[int, int]]:
    """Places in ``haystack`` that read as ``needle`` when case, accents and kinds of blanks do not count.

    Any run of blanks or line ends in the text stands for one blank of the needle.  Places are raw offsets, left to right,
    not overlapping; an empty needle is nowhere.

    >>> find_folded("sang kien", "Hội đồng sáng  kiến")
    [(9, 19)]
    """
    words = fold(needle).split()
    if not words:
        return []
    folded, offsets = fold_map(haystack)
    pattern = r"\s+".join(map(re.escape, words))
    if whole_words:
        pattern = rf"(?<!\w){pattern}(?!\w)"
    return [raw_span(offsets, *m.span()) for m in re.finditer(pattern, folded)]


def comparison_key(text: str) -> str:
    """One spelling for all spellings of the same words, accents kept: see `normal.COMPARISON` for the steps.

    >>> comparison_key("Uỷ  ban Kỹ thuật") == comparison_key("ủy ban kĩ thuật")
    True
    """
    return normalise(text, COMPARISON).text
