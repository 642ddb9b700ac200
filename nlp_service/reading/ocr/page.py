"""A page picture to a sheet: the fast engine first, the thorough one where a line is in doubt, then the vote."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nlp_service.dossier import ReadingError
from nlp_service.reading.layout.model import Sheet
from nlp_service.settings import Settings

from .agree import Seen, plausible, side_by_side
from .language import pair_model
from .lines import find_rulings, to_rows
from .marks import without_marks
from .model import Gray, TextLine, Word
from .policy import Policy, policy
from .prepare import even, rotate, skew, to_gray
from .strips import stack, window, words_of
from .tesseract import Tesseract
from .tidy import tidy
from .true import TrueOcr
from .vote import Reading, best, readings

#: What the fast engine makes of a per cent sign.
_PERCENT = re.compile(r"\d6(?![\d/.])|96(?!\d)")


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Recognises pages with the engines that are installed; one or the other may be missing."""

    fast: TrueOcr | None
    thorough: Tesseract | None
    policy: Policy

    @classmethod
    def of(cls, settings: Settings) -> Recogniser:
        """The recogniser of this machine.

        Raises:
            ReadingError: ``tool-missing`` when there is no engine.
        """
        fast = TrueOcr() if TrueOcr.available() else None
        thorough = Tesseract(settings.ocr_language) if Tesseract.available(settings.ocr_language) else None
        if fast is None and thorough is None:
            raise ReadingError("tool-missing", tool="tesseract", name="")
        return cls(fast, thorough, policy())

    def sheet(self, picture: npt.NDArray[np.uint8], dpi: float, number: int) -> Sheet:
        """Recognise one page, grey or RGB.

        Raises:
            ReadingError: an engine failed.
        """
        image = even(to_gray(picture))
        image = rotate(image, skew(image))
        lines = self.lines(image, dpi)
        if self.fast is not None and _poor(lines):
            turns = self.fast.turns(image)
            if turns:
                turned = np.ascontiguousarray(np.rot90(image, -turns))
                turned = rotate(turned, skew(turned))
                again = self.lines(turned, dpi)
                if _weight(again) > _weight(lines):
                    image, lines = turned, again
        scale = 72 / dpi
        rulings = find_rulings(image, dpi)
        rows = to_rows(lines, scale, rulings)
        return Sheet(number, image.shape[1] * scale, image.shape[0] * scale, rows, rulings, recognised=True)

    def lines(self, image: Gray, dpi: float) -> list[TextLine]:
        """The lines of an upright, level page, each read as well as the engines here can."""
        if self.fast is None:
            assert self.thorough is not None
            return [self._voted(line, None)[0] for line in self.thorough.read(image, dpi)]
        lines = self.fast.read(image, dpi)
        if self.thorough is None:
            return [self._voted(line, None)[0] for line in lines]
        voted = [self._voted(line, None) for line in lines]
        doubtful = {
            i: range(len(line.words)) if line.confidence < self.policy.confidence else doubt
            for i, (line, (_, doubt)) in enumerate(zip(lines, voted, strict=True))
            if doubt or line.confidence < self.policy.confidence
        }
        done = [line for line, _ in voted]
        if doubtful:
            boxes = [window(image, lines[i], doubt) for i, doubt in doubtful.items()]
            picture, tops = stack(image, boxes)
            found = words_of(replace(self.thorough, psm=6).read(picture, dpi), tops, [b[3] - b[1] for b in boxes])
            for i, second in zip(doubtful, found, strict=True):
                done[i] = self._voted(lines[i], second)[0]
        return without_marks([line for line in done if line.words])

    def _voted(self, line: TextLine, second: list[Word] | None) -> tuple[TextLine, list[int]]:
        """The likeliest words of a line, where engines and the pair model all have a voice; and which stay in doubt.

        ``second`` may have read a part of the line only.
        """
        whole = second is not None and len(second) >= 0.7 * len(line.words)
        weights = self.policy.weights
        first: list[Seen] = [(w.text, w.confidence) for w in line.words]
        options: list[list[Reading]] = []
        sure: list[float] = []
        for a, b in side_by_side(first, [(w.text, w.confidence) for w in second or ()]):
            if a is not None and b is not None and a[0] == b[0]:
                options.append(readings(a[0], max(a[1], b[1]), replace(weights, trust=weights.trust * self.policy.agreed)))
                sure.append(1 - (1 - a[1]) * (1 - b[1]))
            elif a is not None and b is not None:
                options.append(
                    _merged(
                        readings(a[0], a[1], weights, self.policy.first * a[1]),
                        readings(b[0], b[1], weights, self.policy.second * (1 - b[1])),
                    )
                )
                sure.append(0.9 * max(a[1], b[1]))
            elif (seen := a or b) is not None:
                if whole and not plausible(seen[0]) and seen[1] < 0.8:
                    continue  # a stain or a part of a seal that one engine took for letters
                options.append(readings(seen[0], seen[1], weights))
                sure.append(seen[1] * (0.8 if whole else 1.0))
        chosen, margins = best(options, pair_model(), weights)
        doubt = [
            i for i, (c, margin) in enumerate(zip(chosen, margins, strict=True))
            if margin < self.policy.margin or (line.confidence < 0.97 and not plausible(c.text)) or _PERCENT.search(c.text)
        ]  # fmt: skip
        return _set(line, *_tidied(chosen, sure)), doubt


def _merged(first: list[Reading], second: list[Reading]) -> list[Reading]:
    cheapest: dict[str, Reading] = {}
    for reading in first + second:
        if reading.text not in cheapest or reading.cost < cheapest[reading.text].cost:
            cheapest[reading.text] = reading
    return list(cheapest.values())


def _tidied(chosen: list[Reading], sure: list[float]) -> tuple[list[str], list[float]]:
    """The words as such lines have them, with the confidence of each."""
    texts = tidy(" ".join(c.text for c in chosen)).split()
    if len(texts) == len(sure):
        return texts, sure
    return texts, [sum(sure) / len(sure)] * len(texts) if sure else []


def _set(line: TextLine, texts: list[str], sure: list[float]) -> TextLine:
    """New words in the place of a line's, each in its old box where their number is the same."""
    if len(texts) == len(line.words):
        pairs = zip(line.words, texts, sure, strict=True)
        return TextLine(tuple(w._replace(text=t, confidence=c) for w, t, c in pairs))
    if not texts:
        return TextLine(())
    x0, y0, x1, y1 = line.box
    letter = (x1 - x0) / (sum(map(len, texts)) + len(texts) - 1)
    words = []
    at = x0
    for text, confidence in zip(texts, sure, strict=True):
        words.append(Word(text, at, y0, at + len(text) * letter, y1, confidence))
        at += (len(text) + 1) * letter
    return TextLine(tuple(words))


def _poor(lines: list[TextLine]) -> bool:
    letters = sum(len(line.text) for line in lines)
    return letters > 0 and sum(line.confidence * len(line.text) for line in lines) / letters < 0.75


def _weight(lines: list[TextLine]) -> float:
    return sum(line.confidence * len(line.text) for line in lines)
