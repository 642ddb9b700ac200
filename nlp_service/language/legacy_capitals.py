"""Capitals that TCVN3 cannot write: it has one code for ộ and Ộ, so ``CỘNG HÒA`` comes out as ``CộNG HòA``."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

_WORD = re.compile(r"[^\W\d_]+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_NEAR = 2  # words on each side that are asked about a word that says too little itself
_REACH = 20  # words within which they must stand


def restore_capitals(text: str) -> str:
    """Small toned letters made capital where the other letters of the word are, or all words around.

    Letters without a tone have capitals of their own in TCVN3 and so say how the word was meant.  One toned letter that begins
    a word in running text (``ủy ban`` for ``Ủy ban``) cannot be told and stays small.
    """
    words = list(_WORD.finditer(text))
    shapes = [_shape(m.group()) for m in words]
    out: list[str] = []
    end = 0
    for i, (match, shape) in enumerate(zip(words, shapes, strict=True)):
        if shape == "upper" or (shape == "open" and _among_capitals(shapes, i)):
            out += (text[end : match.start()], match.group().upper())
            end = match.end()
    return "".join(out) + text[end:] if out else text


@lru_cache(maxsize=8192)
def _shape(word: str) -> Literal["upper", "lower", "open"]:
    """Which case the letters that could show it were written in; ``open`` when fewer than two capitals speak and none is small.

    Capitals without a vowel (TT, QĐ) are an abbreviation and say nothing of the words beside it.
    """
    telling = [c for c in word if not (c.islower() and _toned(c))]
    if any(c.islower() for c in telling):
        return "lower"
    return "upper" if len(telling) >= 2 and any(_vowel(c) for c in word) else "open"


def _among_capitals(shapes: list[Literal["upper", "lower", "open"]], at: int) -> bool:
    before = [s for s in shapes[max(0, at - _REACH) : at] if s != "open"][-_NEAR:]
    after = [s for s in shapes[at + 1 : at + 1 + _REACH] if s != "open"][:_NEAR]
    return bool(before or after) and all(s == "upper" for s in (*before, *after))


@lru_cache(maxsize=512)
def _toned(letter: str) -> bool:
    return any(mark in _TONES for mark in unicodedata.normalize("NFD", letter))


@lru_cache(maxsize=512)
def _vowel(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter)[0].lower() in "aeiouy"
