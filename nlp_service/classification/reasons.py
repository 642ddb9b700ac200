"""Why a label was given: the terms of the text that spoke for it, with weight (log-odds) and place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nlp_service.dossier import Location, TermEvidence

from .features import Encoded
from .model import FieldModel
from .syllables import Syllable, located
from .views import Piece

_LEAST = 0.02  # log-odds under which a term is no reason


@dataclass(slots=True)
class _Term:
    name: str  # as the text has it, in lower case
    weight: float = 0.0
    where: Location | None = None
    spans: set[int] = field(default_factory=set)  # numbers of the syllables it covers


def contributions(model: FieldModel, texts: Sequence[str], labels: NDArray[np.int64]) -> tuple[Encoded, list[NDArray[np.float64]]]:
    """For each text, what each occurrence of an n-gram or of a term of the lexicon adds to the score of its label.

    Gives the encoded texts and one array for each length n (index 0: n = 1), aligned with the syllables: the value at a
    position is the weight of the n-gram that begins there.  The score is that of the label less the mean of the others.
    """
    features = model.features
    encoded = features.encode(texts)
    rows = features.transform(texts)
    rows.sort_indices()
    row = np.repeat(np.arange(len(texts)), np.diff(rows.indptr))
    weights = model.field.weights
    count = len(model.labels)
    pull = (count * weights - weights.sum(axis=0)) / (count - 1)  # own weight less the mean of the others
    cells = row.astype(np.int64) * features.width + rows.indices
    values = rows.data * pull[labels[row], rows.indices]
    longest = [np.zeros(len(encoded.syllables)) for _ in range(4)]
    for n, where, found in _occurrences(model, encoded):
        which, counts = np.unique(encoded.document[where] * features.width + found, return_inverse=True, return_counts=True)[1:]
        wanted = encoded.document[where] * features.width + found
        np.add.at(longest[n - 1], where, values[np.searchsorted(cells, wanted)] / counts[which])
    return encoded, longest


def _occurrences(model: FieldModel, encoded: Encoded) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
    """For each kind of column: length, positions and columns of what stands in the texts."""
    features = model.features
    for block in features.keys:
        where, keys = features.grams(encoded, block)
        found = features.columns(block, keys)
        if (found >= 0).any():
            yield int(block[-1]), where[found >= 0], found[found >= 0]


def explain_texts(model: FieldModel, texts: Sequence[str], labels: NDArray[np.int64], most: int = 5) -> list[tuple[TermEvidence, ...]]:
    """The terms that spoke for each text's label (an index), strongest first."""
    encoded, longest = contributions(model, texts, labels)
    starts = np.searchsorted(encoded.document, np.arange(len(texts) + 1))
    out = []
    for i, text in enumerate(texts):
        terms: dict[str, _Term] = {}
        _collect(terms, Piece("title", text), list(located(text)), [v[starts[i] : starts[i + 1]] for v in longest], int(starts[i]))
        out.append(_strongest(terms, most))
    return out


def _collect(
    terms: dict[str, _Term], piece: Piece, words: Sequence[Syllable], longest: Sequence[NDArray[np.float64]], start: int, weight: float = 1.0
) -> None:
    """Add what the terms of a piece weigh; ``longest`` is cut to the piece, ``start`` numbers its first syllable."""
    for n, values in enumerate(longest, 1):
        for at in map(int, np.flatnonzero(values[: max(len(words) - n + 1, 0)])):
            key = " ".join(w.text for w in words[at : at + n])
            first, last = words[at].start, words[at + n - 1].end
            term = terms.setdefault(key, _Term(" ".join(piece.text[first:last].lower().split())))
            term.weight += float(values[at]) * weight
            term.spans.update(range(start + at, start + at + n))
            if term.where is None and piece.where is not None:
                term.where = _place(piece.where, first, last)


def explain(
    model: FieldModel, pieces: Sequence[Piece], label: int, weights: Mapping[str, float], most: int = 8
) -> tuple[TermEvidence, ...]:
    """The terms that spoke most for ``label``, strongest first; a term inside a stronger one is not said again."""
    pieces = [p for p in pieces if p.view in weights]
    texts: list[str] = []
    order: list[list[tuple[Piece, list[Syllable]]]] = []
    for view in weights:
        own = [p for p in pieces if p.view == view]
        texts.append("\n".join(p.text for p in own))
        order.append([(p, list(located(p.text))) for p in own])
    _, longest = contributions(model, texts, np.full(len(texts), label))
    terms: dict[str, _Term] = {}
    start = 0
    for view, own in zip(weights, order, strict=True):
        for piece, words in own:
            cut = [v[start : start + len(words)] for v in longest]
            _collect(terms, piece, words, cut, start, weights[view])
            start += len(words)
    return _strongest(terms, most)


def _strongest(terms: Mapping[str, _Term], most: int) -> tuple[TermEvidence, ...]:
    chosen: list[TermEvidence] = []
    covered: set[int] = set()
    for _, term in sorted(terms.items(), key=lambda x: (-x[1].weight, x[0])):
        if term.weight < _LEAST or len(chosen) == most:
            break
        if len(term.spans & covered) * 2 < len(term.spans):
            chosen.append(TermEvidence(term=term.name, weight=round(term.weight, 3), location=term.where))
            covered |= term.spans
    return tuple(chosen)


def _place(piece: Location, start: int, end: int) -> Location:
    return Location(piece.file, piece.page, piece.block, piece.start + start, piece.start + end)
