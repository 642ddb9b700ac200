"""Why a label was given: the words and sentences of a text that spoke for it, with weight (log-odds) and place.

The model is linear, so its score is a sum over n-grams; the share of every n-gram is handed out evenly to its syllables, and
syllables are put together to words by underthesea's word list.  What a word weighs is the sum over all places where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp_service.dossier import Location, TermEvidence
from nlp_service.language.syllables import word_list

from .model import FieldModel
from .syllables import SYLLABLE, canonical
from .views import Piece

_LEAST = 0.02  # log-odds under which a word is no reason
_LONGEST = 4  # syllables of a word
_SENTENCE = re.compile(r"(?<=[.!?;…])\s+|\n+")
Values = NDArray[np.float64]


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


NO_REASONS = Reasons(())


def syllable_weights(model: FieldModel, texts: Sequence[str], labels: NDArray[np.int64]) -> list[Values]:
    """What each syllable (see `syllables.syllables`) of each text adds to the score of the text's label (an index).

    The score is that of the label less the mean of the others; without the constant, the values of a text add up to it.
    """
    features = model.features
    encoded = features.encode(texts)
    counts = features.counted(encoded)
    counts.sort_indices()
    rows = features.weighted(counts)
    row = np.repeat(np.arange(len(texts), dtype=np.int64), np.diff(rows.indptr))
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
    return np.split(total, ends[:-1]) if len(texts) else []


def explain_texts(model: FieldModel, texts: Sequence[str], labels: NDArray[np.int64], most: int = 5) -> list[Reasons]:
    """The words that spoke for each bare text's label, strongest first."""
    out = []
    for text, values in zip(texts, syllable_weights(model, texts, labels), strict=True):
        words: dict[str, _Word] = {}
        _collect(words, Piece("title", text), values)
        out.append(Reasons(_strongest(words, most)))
    return out


def explain(model: FieldModel, pieces: Sequence[Piece], label: int, weights: Mapping[str, float], most: int = 8) -> Reasons:
    """The words and sentences of a dossier that spoke most for ``label``; ``weights``: what each view counts."""
    views = [[p for p in pieces if p.view == v] for v in weights]
    texts = ["\n".join(p.text for p in own) for own in views]
    words: dict[str, _Word] = {}
    sentences: list[TermEvidence] = []
    for own, values, weight in zip(views, syllable_weights(model, texts, np.full(len(texts), label)), weights.values(), strict=True):
        start = 0
        for piece in own:
            count = sum(len(canonical(w)) for w in SYLLABLE.findall(piece.text))
            cut = values[start : start + count] * weight
            _collect(words, piece, cut)
            sentences.extend(_sentences(piece, cut))
            start += count
    sentences.sort(key=lambda s: -s.weight)
    return Reasons(_strongest(words, most), tuple(sentences[:3]))


def _collect(words: dict[str, _Word], piece: Piece, values: Values) -> None:
    """Add the words of a piece to ``words``."""
    spans, weights = _spans(piece.text, values)
    at = 0
    while at < len(spans):
        n = _length(piece.text, spans, at)
        start, end = spans[at][0], spans[at + n - 1][1]
        weight = float(weights[at : at + n].sum())
        at += n
        text = " ".join(piece.text[start:end].lower().split())
        if text.isdecimal():
            continue
        word = words.setdefault(text, _Word(text))
        word.weight += weight
        if word.where is None and piece.where is not None:
            word.where = _place(piece.where, start, end)


def _spans(text: str, values: Values) -> tuple[list[tuple[int, int]], Values]:
    """Places of the words as written, blank to blank, and what each weighs (an abbreviation counts as what it stands for)."""
    spans, parts = [], []
    for m in SYLLABLE.finditer(text):
        spans.append(m.span())
        parts.append(len(canonical(m[0])))
    starts = np.concatenate([[0], np.cumsum(parts)[:-1]]).astype(np.int64) if parts else np.empty(0, np.int64)
    return spans, np.add.reduceat(values, starts) if len(starts) else values


def _length(text: str, spans: Sequence[tuple[int, int]], at: int) -> int:
    """Number of syllables of the longest word of the word list that begins at ``spans[at]``."""
    known, first = _words()
    if text[slice(*spans[at])].lower() not in first:
        return 1
    for n in range(min(_LONGEST, len(spans) - at), 1, -1):
        if text[spans[at][0] : spans[at + n - 1][1]].lower() in known:
            return n
    return 1


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Words of two to four syllables, and their first syllables."""
    known = frozenset(w for w in map(str.lower, word_list()) if 2 <= w.count(" ") + 1 <= _LONGEST)
    return known, frozenset(w.partition(" ")[0] for w in known)


def _sentences(piece: Piece, values: Values) -> list[TermEvidence]:
    if piece.where is None:
        return []
    spans, weights = _spans(piece.text, values)
    out, start, word = [], 0, 0
    borders = [*((m.start(), m.end()) for m in _SENTENCE.finditer(piece.text)), (len(piece.text), len(piece.text))]
    for end, following in borders:
        first = word
        while word < len(spans) and spans[word][0] < end:
            word += 1
        if word - first >= 5:
            where = _place(piece.where, start, end)
            out.append(TermEvidence(term=piece.text[start:end].strip(), weight=round(float(weights[first:word].sum()), 3), location=where))
        start = following
    return out


def _strongest(words: Mapping[str, _Word], most: int) -> tuple[TermEvidence, ...]:
    ranked = sorted((w for w in words.values() if w.weight >= _LEAST), key=lambda w: (-w.weight, w.text))
    return tuple(TermEvidence(term=w.text, weight=round(w.weight, 3), location=w.where) for w in ranked[:most])


def _place(piece: Location, start: int, end: int) -> Location:
    return Location(piece.file, piece.page, piece.block, piece.start + start, piece.start + end)
