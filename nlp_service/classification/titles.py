"""The field of bare titles or abstracts, many a second, without the rest of the pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from nlp_service.dossier import Classification
from nlp_service.settings import Settings, default_settings

from .calibration import softmax
from .judge import LEAST_KNOWN, judged, nothing
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
        yield from _batch(model, batch, settings.unknown_below)


def _batch(model: FieldModel, texts: list[str], unknown_below: float | None) -> Iterator[Classification]:
    analysed = model.features.analyse(texts)
    probabilities = softmax(model.field.scores(analysed.rows) / model.temperatures(texts)[:, None])
    subfields = model.subfield.scores(analysed.rows) if model.subfield is not None else None
    known = model.features.known(analysed.encoded)
    reasons = explain_texts(model, texts, analysed, probabilities.argmax(axis=1))
    for i in range(len(texts)):
        if known[i] < LEAST_KNOWN:
            yield nothing(model)
        else:
            own = subfields[i] if subfields is not None else None
            yield judged(model, probabilities[i], own, unknown_below=unknown_below, reasons=reasons[i])
