"""Why a label was given: the words and sentences of a text that spoke for it, with weight (log-odds) and place.

The model is linear, so its score is a sum over n-grams; the share of every n-gram is handed out evenly to its syllables, and
syllables are put together to words by underthesea's word list.  What a word weighs is the sum over all places where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from nlp_service.dossier import ConfigurationError, Location, TermEvidence
from nlp_service.language.syllables import word_list

from .features import Analysed
from .model import FieldModel
from .syllables import SYLLABLE, canonical
from .views import Piece, Stretch

_LEAST = 0.02  # log-odds under which a word is no reason
_LONGEST = 4  # syllables of a word
_SENTENCE = re.compile(r"(?<=[.!?;…])\s+|\n+")
_FUNCTION_WORDS = Path(__file__).parent / "function_words.yaml"
Values = NDArray[np.float64]
Span = tuple[int, int]


@dataclass(slots=True)
class _Word:
    text: str
    weight: float = 0.0
    where: Location | None = None


@dataclass(frozen=True, slots=True)
class Reasons:
    """The words that spoke most for the label, and the sentences (strongest first)."""

    terms: tuple[TermEvidence, ...]
    sentences: tuple[TermEvidence, ...] = ()


def syllable_weights(model: FieldModel, analysed: Analysed, labels: NDArray[np.int64]) -> list[Values]:
    """What each syllable (see `syllables.syllables`) of each text adds to the score of the text's label (an index).

    The score is that of the label less the mean of the others; without the constant, the values of a text add up to it.
    """
    features, encoded, counts, rows = model.features, analysed.encoded, analysed.counts, analysed.rows
    row = np.repeat(np.arange(encoded.count, dtype=np.int64), np.diff(rows.indptr))
    own = model.field.weights[labels[row], rows.indices]
    mean = model.field.weights[:, rows.indices].sum(axis=0)
    pull = (len(model.labels) * own - mean) / (len(model.labels) - 1)
    cells = row * features.width + rows.indices
    values = rows.data * pull / counts.data  # of one occurrence
    total = np.zeros(len(encoded.syllables))
    for block in features.keys:
        where, keys = features.grams(encoded, block)
        found = features.columns(block, keys)
        where, found = where[found >= 0], found[found >= 0]
        each = values[np.searchsorted(cells, encoded.document[where] * features.width + found)] if len(where) else np.empty(0)
        n = int(block[-1])
        for i in range(n):
            total += np.bincount(where + i, each / n, minlength=len(total))
    ends = np.cumsum(np.bincount(encoded.document, minlength=encoded.count))
    return np.split(total, ends[:-1]) if encoded.count else []


def explain_texts(
    model: FieldModel, texts: Sequence[str], analysed: Analysed, labels: NDArray[np.int64], most: int = 5
) -> list[Reasons]:
    """The words that spoke for each bare text's label, strongest first."""
    out = []
    for text, values in zip(texts, syllable_weights(model, analysed, labels), strict=True):
        words: dict[str, _Word] = {}
        spans, counts = _spans(text)
        _collect(words, Piece("title", text), spans, _word_weights(values, counts))
        out.append(Reasons(_strongest(words, most)))
    return out


def explain(model: FieldModel, parts: Sequence[Stretch], analysed: Analysed, label: int, most: int = 8) -> Reasons:
    """The words and sentences of a dossier that spoke most for ``label`` (an index)."""
    words: dict[str, _Word] = {}
    sentences: list[TermEvidence] = []
    for part, values in zip(parts, syllable_weights(model, analysed, np.full(len(parts), label)), strict=True):
        start = 0
        for piece in part.pieces:
            spans, counts = _spans(piece.text)
            cut = _word_weights(values[start : start + sum(counts)] * part.weight, counts)
            _collect(words, piece, spans, cut)
            sentences.extend(_sentences(piece, spans, cut))
            start += sum(counts)
    sentences.sort(key=lambda s: -s.weight)
    return Reasons(_strongest(words, most), tuple(sentences[:3]))


def _collect(words: dict[str, _Word], piece: Piece, spans: Sequence[Span], weights: Values) -> None:
    """Add the words of a piece to ``words``."""
    at, each, silent = 0, weights.tolist(), function_words()
    lower = [piece.text[start:end].lower() for start, end in spans]
    while at < len(spans):
        n = _length(lower, spans, at)
        start, end = spans[at][0], spans[at + n - 1][1]
        weight = each[at] if n == 1 else sum(each[at : at + n])
        text = lower[at] if n == 1 else " ".join(lower[at : at + n])
        at += n
        if text in silent or text.isdecimal():
            continue
        word = words.setdefault(text, _Word(text))
        word.weight += weight
        if word.where is None and piece.where is not None:
            word.where = _place(piece.where, start, end)


def _spans(text: str) -> tuple[list[Span], list[int]]:
    """Places of the words as written, blank to blank, and the number of syllables each stands for (abbreviations: several)."""
    found = list(SYLLABLE.finditer(text))
    return [m.span() for m in found], [len(canonical(m[0])) for m in found]


def _word_weights(values: Values, counts: Sequence[int]) -> Values:
    return np.add.reduceat(values, np.cumsum([0, *counts[:-1]])) if counts else values


def _length(lower: Sequence[str], spans: Sequence[Span], at: int) -> int:
    """Number of syllables of the longest word of the word list that begins at ``at``; only blanks stand inside a word."""
    known, pairs = _words()
    following = at + 1
    if following >= len(spans) or f"{lower[at]} {lower[following]}" not in pairs:  # most syllables stand alone: told at once
        return 1
    most = following
    while most < min(at + _LONGEST, len(spans)) and spans[most][0] == spans[most - 1][1] + 1:
        most += 1
    for n in range(most - at, 1, -1):
        if " ".join(lower[at : at + n]) in known:
            return n
    return 1


@lru_cache(maxsize=1)
def function_words() -> frozenset[str]:
    """Words that bind sentences; they weigh in the score, but are no reason to show.

    Raises:
        ConfigurationError: ``data-invalid``, the data file is broken.
    """
    data = yaml.safe_load(_FUNCTION_WORDS.read_text("utf-8"))
    if not isinstance(data.get("words"), list):
        raise ConfigurationError("data-invalid", path=_FUNCTION_WORDS.name, detail="words")
    return frozenset(map(str, data["words"]))


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Words of two to four syllables, and what they begin with, two syllables each."""
    known = frozenset(w for w in map(str.lower, word_list()) if 2 <= w.count(" ") + 1 <= _LONGEST)
    return known, frozenset(" ".join(w.split(" ")[:2]) for w in known)


def _sentences(piece: Piece, spans: Sequence[Span], weights: Values) -> list[TermEvidence]:
    if piece.where is None:
        return []
    out, start, word = [], 0, 0
    borders = [*((m.start(), m.end()) for m in _SENTENCE.finditer(piece.text)), (len(piece.text), len(piece.text))]
    for end, following in borders:
        first = word
        while word < len(spans) and spans[word][0] < end:
            word += 1
        if word - first >= 5:
            where = _place(piece.where, start, end)
            out.append(
                TermEvidence(
                    term=piece.text[start:end].strip(), weight=round(float(weights[first:word].sum()), 3), location=where
                )
            )
        start = following
    return out


def _strongest(words: Mapping[str, _Word], most: int) -> tuple[TermEvidence, ...]:
    ranked = sorted((w for w in words.values() if w.weight >= _LEAST), key=lambda w: (-w.weight, w.text))
    return tuple(TermEvidence(term=w.text, weight=round(w.weight, 3), location=w.where) for w in ranked[:most])


def _place(piece: Location, start: int, end: int) -> Location:
    return Location(piece.file, piece.page, piece.block, piece.start + start, piece.start + end)
