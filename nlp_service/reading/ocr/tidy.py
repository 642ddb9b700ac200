"""Signs the fast engine gets wrong as a rule: spaces it leaves out, quotation marks, dot leaders, Roman numbers."""

from __future__ import annotations

import re

from nlp_service.language.syllables import is_syllable

_AFTER = re.compile(r"([,;:!?…)”])(?=[^\W\d_])")
_BEFORE_BRACKET = re.compile(r"(?<=[^\W_])\((?=\w)")
_FULL_STOP = re.compile(r"(?<=[\da-zà-ỹđ])\.(?=[A-ZÀ-ỸĐ][a-zà-ỹđ])")
_ADDRESS = re.compile(r"@|://|www\.|\.(?:vn|com|edu|gov|org|net)\b", re.IGNORECASE)
_OPENING = re.compile(r"(?<=[\s(])['‘`+*](?=[^\W\d_])")
_CLOSING = re.compile(r"(?<=[\w.,!?…])['’](?=$|[\s.,;:!?)])")
_ROMAN = re.compile(r"\b(?=[Il]*I)[Il]{2,3}(?=[./)]|$|\s)")
_NUMBERED = re.compile(r"^((?:[IVX]{1,4}\.)?\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}),(?=\s*[^\W\d_])")
# lll.3. or l. before a capital, at the start of a line: no syllable, and no list goes that far
_STEMS = re.compile(r"^([Il|]{1,3})(?=[.,]\s?(?:\d|[A-ZÀ-ỸĐ]))")
# l6: a one before digits (6l may be six litres)
_ONE = re.compile(r"(?<![\w/.-])[lI](?=\d{1,3}(?![\w-]))")
# ngày23, Điều'1: a space that the print has little of
_STUCK = re.compile(r"(?<!\w)([^\W\d_]{3,6})['’‘`]?(\d{1,4})(?!\w)")
# a Roman number before a heading in capitals: its full stop is lost, or I is read as L
_CHAPTER = re.compile(r"^(L|I{1,3}|IV|VI{0,3}|IX|X)\.?\s+(?=[A-ZÀ-ỸĐ]{2,}\s[A-ZÀ-ỸĐ]{2,})")
# a leader runs to the end of the line, or to a page number there
_LEADER = re.compile(r"(?<!\.)(?:\.{3,}|…+)(?=\s*\d{0,3}$)")
_QUESTION = re.compile(r"([^\W\d_]{2,})2(?=[”’\"']?$|[”’\"']?\s)")
_DOT = 0.25  # em: a full stop in the fonts of offices


def tidy(text: str) -> str:
    """One recognised line with its signs and spaces as such lines have them; doing it twice changes nothing more."""
    if not _ADDRESS.search(text):
        text = _AFTER.sub(r"\1 ", text)
        text = _BEFORE_BRACKET.sub(" (", text)
        text = _FULL_STOP.sub(". ", text)
    text = _OPENING.sub("“", text)
    text = _CLOSING.sub("”", text)
    text = _QUESTION.sub(lambda m: f"{m[1]}?" if is_syllable(m[1]) else m[0], text)
    text = _STEMS.sub(lambda m: "I" * len(m[1]), text)
    text = _ONE.sub("1", text)
    text = _STUCK.sub(lambda m: f"{m[1]} {m[2]}" if _accented(m[1]) else m[0], text)
    text = _ROMAN.sub(lambda m: "I" * len(m[0]), text)
    text = _CHAPTER.sub(lambda m: m[1].replace("L", "I") + ". ", text)
    text = _NUMBERED.sub(r"\1.", text)
    return " ".join(text.split())


def stretch_leaders(text: str, width: float, height: float) -> str:
    """A line whose dot leaders are as long as on paper: the engine writes three dots for any number of them.

    ``width`` and ``height`` are those of the printed line; letters are taken to be half an em wide on average.
    """
    leaders = _LEADER.findall(text)
    if not leaders or height <= 0:
        return text
    letters = _LEADER.sub("", text)
    em = height
    free = width - em * sum(0.68 if c.isupper() else 0.26 if c in " .,:;'ilItfj()-/" else 0.47 for c in letters)
    dots = int(free / (_DOT * em) / len(leaders))
    return _LEADER.sub("." * dots, text) if dots > 4 else text


def _accented(word: str) -> bool:
    """Whether a word is a syllable that no code or abbreviation is: with an accent, and not in capitals."""
    return not word.isascii() and not word.isupper() and is_syllable(word)
