"""What a recogniser gives, and what one must offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]  # a page: rows by columns, 0 black, 255 white


class Word(NamedTuple):
    """A recognised word; box in pixels (left, top, right, bottom), confidence 0..1."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words of one printed line, from the left."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(w.text for w in self.words)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in pixels."""
        return (
            min(w.x0 for w in self.words), min(w.y0 for w in self.words),
            max(w.x1 for w in self.words), max(w.y1 for w in self.words),
        )  # fmt: skip

    @property
    def confidence(self) -> float:
        """Mean of the words, by length."""
        letters = sum(len(w.text) for w in self.words)
        return sum(w.confidence * len(w.text) for w in self.words) / letters if letters else 0.0


class Engine(Protocol):
    """A recogniser of printed Vietnamese pages.  Safe to be used from several threads at once."""

    name: str

    def read(self, image: Gray, dpi: float) -> list[TextLine]:
        """The lines of an upright page, in any order.

        Raises:
            ReadingError: the engine failed.
        """
        ...
