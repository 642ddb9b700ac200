"""Letters that are Unicode but wrong: Ƣ for Ư, ơ for ô after a bad conversion, and look-alikes of other alphabets.

The first two are repaired where the text as a whole shows the error; look-alikes are only reported (comparison reads through
them).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .normal import LOOK_ALIKES
from .syllables import is_syllable

_GHA = str.maketrans("ƣƢ", "ưƯ")
_WORD = re.compile(r"[^\W\d_]+")
# A word with a letter that looks Latin and is not, next to Latin ones.
_FOREIGN = re.compile("[" + "".join(map(re.escape, sorted(c for c in LOOK_ALIKES if c.isalpha() and ord(c) > 0x24F))) + "]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")

# What a well-known converter of VNI text makes of some letters: công → cơng, toàn → tồn, hòa → hịa, toán → tốn.
_VOWEL_ERRORS = {
    "ơ": ("ô",), "Ơ": ("Ô",), "ồ": ("oà",), "ố": ("oá",), "ị": ("ò",), "Ị": ("Ò",), "ĩ": ("ó",),
}  # fmt: skip
_ENOUGH = 3  # different words that are no syllables but become one


@dataclass(frozen=True, slots=True)
class Letters:
    """Texts with their letters put right; ``kind`` names the error found (``None``: none), ``changed`` counts characters."""

    texts: tuple[str, ...]
    kind: str | None = None
    changed: int = 0


def repair_letters(texts: Sequence[str]) -> Letters:
    """Put right ƣ for ư, and the vowels of a bad VNI conversion where several words of the text show it.

    A word that is a syllable as it stands is never changed, so right text stays as it is.
    """
    kind: str | None = None
    changed = 0
    whole = "\n".join(texts)
    if "ƣ" in whole or "Ƣ" in whole:
        kind = "gha"
        changed = whole.count("ƣ") + whole.count("Ƣ")
        texts = [t.translate(_GHA) for t in texts]
    # khơng, cơng, trơng: no syllable ends in ơng, many end in ông and ương.
    if sum(whole.count(g) for g in ("ơng", "ƠNG")) - sum(whole.count(g) for g in ("ương", "Ương", "ƯƠNG")) >= _ENOUGH:
        wrong = _wrong_words(texts)
        if len(wrong) >= _ENOUGH:
            kind = "vni-vowels"
            fixed = [_WORD.sub(lambda m: wrong.get(m.group(), m.group()), t) for t in texts]
            changed += sum(a != b for old, new in zip(texts, fixed, strict=True) for a, b in zip(old, new, strict=False))
            texts = fixed
    return Letters(tuple(texts), kind, changed)


def _wrong_words(texts: Sequence[str]) -> dict[str, str]:
    words = Counter(w for t in texts for w in _WORD.findall(unicodedata.normalize("NFC", t)) if not w.isascii())
    wrong: dict[str, str] = {}
    for word in words:
        if not is_syllable(word):
            for letter, others in _VOWEL_ERRORS.items():
                right = [r for r in (word.replace(letter, o) for o in others) if letter in word and is_syllable(r)]
                if right:
                    wrong[word] = right[0]
    return wrong


def has_look_alikes(texts: Iterable[str]) -> bool:
    """Whether there is any letter of another alphabet that looks Latin."""
    return _FOREIGN.search("\n".join(texts)) is not None


def mixed_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Words that mix Latin letters with look-alikes of another alphabet: ``(start, end, names of the alphabets)``."""
    if not _FOREIGN.search(text):
        return
    for match in _WORD.finditer(text):
        foreign = _FOREIGN.findall(match.group())
        if foreign and _LATIN.search(match.group()):
            yield match.start(), match.end(), ", ".join(sorted({unicodedata.name(c).split()[0].lower() for c in foreign}))
