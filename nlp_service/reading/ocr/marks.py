"""Marks that are no print: a clerk's pen in the margin, a stain, a part of a seal, read as a word or two of nonsense."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .model import TextLine
from .phrases import is_known

_WORDS = 2  # a mark is no longer
_DOUBTFUL, _WELL = 0.72, 0.85  # confidence of a line that may be a mark, and of a page on which it stands out
_FIGURE = re.compile(r"[\d.,:/%()–-]+")


def without_marks(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines of a page without marks.

    Only a page that is read well has any: on a poor one, print looks the same, and what cannot be read must stay to be seen.
    """
    letters = sum(len(line.text) for line in lines)
    if not letters or sum(line.confidence * len(line.text) for line in lines) / letters < _WELL:
        return list(lines)
    return [line for line in lines if not _is_mark(line)]


def _is_mark(line: TextLine) -> bool:
    if line.confidence >= _DOUBTFUL or len(line.words) > _WORDS:
        return False
    words = [w.text.strip(".,;:!?()[]'\"") for w in line.words]
    return not any(_FIGURE.fullmatch(w) or (len(w) > 1 and is_known(w)) for w in words)
