"""Scores of texts by models that had not seen them: what calibration and figures rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from .calibration import Array, Calibration, choose_threshold, expected_calibration_error, fit_temperature, softmax
from .examples import Corpus, Example, dossier_examples, item_examples, knowledge_examples
from .features import Features, Options
from .learn import fit_examples, fit_linear, folds
from .views import corpus_pieces, stretches

#: What an unknown costs an officer when a wrong label costs 1.
COST_OF_UNKNOWN = 0.55
#: The dossiers of the corpus are few and all told apart, so their own temperature would promise certainty.  At this one
#: the mean confidence is 0.97.
COOLEST_DOSSIER = 2.0


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Scores of shape (texts, classes) with the truth as indices of the classes, both in the order of the corpus."""

    scores: Array
    truth: NDArray[np.int64]

    def macro_f1(self) -> float:
        """Macro-F1 of the likeliest class."""
        return float(f1_score(self.truth, self.scores.argmax(axis=1), average="macro"))

    def calibration_error(self, temperature: float) -> float:
        """Expected calibration error at a temperature."""
        p = softmax(self.scores / temperature)
        return expected_calibration_error(p.max(axis=1), p.argmax(axis=1) == self.truth)


def held_out(corpus: Corpus, options: Options, extra: Sequence[Example] = (), seed: int = 0) -> dict[str, HeldOut]:
    """Grouped cross-validation over the corpus: ``title``, ``abstract`` (title with abstract) and ``dossier``.

    ``subfield`` holds scores of the titles of the first fold for the sub-fields of the true field; others are minus infinity.
    """
    items, dossiers = corpus.items, corpus.dossiers
    labels = sorted(corpus.fields.names)
    groups = [i.group for i in items] + [f"dossier-{d.id}" for d in dossiers]
    fields = [i.field for i in items] + [d.header["field"] for d in dossiers]
    truth = np.array([labels.index(f) for f in fields])
    scores = {kind: np.zeros((len(fields), len(labels))) for kind in ("title", "abstract", "dossier")}
    known = [*knowledge_examples(corpus), *extra]
    found: dict[str, HeldOut] = {}
    for train, test in folds(groups, fields, seed):
        own = [items[i] for i in train if i < len(items)]
        papers = [dossiers[i - len(items)] for i in train if i >= len(items)]
        examples = [*item_examples(own), *dossier_examples(papers), *known]
        features, linear, _ = fit_examples(examples, options)
        at = [int(i) for i in test if i < len(items)]
        scores["title"][at] = linear.scores(features.transform([items[i].title for i in at]))
        scores["abstract"][at] = linear.scores(features.transform([items[i].text for i in at]))
        for i in test[test >= len(items)]:
            parts = stretches(corpus_pieces(dossiers[i - len(items)]))
            weights = np.array([p.weight for p in parts])
            scores["dossier"][i] = weights @ linear.scores(features.transform([p.text for p in parts]))
        if "subfield" not in found:
            found["subfield"] = _subfields(corpus, features, examples, at)
    n = len(items)
    for kind, part in (("title", slice(n)), ("abstract", slice(n)), ("dossier", slice(n, None))):
        found[kind] = HeldOut(scores[kind][part], truth[part])
    return found


def _subfields(corpus: Corpus, features: Features, examples: Sequence[Example], at: Sequence[int]) -> HeldOut:
    named = [e for e in examples if e.subfield]
    linear, classes = fit_linear(features.transform([e.text for e in named]), [str(e.subfield) for e in named])
    scores = linear.scores(features.transform([corpus.items[i].title for i in at]))
    field = np.array([corpus.fields.field_of(c) for c in classes])
    own = np.array([field == corpus.items[i].field for i in at])
    truth = np.array([classes.index(corpus.items[i].subfield) for i in at])
    return HeldOut(np.where(own, scores, -np.inf), truth)


def calibrate(found: dict[str, HeldOut]) -> Calibration:
    """Temperatures and the threshold of unknown from held-out scores."""
    titles, dossiers = found["title"], found["dossier"]
    temperature = fit_temperature(titles.scores, titles.truth)
    p = softmax(titles.scores / temperature)
    return Calibration(
        title=temperature,
        abstract=fit_temperature(found["abstract"].scores, found["abstract"].truth),
        dossier=max(fit_temperature(dossiers.scores, dossiers.truth), COOLEST_DOSSIER),
        subfield=fit_temperature(found["subfield"].scores, found["subfield"].truth),
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
