"""Learning from the officers: corrections as data, a candidate that must pass a gate, and what to label next.

The register keeps corrections; here they are only a protocol, so that this room knows nothing of databases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import numpy as np
from sklearn.metrics import f1_score

from nlp_service.dossier import Classification, ConfigurationError
from nlp_service.settings import Settings, default_settings

from .calibration import softmax
from .examples import Example, dossier_examples, item_examples, knowledge_examples, load_corpus
from .fields import UNKNOWN
from .items import read_check
from .learn import fit_examples
from .model import FieldModel
from .training import OPTIONS, TrainingReport, train_model

#: A correction is an officer's own word about a real text: it counts more than an invented one.
CORRECTION_WEIGHT = 2.0


class Correction(Protocol):
    """What an officer corrected: ``dossier`` is the register's id of it, ``text`` its title (and whatever else was kept)."""

    @property
    def dossier(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def subfield(self) -> str | None: ...
    @property
    def officer(self) -> str: ...
    @property
    def when(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class FieldCorrection:
    """A correction as a value, for whoever keeps them."""

    dossier: str
    text: str
    label: str
    officer: str
    when: datetime
    subfield: str | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """How the model in use and a candidate do on texts that neither learnt from."""

    texts: int
    current: float
    candidate: float

    @property
    def passed(self) -> bool:
        """Whether the candidate is no worse."""
        return self.candidate >= self.current


def correction_examples(corrections: Iterable[Correction], labels: Iterable[str]) -> list[Example]:
    """Training rows from corrections; of several about one dossier the latest counts, and unknown teaches nothing.

    Raises:
        ConfigurationError: ``data-invalid``, a correction names a field that is none of ``labels``.
    """
    known = {*labels, UNKNOWN}
    latest: dict[str, Correction] = {}
    for c in sorted(corrections, key=lambda c: c.when):
        if c.label not in known:
            raise ConfigurationError("data-invalid", path=c.dossier, detail=f"field {c.label}")
        latest[c.dossier] = c
    return [
        Example(c.text, c.label, c.subfield, f"correction-{c.dossier}", "correction", CORRECTION_WEIGHT)
        for c in latest.values()
        if c.label != UNKNOWN and c.text.strip()
    ]


def macro_f1(model: FieldModel, texts: Sequence[str], labels: Sequence[str]) -> float:
    """Macro-F1 of a model's likeliest labels on bare texts."""
    given = [model.labels[i] for i in model.scores(texts).argmax(axis=1)]
    return float(f1_score(labels, given, average="macro", labels=sorted(set(labels)), zero_division=0))


def gate(current: FieldModel, candidate: FieldModel, held: Sequence[tuple[str, str]]) -> Gate:
    """Compare two models on ``held``: pairs of text and label kept out of both trainings."""
    texts, labels = [t for t, _ in held], [x for _, x in held]
    return Gate(len(held), macro_f1(current, texts, labels), macro_f1(candidate, texts, labels))


def gold_titles(settings: Settings | None = None, name: str = "titles.tsv") -> list[tuple[str, str]]:
    """The clear titles of a file in ``corpus/check``, which no training reads: pairs of text and label.

    Raises:
        ConfigurationError: ``data-invalid``, the file is missing or broken.
    """
    found = read_check((settings or default_settings()).corpus / "check" / name)
    return [(t.title, t.label) for t in found if t.secondary is None]


def train_with_corrections(
    corrections: Iterable[Correction], held: Sequence[tuple[str, str]] | None = None, settings: Settings | None = None
) -> TrainingReport:
    """Train a candidate on the corpus and the corrections; it replaces the model only if it is no worse.

    Both are measured on ``held`` (default: `gold_titles`), which neither has learnt from.

    Raises:
        ConfigurationError: ``model-missing``, there is no model to compare with; ``data-invalid``.
    """
    settings = settings or default_settings()
    current = FieldModel.load(settings.models / "field")
    report = train_model(settings, extra=correction_examples(corrections, current.labels), save=False)
    if not gate(current, report.model, held or gold_titles(settings)).passed:
        return replace(report, kept=False)
    return replace(report, model=report.model.save(settings.models / "field"))


def propose(results: Iterable[tuple[str, Classification]], most: int = 20) -> list[str]:
    """Ids of the dossiers that an officer should label next: those whose two likeliest fields lie closest together."""
    margins = []
    for id_, result in results:
        ranked = sorted(result.probabilities.values(), reverse=True)
        margins.append((ranked[0] - ranked[1] if len(ranked) > 1 else 1.0, id_))
    return [id_ for _, id_ in sorted(margins)[:most]]


def learning_curve(
    corrections: Sequence[Correction],
    test: Sequence[tuple[str, str]],
    *,
    last: int = 200,
    steps: int = 5,
    settings: Settings | None = None,
    corpus_items: bool = True,
) -> list[tuple[int, float, float]]:
    """How accuracy on ``test`` rises with the ``last`` corrections: for each step (used, accuracy, mean confidence).

    ``corpus_items=False`` leaves the corpus' own items out and starts from the lexicon and the short titles alone.
    """
    settings = settings or default_settings()
    corpus = load_corpus(settings.corpus)
    known = knowledge_examples(corpus)
    if corpus_items:
        known += [*item_examples(corpus.items), *dossier_examples(corpus.dossiers)]
    recent = sorted(corrections, key=lambda c: c.when)[-last:]
    texts, truth = [t for t, _ in test], np.array([x for _, x in test])
    curve = []
    for n in np.linspace(0, len(recent), steps + 1).astype(int):
        learnt = fit_examples([*known, *correction_examples(recent[:n], corpus.fields.ids)], OPTIONS)
        p = softmax(learnt.linear.scores(learnt.features.transform(texts)))
        given = np.array(learnt.labels)[p.argmax(axis=1)]
        curve.append((int(n), float((given == truth).mean()), float(p.max(axis=1).mean())))
    return curve
