"""Blocks as lines with their number, label and value: what the heading finder looks at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp_service.dossier import Block, BlockKind, Dossier, Location

from .numbering import Number, is_measure, parse_number

#: characters that stand for an unfilled place
LEADERS = ".…_·‥․-–—\u2024\u00ad "
_BLANK = re.compile(r"[\s.…_·‥․\-–—:;,/\\|\[\](){}\u00ad\u200b]*")
_TOC_ENTRY = re.compile(r"[.…_]{4,}\s*\d{1,3}\s+(?=\S)")
_DATED = re.compile(
    r"([^\n:;]{2,50},\s*ngày\s*[\d.…_ ]{1,8}\s*tháng\s*[\d.…_ ]{1,8}\s*năm\s*(?:\d{4}|[.…_ ]{2,8}))\s+(?=[^\W\d_(])", re.I
)
_SENTENCE = re.compile(r"[^\W\d_]{2}[.;!?]\s+(?=[A-ZĐÀ-Ỹ\d“\"])")
_COLON = re.compile(r"\s*[:：]\s*")
_FOOTNOTE_DIGIT = re.compile(r"(?<=[^\W\d_])\s?\(?[1-9¹²³⁴⁵⁶⁷⁸⁹]\)?(?=\s*[:(]|\s*$)")
LABEL_WORDS = 48  # the longest label of the forms in circulation has 43


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block.

    ``start``/``end`` are offsets in the file's text; ``number`` what it begins with; ``label`` the words that may name a
    section
    (up to the colon, or the whole line); ``value`` the offset at which words after the label begin (``end`` where there are
    none).
    """

    index: int
    file: int
    block: Block
    text: str
    start: int
    end: int
    number: Number | None
    label: str
    value: int
    colon: bool
    measure: bool
    words: int

    @property
    def where(self) -> Location:
        """The place of the whole line."""
        return Location(self.file, self.block.page, self.block.index, self.start, self.end)

    @property
    def runs_on(self) -> bool:
        """Whether the label holds a whole sentence: running text with a colon somewhere, no label."""
        return _SENTENCE.search(self.label) is not None

    @property
    def capitals(self) -> bool:
        """Whether the label is set in capitals."""
        letters = sum(map(str.isalpha, self.label))
        return letters > 2 and sum(map(str.isupper, self.label)) > 0.8 * letters


def is_blank(text: str) -> bool:
    """Whether only dot leaders, underscores and punctuation stand there: a place not filled in."""
    return _BLANK.fullmatch(text) is not None


def strip_footnote_digits(label: str) -> str:
    """``sáng kiến2`` → ``sáng kiến``: footnote digits glued to the end of a label."""
    return _FOOTNOTE_DIGIT.sub("", label)


def lines_of(dossier: Dossier) -> tuple[Line, ...]:
    """Every line of every block, in reading order, without running headers and footers."""
    return tuple(_lines(dossier))


def _lines(dossier: Dossier) -> Iterator[Line]:
    index = 0
    for f, file in enumerate(dossier.files):
        for block in file.blocks:
            if block.kind in (BlockKind.HEADER, BlockKind.FOOTER):
                continue
            for at, part in _parts(block.text):
                if part.strip():
                    yield _line(index, f, block, part, block.start + at)
                    index += 1


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Lines of a block with their offsets.

    Taken apart is what reading may have run together: entries of a table of contents, place and date and who signs below them.
    """
    at = 0
    for part in text.split("\n"):
        start = 0
        if (m := _DATED.match(part)) and len(part) - m.end() < 80:
            yield at, part[: m.end(1)]
            start = m.end()
        for m in _TOC_ENTRY.finditer(part, start):
            yield at + start, part[start : m.end()].rstrip()
            start = m.end()
        yield at + start, part[start:]
        at += len(part) + 1


def _line(index: int, file: int, block: Block, text: str, start: int) -> Line:
    number = parse_number(text)
    body = number.end if number else len(text) - len(text.lstrip())
    rest = text[body:]
    measure = is_measure(rest)
    colon = None
    for m in _COLON.finditer(rest):
        if rest[: m.start()].count("(") == rest[: m.start()].count(")"):  # not inside "(ghi rõ: …)"
            colon = m
            break
    end, words = start + len(text), len(text.split())
    if colon is not None and len(rest[: colon.start()].split()) <= LABEL_WORDS:
        label, value = rest[: colon.start()], start + body + colon.end()
        return Line(index, file, block, text, start, end, number, label.strip(), min(value, end), True, measure, words)
    return Line(index, file, block, text, start, end, number, rest.strip(), end, False, measure, words)
