"""The field of bare titles or abstracts, many a second, without the rest of the pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from nlp_service.dossier import Classification
from nlp_service.settings import Settings, default_settings

from .calibration import sigmoid, softmax
from .judge import judged, nothing, readable
from .model import FieldModel
from .reasons import explain_texts

_BATCH = 256  # texts counted at once: answers come soon, and the arrays stay small


def classify_texts(
    texts: Iterable[str], settings: Settings | None = None, *, model: FieldModel | None = None
) -> Iterator[Classification]:
    """The field of each text, in order; lazy, so that it can follow a stream.

    Raises:
        ConfigurationError: ``model-missing`` or ``model-mismatch``.
    """
    settings = settings or default_settings()
    model = model or FieldModel.load(settings.models / "field")
    source = iter(texts)
    while batch := list(islice(source, _BATCH)):
        yield from classify_batch(model, batch, settings.unknown_below)


def classify_batch(model: FieldModel, texts: list[str], unknown_below: float | None = None) -> Iterator[Classification]:
    """The same for texts that are at hand all together; counted at once, so not for many thousands."""
    analysed = model.features.analyse(texts)
    scores = model.field.scores(analysed.rows)
    probabilities = softmax(scores / model.temperatures(texts)[:, None])
    strays = sigmoid(model.stray_odds(analysed, scores))
    subfields = model.subfield.scores(analysed.rows) if model.subfield is not None else None
    known = readable(model, analysed, texts)
    reasons = explain_texts(model, texts, analysed, probabilities.argmax(axis=1))
    for i in range(len(texts)):
        if not known[i]:
            yield nothing(model, "unreadable" if texts[i].strip() else "no-text")
        else:
            own = subfields[i] if subfields is not None else None
            yield judged(model, probabilities[i], own, unknown_below=unknown_below, reasons=reasons[i], stray=float(strays[i]))
