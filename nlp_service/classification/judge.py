"""From scores to a `Classification`: label or unknown, second field, sub-field, the declared field beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp_service.dossier import Classification

from .calibration import Array, sigmoid, softmax
from .declared import declared_fields
from .features import Analysed
from .fields import UNKNOWN
from .model import FieldModel
from .reasons import Reasons, explain
from .strays import NO_INITIATIVE, with_strays
from .views import Piece, stretches

#: A text of whose words a smaller share is known to the model is not Vietnamese prose: its field is unknown.  Of a text without
#: any accent more is asked: "to", "the" and "on" of other languages look like words that lost theirs.
LEAST_KNOWN, LEAST_KNOWN_BARE = 0.5, 0.75
#: Views of a dossier that tell an initiative from another text: running text, not particulars.
TOLD = ("title", "core", "rest")


def classify_pieces(
    model: FieldModel, pieces: Sequence[Piece], *, declared: str | None = None, unknown_below: float | None = None
) -> Classification:
    """The field of a whole dossier, with the words and sentences that decided and their places."""
    parts = stretches(pieces)
    if not parts:
        return nothing(model, "no-text", declared)
    analysed = model.features.analyse([p.text for p in parts])
    if not readable(model, analysed, [p.text for p in parts]).any():
        return nothing(model, "unreadable" if analysed.encoded.count else "no-text", declared)
    weights = np.array([p.weight for p in parts])
    scores = model.field.scores(analysed.rows)
    field = weights @ scores / model.calibration.dossier
    subfield = weights @ model.subfield.scores(analysed.rows) if model.subfield is not None else None
    reasons = explain(model, parts, analysed, int(np.argmax(field)))
    told = np.array([p.weight * (p.view in TOLD) for p in parts])
    stray = float(sigmoid(np.average(model.stray_odds(analysed, scores), weights=told))) if told.any() else 0.0
    return judged(model, softmax(field), subfield, declared=declared, unknown_below=unknown_below, reasons=reasons, stray=stray)


def readable(model: FieldModel, analysed: Analysed, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each text has words, and enough of them are known."""
    least = np.where([text.isascii() for text in texts], LEAST_KNOWN_BARE, LEAST_KNOWN)
    return np.asarray(model.features.known(analysed.encoded) >= least)


def nothing(model: FieldModel, why: str, declared: str | None = None) -> Classification:
    """What is said of a text without words, or with hardly any that the model knows."""
    even = round(1 / len(model.labels), 4)
    return Classification(
        label=UNKNOWN,
        confidence=even,
        probabilities=dict.fromkeys(model.labels, even),
        declared=declared,
        why_unknown=why,
        model=model.meta.name,
    )


def judged(
    model: FieldModel,
    probabilities: Array,
    subfield_scores: Array | None,
    *,
    declared: str | None = None,
    unknown_below: float | None = None,
    reasons: Reasons,
    stray: float = 0.0,
) -> Classification:
    """A `Classification` from calibrated probabilities.

    ``stray`` is the probability that the text is no initiative.
    """
    probabilities = with_strays(probabilities, np.array(stray))
    order = np.argsort(-probabilities)
    best, second = model.labels[order[0]], model.labels[order[1]]
    confidence = float(probabilities[order[0]])
    threshold = model.calibration.unknown_below if unknown_below is None else unknown_below
    why = _why_unknown(confidence, threshold, reasons, stray)
    label = UNKNOWN if why else best
    close = label == UNKNOWN or probabilities[order[1]] >= model.calibration.secondary_from
    fields = declared_fields(declared) if declared else frozenset[str]()
    agrees = (label in fields or (close and best in fields)) if fields and label != UNKNOWN else None
    return Classification.model_validate(
        {
            "label": label,
            "confidence": round(confidence, 4),
            "probabilities": {name: round(float(p), 4) for name, p in zip(model.labels, probabilities, strict=True)},
            "subfield": _subfield(model, label, subfield_scores),
            "secondary": (best if label == UNKNOWN else second) if close else None,
            "declared": declared,
            "agrees": agrees,
            "evidence": reasons.terms,
            "sentences": reasons.sentences,
            "why_unknown": why,
            "model": model.meta.name,
        }
    )


def _why_unknown(confidence: float, threshold: float, reasons: Reasons, stray: float) -> str | None:
    """Why the field cannot be named (no initiative, no word that speaks for it, fields too close); ``None`` where it can."""
    if stray >= NO_INITIATIVE:
        return "no-initiative"
    if not reasons.terms:
        return "no-clue"
    return "doubtful" if confidence < threshold else None


def _subfield(model: FieldModel, label: str, scores: Array | None) -> str | None:
    """The sub-field of ``label``, where one is likely enough."""
    if scores is None or label == UNKNOWN:
        return None
    own = [i for i, s in enumerate(model.meta.subfields) if model.meta.subfield_fields[i] == label]
    probabilities = softmax(scores[own] / model.calibration.subfield)
    best = int(np.argmax(probabilities))
    return model.meta.subfields[own[best]] if probabilities[best] >= model.calibration.subfield_from else None
