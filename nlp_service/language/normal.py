"""Normal forms of text as pure steps, each with a map between raw and normal offsets.

``normalise(text, STEPS)`` gives a `Normal`: the text after all steps, `Normal.to_raw` and `Normal.to_normal`.  A step never
changes what is already normal, and doing it twice is doing it once.  Steps:

=================  =================================================================================================
`invisible`        soft hyphens, zero-width characters, direction marks and byte order marks go
`full_width`       full-width forms become plain ones (``Ａ１``→``A1``)
`look_alikes`      Cyrillic and Greek twins of Latin letters become Latin where the same word has Latin letters too
`compose`          NFC; a tone mark typed before the circumflex, breve or horn of its letter is put after it
`tone_placement`   hoà→hòa, uỷ→ủy, qúy→quý, hòan→hoàn (the spelling of offices and of underthesea)
`dot_leaders`      a run of dots, ellipses or underscores that stands for an empty line becomes one ``…``
`spacing`          one blank between words, none at the ends of lines, before ``,;:!?)`` or after ``(``; no empty lines
`one_i`            kỹ→kĩ, lý→lí: for keys only
`plain_marks`      one kind of hyphen and of quotation mark: for keys only
`one_line`         line ends and tabs become blanks: for keys only
`lower`            lower case: for keys only
=================  =================================================================================================
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from . import syllables

Edit = tuple[int, int, str]
Step = Callable[[str], Iterator[Edit]]

#: Letters of other alphabets that look like Latin ones.
LOOK_ALIKES = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјкорсухһԁԛԝёЁїЇ" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιν" "ɑɡı",
        "ABESIJKMHOPCTYXaesijkopcyxhdqwëËïÏ" "ABEZHIKMNOPTYXoiv" "agi",
        strict=True,
    )
)  # fmt: skip
_ROUNDS = 8  # a step may make work for an earlier one; texts settle after one or two rounds


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal form of ``raw``; ``starts[i]``/``ends[i]``: raw offset of a stretch that starts/ends at normal offset ``i``."""

    raw: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw stretch that ``text[start:end]`` was made of, whole letters; an empty one for an empty one."""
        if end <= start:
            return self.ends[start], self.ends[start]
        return self.starts[start], self.ends[end]

    def to_normal(self, start: int, end: int) -> tuple[int, int]:
        """The smallest stretch of ``text`` that holds what became of ``raw[start:end]``."""
        first = bisect_left(self.starts, self.starts[max(bisect_right(self.starts, start) - 1, 0)])
        last = min(bisect_left(self.ends, end), len(self.text))
        if end > start:  # of letters that became several, all
            last = bisect_right(self.ends, self.ends[last]) - 1
        return first, max(first, last)


def normalise(text: str, steps: Sequence[Step]) -> Normal:
    """``text`` after ``steps``, done again until nothing changes."""
    whole = range(len(text) + 1)
    result = Normal(text, text, whole, whole)
    for _ in range(_ROUNDS):
        before = result.text
        for step in steps:
            edits = list(step(result.text))
            if edits:
                result = _apply(result, edits)
        if result.text == before:
            break
    return result


def _apply(done: Normal, edits: list[Edit]) -> Normal:
    """One more layer of edits (in order, not overlapping) on what is done."""
    parts: list[str] = []
    starts: list[int] = []
    ends = [done.ends[0]]
    at = 0
    for start, end, new in [*edits, (len(done.text), len(done.text), "")]:
        parts += (done.text[at:start], new)
        starts += done.starts[at:start]
        starts += [done.starts[start]] * len(new)
        ends += done.ends[at + 1 : start + 1]
        ends += [done.ends[end]] * len(new)
        at = end
    starts.append(done.starts[-1])
    return Normal(done.raw, "".join(parts), starts, ends)


# -- the steps


def _substitute(pattern: re.Pattern[str], new: Callable[[str], str], text: str) -> Iterator[Edit]:
    """The edits that make ``new(match)`` of every match."""
    for m in pattern.finditer(text):
        old = m.group()
        if (changed := new(old)) != old:
            yield m.start(), m.end(), changed


def nfc(text: str) -> Iterator[Edit]:
    """NFC alone, letter by letter."""
    if not unicodedata.is_normalized("NFC", text):
        yield from _clusters(text, partial(unicodedata.normalize, "NFC"))


def compose(text: str) -> Iterator[Edit]:
    """NFC, the mark of a letter's shape before that of its tone."""
    if not unicodedata.is_normalized("NFC", text) or _TONE_FIRST.search(text):
        yield from _clusters(text, _compose)


def _clusters(text: str, new: Callable[[str], str]) -> Iterator[Edit]:
    """The edits of every letter with its marks."""
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and not _starts_cluster(text[end]):
            continue
        old = text[start:end]
        if not old.isascii() and (changed := new(old)) != old:
            same = 0  # marks at the end that stay as they are
            while same < min(len(old), len(changed)) - 1 and old[-1 - same] == changed[-1 - same]:
                same += 1
            yield start, end - same, changed[: len(changed) - same]
        start = end


def _compose(cluster: str) -> str:
    parts = unicodedata.normalize("NFD", cluster)
    marks = [c for c in parts[1:] if c in _SHAPES or c in syllables.TONES]
    if len(marks) == 2 == len(parts) - 1 and marks[0] in syllables.TONES and marks[1] in _SHAPES:
        parts = parts[0] + marks[1] + marks[0]
    return unicodedata.normalize("NFC", parts)


def _starts_cluster(char: str) -> bool:
    return char < "\u0300" or (unicodedata.combining(char) == 0 and char not in _JOINERS)


@lru_cache(maxsize=32768)
def _place_tone(word: str) -> str:
    if word.isascii():
        return word
    parts = syllables.parse(word)
    spelt = parts.spell() if parts else word
    if not parts or len(spelt) != len(word) or spelt == word:
        return word
    return "".join(new.upper() if old.isupper() else new for old, new in zip(word, spelt, strict=True))


@lru_cache(maxsize=32768)
def _one_i(word: str) -> str:
    parts = syllables.parse(word) if word[-1:] in "yỳýỷỹỵYỲÝỶỸỴ" else None
    if not parts or (chosen := syllables.one_i(parts)) == parts:
        return word
    last = chosen.spell()[-1]
    return word[:-1] + (last.upper() if word[-1].isupper() else last)


def _latin_twins(word: str) -> str:
    if not any(_is_latin(c) for c in word):
        return word
    return "".join(LOOK_ALIKES.get(c, c) for c in word)


def _is_latin(char: str) -> bool:
    return char not in LOOK_ALIKES and unicodedata.name(char, "").startswith("LATIN ")


def look_alikes(text: str) -> Iterator[Edit]:
    """Latin for the letters of other alphabets that stand in a word with Latin ones."""
    if not _TWINS.isdisjoint(text):
        yield from _substitute(_MARKED_WORD, _latin_twins, text)


def lower(text: str) -> Iterator[Edit]:
    """Lower case, letter by letter."""
    if text != text.lower():
        yield from ((i, i + 1, c.lower()) for i, c in enumerate(text) if not c.islower() and c.lower() != c)


def spacing(text: str) -> Iterator[Edit]:
    """One blank between words, none where a line or a bracket begins or ends."""
    for m in _SPACES.finditer(text):
        old = m.group()
        if not (m.start() and m.end() < len(text)) or m["tight"] is not None:
            new = ""
        elif "\n" in old:
            new = "\n"
        else:
            new = "\t" if "\t" in old else " "
        if new != old:
            yield m.start(), m.end(), new


_TWINS = frozenset(LOOK_ALIKES)
_SHAPES = frozenset("\u0302\u0306\u031b")
_TONE_FIRST = re.compile("[\u00c0-\u00ff\u0128\u0129\u0168\u0169\u1ea0-\u1ef9\u0300-\u0323][\u0302\u0306\u031b]")
#: Characters of combining class 0 that may still join the one before (NFC_Quick_Check=Maybe).
_JOINERS = frozenset(
    map(
        chr,
        [
            *range(0x1161, 0x1176), *range(0x11A8, 0x11C3), 0x9BE, 0x9D7, 0xB3E, 0xB56, 0xB57, 0xBBE, 0xBD7, 0xCC2, 0xCD5,
            0xCD6, 0xD3E, 0xD57, 0xDCF, 0xDDF, 0x102E, 0x1B35, 0x1133E, 0x11357, 0x114B0, 0x114BA, 0x114BD, 0x115AF, 0x11930,
        ],
    )
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_MARKED_WORD = re.compile("[^\\W\\d_][^\\W\\d_\u0300-\u036f]*")
_LEADERS = re.compile(r"[.…‥_·](?:[ \u00a0]?[.…‥_·]){2,}|…[.…‥_·]+|[.‥_·]+…")
_SPACES = re.compile(r"(?P<tight>(?<=[^\s(\[])[ \u00a0]+(?=[,;:!?)\]])|(?<=[(\[])[ \u00a0]+(?=\S))|\s+")
#: Kinds of quotation marks and hyphens, and the plain one for each.
PLAIN_MARKS = {**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}

invisible: Step = partial(_substitute, re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"), lambda _: "")
full_width: Step = partial(
    _substitute, re.compile("[\uff01-\uff5e\u3000]"), lambda c: " " if c == "\u3000" else chr(ord(c) - 0xFEE0)
)
tone_placement: Step = partial(_substitute, _WORD, _place_tone)
dot_leaders: Step = partial(_substitute, _LEADERS, lambda _: "…")
one_i: Step = partial(_substitute, _WORD, _one_i)
plain_marks: Step = partial(_substitute, re.compile(f"[{''.join(PLAIN_MARKS)}]"), PLAIN_MARKS.__getitem__)
one_line: Step = partial(_substitute, re.compile(r"\s+"), lambda _: " ")

#: What changes no word: the normal form of text that people read.
READABLE: tuple[Step, ...] = (invisible, full_width, look_alikes, compose, tone_placement, dot_leaders, spacing)
#: What makes two spellings of the same words equal.
COMPARISON: tuple[Step, ...] = (*READABLE, plain_marks, one_line, lower, one_i)
