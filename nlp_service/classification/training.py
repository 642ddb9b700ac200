"""Training the field model from the corpus: fit, calibrate on texts the fitted models had not seen, measure, store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from nlp_service import __version__
from nlp_service.settings import Settings, default_settings

from .calibration import Array, Calibration, choose_threshold, expected_calibration_error, fit_temperature, softmax
from .examples import Corpus, Example, dossier_examples, item_examples, knowledge_examples, load_corpus
from .features import Options
from .items import data_hash
from .learn import fit_examples, fit_linear, folds
from .model import FORMAT, FieldModel, Linear, Meta
from .views import WEIGHTS, corpus_pieces, joined

#: What an unknown costs an officer when a wrong label costs 1.
COST_OF_UNKNOWN = 0.55
OPTIONS = Options()


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Scores of texts by models that had not seen them, with the truth as indices of the labels."""

    scores: Array
    truth: NDArray[np.int64]

    def macro_f1(self) -> float:
        """Macro-F1 of the likeliest label."""
        return float(f1_score(self.truth, self.scores.argmax(axis=1), average="macro"))

    def calibration_error(self, temperature: float) -> float:
        """Expected calibration error at a temperature."""
        p = softmax(self.scores / temperature)
        return expected_calibration_error(p.max(axis=1), p.argmax(axis=1) == self.truth)


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What came out of a training: figures are from grouped cross-validation."""

    model: FieldModel
    seconds: float
    texts: int
    title_macro_f1: float
    abstract_macro_f1: float
    dossier_macro_f1: float
    calibration_error: float
    borderline_settled: float

    def render(self) -> str:
        """The report as lines for people."""
        c = self.model.calibration
        return "\n".join(
            [
                f"model            {self.model.meta.name} ({self.texts} texts, data {self.model.meta.data[:10]})",
                f"macro-F1         titles {self.title_macro_f1:.3f}  abstracts {self.abstract_macro_f1:.3f}  dossiers {self.dossier_macro_f1:.3f}",
                f"calibration      error {self.calibration_error:.3f}; unknown below {c.unknown_below:.2f}",
                f"border-line      {self.borderline_settled:.3f} right, unknown or named as second field",
                f"seconds          {self.seconds:.1f}",
            ]
        )


def train_model(settings: Settings | None = None, *, extra: Sequence[Example] = (), save: bool = True) -> TrainingReport:
    """Train on ``settings.corpus`` (and ``extra`` examples, from corrections) and store the model in ``settings.models/field``.

    Deterministic: the same corpus and the same versions give the same model.

    Raises:
        ConfigurationError: ``data-invalid``, the corpus breaks its schema.
    """
    settings = settings or default_settings()
    start = perf_counter()
    corpus = load_corpus(settings.corpus)
    examples = [*item_examples(corpus.items), *dossier_examples(corpus.dossiers), *knowledge_examples(corpus), *extra]
    titles, abstracts, dossiers = held_out(corpus, extra)
    calibration = calibrate(titles, abstracts, dossiers)
    features, linear, labels = fit_examples(examples, OPTIONS)
    named = [e for e in examples if e.subfield]
    subfield, subfields = fit_linear(features.transform([e.text for e in named]), [str(e.subfield) for e in named])
    meta = Meta(
        format=FORMAT, package=__version__, sklearn=sklearn.__version__, data=data_hash(settings.corpus), texts=len(examples),
        labels=labels, subfields=subfields, subfield_fields=tuple(corpus.fields.field_of(s) for s in subfields), corrections=len(extra),
    )  # fmt: skip
    model = FieldModel(features, linear, subfield, calibration, meta)
    if save:
        model = model.save(settings.models / "field")
    return TrainingReport(
        model, perf_counter() - start, len(examples), titles.macro_f1(), abstracts.macro_f1(), dossiers.macro_f1(),
        titles.calibration_error(calibration.title), settled(corpus, titles, calibration),
    )  # fmt: skip


def held_out(corpus: Corpus, extra: Sequence[Example] = (), seed: int = 0) -> tuple[HeldOut, HeldOut, HeldOut]:
    """Scores of every title, every title with abstract and every dossier of the corpus by grouped cross-validation."""
    items, dossiers = corpus.items, corpus.dossiers
    labels = sorted(corpus.fields.names)
    groups = [i.group for i in items] + [f"dossier-{d.id}" for d in dossiers]
    fields = [i.field for i in items] + [d.header["field"] for d in dossiers]
    truth = np.array([labels.index(f) for f in fields])
    known = [*knowledge_examples(corpus), *extra]
    scores = {kind: np.zeros((len(fields), len(labels))) for kind in ("title", "abstract", "dossier")}
    for train, test in folds(groups, fields, seed):
        own = [items[i] for i in train if i < len(items)], [dossiers[i - len(items)] for i in train if i >= len(items)]
        features, linear, _ = fit_examples([*item_examples(own[0]), *dossier_examples(own[1]), *known], OPTIONS)
        at = test[test < len(items)]
        scores["title"][at] = linear.scores(features.transform([items[i].title for i in at]))
        scores["abstract"][at] = linear.scores(features.transform([items[i].text for i in at]))
        for i in test[test >= len(items)]:
            texts = joined(corpus_pieces(dossiers[i - len(items)]))
            views = [v for v in texts if v in WEIGHTS]
            rows = features.transform([texts[v] for v in views])
            scores["dossier"][i] = np.array([WEIGHTS[v] for v in views]) @ linear.scores(rows)
    n = len(items)
    return (
        HeldOut(scores["title"][:n], truth[:n]),
        HeldOut(scores["abstract"][:n], truth[:n]),
        HeldOut(scores["dossier"][n:], truth[n:]),
    )


def calibrate(titles: HeldOut, abstracts: HeldOut, dossiers: HeldOut) -> Calibration:
    """Temperatures and the threshold of unknown from held-out scores."""
    temperature = fit_temperature(titles.scores, titles.truth)
    p = softmax(titles.scores / temperature)
    return Calibration(
        title=temperature,
        abstract=fit_temperature(abstracts.scores, abstracts.truth),
        dossier=max(fit_temperature(dossiers.scores, dossiers.truth), 1.0),  # few dossiers: never surer than the scores
        unknown_below=choose_threshold(p.max(axis=1), p.argmax(axis=1) == titles.truth, COST_OF_UNKNOWN),
    )


def settled(corpus: Corpus, titles: HeldOut, calibration: Calibration) -> float:
    """Share of the border-line items whose title is labelled right, or unknown, or with the true field as second."""
    p = softmax(titles.scores / calibration.title)
    order = np.argsort(-p, axis=1)
    good = (order[:, 0] == titles.truth) | (p.max(axis=1) < calibration.unknown_below)
    second = np.take_along_axis(p, order[:, 1:2], axis=1)[:, 0]
    good |= (order[:, 1] == titles.truth) & (second >= calibration.secondary_from)
    border = np.array([i.borderline for i in corpus.items])
    return float(good[border].mean())


__all__ = ["HeldOut", "Linear", "TrainingReport", "calibrate", "held_out", "settled", "train_model"]
