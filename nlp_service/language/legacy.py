"""Vietnamese from before Unicode made Unicode: TCVN3 and VNI, found run by run and repaired.

Two witnesses are heard: the name of the font (``.VnTime``, ``VNI-Times``) and the syllables that come out when a stretch is
decoded.  A name is followed unless the text speaks against it (font tables lie); without a name the text alone must speak
clearly.  Text that is Unicode already is never touched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal, NamedTuple

from .legacy_capitals import restore_capitals
from .legacy_tables import Encoding, FontCode, decode, font_code
from .syllables import is_syllable

#: A stretch of text and the name of its font (``None``: the format does not say).
Piece = tuple[str, str | None]
Hypothesis = Literal["unicode", "tcvn3", "vni"]

# Letters that only Unicode text has: both legacy encodings live in the 256 characters of Windows-1252.
_UNICODE_ONLY = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u0323\u1ea0-\u1ef9]"
)
# Characters of legacy text that no Vietnamese Unicode text needs often.
_SUSPICIOUS = re.compile(
    "[\u00a1-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db\u00dc\u00de\u00df"
    "\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff\u2212\uf0a1-\uf0ff]"
)
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_LETTERLIKE = re.compile("[A-Za-z\u00a1-\u00ff\u0100-\u024f\u0300-\u0323\u03bc\u1ea0-\u1ef9\u2212\u2219\uf0a1-\uf0ff]+")
_SIGN = re.compile("[\u00a1-\u00a9\u00ab-\u00b1\u00b4-\u00b8\u00bb-\u00bf\u00d7\u00f7]")
_HYPHEN = "\u00ad"
_LONGEST = 20  # characters of one syllable in any encoding, with room to spare
_SAMPLE = 20_000  # characters of one font that are looked at


class Repaired(NamedTuple):
    """One paragraph in Unicode; ``encodings`` names the legacy encodings that stood in it."""

    text: str
    encodings: frozenset[Encoding] = frozenset()


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a font's text is in; ``mostly`` False: it is Unicode for the most part, with legacy words here and there."""

    encoding: Encoding
    mostly: bool = True


@dataclass(frozen=True, slots=True)
class Repair:
    """All paragraphs of a file, and the encoding of the file as `SourceFile.encoding` has it."""

    paragraphs: tuple[Repaired, ...]
    encoding: Literal["unicode", "tcvn3", "vni", "mixed"] = "unicode"


def repair(paragraphs: Sequence[Sequence[Piece]]) -> Repair:
    """Join the pieces of each paragraph, decoding those that are TCVN3 or VNI.

    All paragraphs of a file are to be given at once: what one short piece cannot tell, the others of its font can.
    """
    fonts = {font for pieces in paragraphs for _, font in pieces}
    named = any(font_code(font) for font in fonts)
    if not named and not _SUSPICIOUS.search("\n".join([text for pieces in paragraphs for text, _ in pieces])):
        return Repair(tuple(Repaired("".join([text for text, _ in pieces])) for pieces in paragraphs))
    verdicts = _verdicts(paragraphs, fonts)
    done = tuple(_paragraph(pieces, verdicts) for pieces in paragraphs)
    return Repair(done, _encoding(done))


def detect(text: str) -> Encoding | None:
    """The legacy encoding that ``text`` (of unknown font) is written in, or ``None`` when it is Unicode or cannot be told."""
    return _settle(Counter(), [text]) if _SUSPICIOUS.search(text) else None


def _verdicts(paragraphs: Sequence[Sequence[Piece]], fonts: Iterable[str | None]) -> dict[str | None, _Verdict | None]:
    stretches: dict[str | None, list[str]] = {font: [] for font in fonts}
    for pieces in paragraphs:
        for font, group in groupby(pieces, key=lambda piece: piece[1]):
            stretches[font].append("".join(text for text, _ in group))
    verdicts: dict[str | None, _Verdict | None] = {}
    for font, texts in stretches.items():
        named = font_code(font)
        if named is None:
            found = _settle(Counter(), texts)
            verdicts[font] = _Verdict(found) if found else None
        else:
            verdicts[font] = _heard(named, texts)
    return verdicts


def _heard(named: FontCode, texts: list[str]) -> _Verdict:
    """What the font's name says, unless its text clearly is in another encoding."""
    votes = _votes(texts)
    best = max(("unicode", "tcvn3", "vni"), key=lambda h: (votes[h], h == named.encoding))
    if best == named.encoding or votes[best] < 3 or votes[best] < 2 * votes[named.encoding]:
        return _Verdict(named.encoding)
    return _Verdict(named.encoding, mostly=False) if best == "unicode" else _Verdict("tcvn3" if best == "tcvn3" else "vni")


def _settle(votes: Counter[str], texts: list[str]) -> Encoding | None:
    """The encoding of text without a telling font name; only clear evidence counts."""
    votes += _votes([t for t in texts if _SUSPICIOUS.search(t) and not _UNICODE_ONLY.search(t)])
    best: Encoding = "tcvn3" if votes["tcvn3"] >= votes["vni"] else "vni"
    clear = votes[best] >= max(2, 0.6 * votes["words"]) and votes[best] > 2 * votes["unicode"]
    return best if clear else None


def _votes(texts: list[str]) -> Counter[str]:
    """How many words that are not plain ASCII are syllables, read as Unicode and in each legacy encoding."""
    votes: Counter[str] = Counter()
    looked = 0
    for text in texts:
        if looked > _SAMPLE:
            break
        if _NOT_ASCII.search(text):
            looked += len(text)
            for word in _LETTERLIKE.findall(text):
                if _NOT_ASCII.search(word):
                    votes["words"] += 1
                    votes.update(_readings(word))
    return votes


@lru_cache(maxsize=16384)
def _readings(word: str) -> tuple[Hypothesis, ...]:
    """The ways of reading ``word`` that make it a Vietnamese syllable."""
    if len(word) > _LONGEST:
        return ()
    readings: list[Hypothesis] = ["unicode"] if is_syllable(word) else []
    if not _UNICODE_ONLY.search(word):
        readings += [e for e in ("tcvn3", "vni") if is_syllable(decode(word, e))]
    return tuple(readings)


def _paragraph(pieces: Sequence[Piece], verdicts: dict[str | None, _Verdict | None]) -> Repaired:
    parts: list[str] = []
    used: set[Encoding] = set()
    for verdict, group in groupby(pieces, key=lambda piece: verdicts[piece[1]]):
        text = "".join(text for text, _ in group)
        if verdict is None or not _NOT_ASCII.search(text):
            parts.append(text)
            continue
        done = (_words if _UNICODE_ONLY.search(text) else _whole)(text, verdict)
        parts.append(done)
        if done != text:
            used.add(verdict.encoding)
    text = "".join(parts)
    return Repaired(restore_capitals(text) if "tcvn3" in used else text, frozenset(used))


def _whole(text: str, verdict: _Verdict) -> str:
    """A stretch of a legacy font decoded, unless it is Unicode typed in that font."""
    votes, encoding = _votes([text]), verdict.encoding
    if votes[encoding] < votes["unicode"] + (not verdict.mostly):
        return text
    if encoding == "tcvn3" and _HYPHEN in text:
        text = _LETTERLIKE.sub(_without_hyphen, text)
    return decode(text, encoding)


def _without_hyphen(match: re.Match[str]) -> str:
    """A word without the soft hyphen that its writer meant as such: ư has the same code, so the syllables decide."""
    word = match.group()
    if _HYPHEN not in word or len(word) > _LONGEST or is_syllable(decode(word, "tcvn3")):
        return word
    fewer = [word[:i] + word[i + 1 :] for i, c in enumerate(word) if c == _HYPHEN]
    return next((w for w in (*fewer, word.replace(_HYPHEN, "")) if is_syllable(decode(w, "tcvn3"))), word)


def _words(text: str, verdict: _Verdict) -> str:
    """A stretch that holds Unicode letters: only words that are none of its syllables, but are when decoded, are legacy."""

    def word(match: re.Match[str]) -> str:
        whole = match.group()
        if not _SUSPICIOUS.search(whole) or len(whole) > _LONGEST or is_syllable(whole):
            return whole
        decoded = decode(whole, verdict.encoding)
        # A sign inside a word (Q§, ®iÒu) is a letter of the other encoding, whether or not a syllable comes out.
        return decoded if is_syllable(decoded) or (_SIGN.search(whole) and decoded.isalpha()) else whole

    return _LETTERLIKE.sub(word, text)


def _encoding(done: Sequence[Repaired]) -> Literal["unicode", "tcvn3", "vni", "mixed"]:
    """The file's encoding by its accented characters: ``mixed`` when a second one holds more than a trace (2 %)."""
    seen: Counter[str] = Counter()
    for paragraph in done:
        accents = len(_NOT_ASCII.findall(paragraph.text))
        for name in paragraph.encodings or {"unicode"}:
            seen[name] += accents if paragraph.encodings else len(_UNICODE_ONLY.findall(paragraph.text))
    total = seen.total()
    large = [name for name, count in seen.items() if count > 0.02 * total]
    if not seen["tcvn3"] and not seen["vni"]:
        return "unicode"
    if len(large) > 1:
        return "mixed"
    return {"tcvn3": "tcvn3", "vni": "vni"}.get(large[0], "mixed")  # type: ignore[return-value]  # str to mypy
