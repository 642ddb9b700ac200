"""Text in TCVN3 (TCVN 5712:1993, the encoding of the .VnTime fonts), as offices wrote it before Unicode."""

from __future__ import annotations

import unicodedata

FONT = ".VnTime"

# Bytes of each vowel with its tones in the order of _TONES; a capital with a tone has none and takes the small letter's.
_SMALL = {
    "a": "61 b5 b6 b7 b8 b9", "ă": "a8 bb bc bd be c6", "â": "a9 c7 c8 c9 ca cb", "e": "65 cc ce cf d0 d1",
    "ê": "aa d2 d3 d4 d5 d6", "i": "69 d7 d8 dc dd de", "o": "6f df e1 e2 e3 e4", "ô": "ab e5 e6 e7 e8 e9",
    "ơ": "ac ea eb ec ed ee", "u": "75 ef f1 f2 f3 f4", "ư": "ad f5 f6 f7 f8 f9", "y": "79 fa fb fc fd fe",
}  # fmt: skip
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # level, huyền, hỏi, ngã, sắc, nặng
_CODES = {
    unicodedata.normalize("NFC", base + tone): bytes.fromhex(code).decode("latin-1")
    for base, codes in _SMALL.items()
    for tone, code in zip(_TONES, codes.split(), strict=True)
}
_CODES |= {"đ": "\xae", "Ă": "\xa1", "Â": "\xa2", "Ê": "\xa3", "Ô": "\xa4", "Ơ": "\xa5", "Ư": "\xa6", "Đ": "\xa7"}


def to_tcvn3(text: str) -> str:
    """``text`` with every Vietnamese letter as the Latin-1 character of its TCVN3 byte."""
    letters = unicodedata.normalize("NFC", text)
    return "".join(c if c.isascii() else _CODES.get(c) or _CODES.get(c.lower(), c) for c in letters)
