"""From scores to a `Classification`: label or unknown, second field, sub-field, the declared field beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp_service.dossier import Classification

from .calibration import Array, softmax
from .declared import declared_fields
from .fields import UNKNOWN
from .model import FieldModel
from .reasons import NO_REASONS, Reasons, explain
from .views import Piece, stretches

#: A text of whose words a smaller share is known to the model is not Vietnamese prose: its field is unknown.
LEAST_KNOWN = 0.5


def classify_pieces(
    model: FieldModel, pieces: Sequence[Piece], *, declared: str | None = None, unknown_below: float | None = None
) -> Classification:
    """The field of a whole dossier, with the words and sentences that decided and their places."""
    parts = stretches(pieces)
    if not parts:
        return nothing(model, declared)
    analysed = model.features.analyse([p.text for p in parts])
    if model.features.known(analysed.encoded).max() < LEAST_KNOWN:
        return nothing(model, declared)
    weights = np.array([p.weight for p in parts])
    field = weights @ model.field.scores(analysed.rows) / model.calibration.dossier
    subfield = weights @ model.subfield.scores(analysed.rows) if model.subfield is not None else None
    reasons = explain(model, parts, analysed, int(np.argmax(field)))
    return judged(model, softmax(field), subfield, declared=declared, unknown_below=unknown_below, reasons=reasons)


def nothing(model: FieldModel, declared: str | None = None) -> Classification:
    """What is said of a text in which the model knows no word."""
    even = round(1 / len(model.labels), 4)
    return Classification(
        label=UNKNOWN,
        confidence=even,
        probabilities=dict.fromkeys(model.labels, even),
        declared=declared,
        model=model.meta.name,
    )


def judged(
    model: FieldModel,
    probabilities: Array,
    subfield_scores: Array | None,
    *,
    declared: str | None = None,
    unknown_below: float | None = None,
    reasons: Reasons = NO_REASONS,
) -> Classification:
    """A `Classification` from calibrated probabilities."""
    order = np.argsort(-probabilities)
    best, second = model.labels[order[0]], model.labels[order[1]]
    confidence = float(probabilities[order[0]])
    threshold = model.calibration.unknown_below if unknown_below is None else unknown_below
    label = best if confidence >= threshold else UNKNOWN
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
            "model": model.meta.name,
        }
    )


def _subfield(model: FieldModel, label: str, scores: Array | None) -> str | None:
    """The sub-field of ``label``, where one is likely enough."""
    if scores is None or label == UNKNOWN:
        return None
    own = [i for i, s in enumerate(model.meta.subfields) if model.meta.subfield_fields[i] == label]
    probabilities = softmax(scores[own] / model.calibration.subfield)
    best = int(np.argmax(probabilities))
    return model.meta.subfields[own[best]] if probabilities[best] >= model.calibration.subfield_from else None
