"""Scores of texts by models that had not seen them: what calibration and figures rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from nlp_service.language.keys import fold as fold_accents

from .calibration import Array, Calibration, choose_threshold, expected_calibration_error, fit_temperature, sigmoid, softmax
from .examples import Corpus, Example, dossier_examples, item_examples, knowledge_examples, other_examples, other_texts
from .features import Options
from .learn import FOLDS, Fitted, fit_examples, fit_linear, folds
from .strays import NO_INITIATIVE, PRIOR, fit_strays, fit_weights, signs, stray_odds, with_strays
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
    ``stray`` holds, for all titles (also without accents) and abstracts and for texts that are no initiatives (truth -1; each
    kind was left out as a whole), the scores and behind them the `strays.signs`.  It is missing where there are no such texts.
    """
    items, dossiers = corpus.items, corpus.dossiers
    labels = sorted(corpus.fields.names)
    groups = [i.group for i in items] + [f"dossier-{d.id}" for d in dossiers]
    fields = [i.field for i in items] + [d.header["field"] for d in dossiers]
    truth = np.array([labels.index(f) for f in fields])
    scores = {kind: np.zeros((len(fields), len(labels))) for kind in ("title", "abstract", "dossier")}
    known = [*knowledge_examples(corpus), *extra]
    found: dict[str, HeldOut] = {}
    kinds = sorted({kind for kind, _ in corpus.other})
    seen: list[tuple[Array, list[int]]] = []
    for fold, (train, test) in enumerate(folds(groups, fields, seed)):
        own = [items[i] for i in train if i < len(items)]
        papers = [dossiers[i - len(items)] for i in train if i >= len(items)]
        examples = [*item_examples(own), *dossier_examples(papers), *known]
        away = set(kinds[fold::FOLDS])
        learnt = fit_examples(examples, options, other_examples(corpus, away))
        features, linear = learnt.features, learnt.linear
        at = [int(i) for i in test if i < len(items)]
        scores["title"][at] = linear.scores(features.transform([items[i].title for i in at]))
        scores["abstract"][at] = linear.scores(features.transform([items[i].text for i in at]))
        for i in test[test >= len(items)]:
            parts = stretches(corpus_pieces(dossiers[i - len(items)]))
            weights = np.array([p.weight for p in parts])
            scores["dossier"][i] = weights @ linear.scores(features.transform([p.text for p in parts]))
        if "subfield" not in found:
            found["subfield"] = _subfields(corpus, learnt, examples, at)
        strays = fit_strays(features, learnt.rows, examples, other_examples(corpus, away))
        if strays is not None:
            asked = [(text, truth[i]) for i in at for text in (items[i].title, items[i].text, fold_accents(items[i].title))]
            asked += [(text, -1) for kind, own in other_texts(corpus) if kind in away for text in (own, fold_accents(own))]
            analysed = features.analyse([text for text, _ in asked])
            field = linear.scores(analysed.rows)
            seen.append((np.hstack([field, signs(features, analysed, strays, field)]), [x for _, x in asked]))
    n = len(items)
    for kind, part in (("title", slice(n)), ("abstract", slice(n)), ("dossier", slice(n, None))):
        found[kind] = HeldOut(scores[kind][part], truth[part])
    if seen:
        found["stray"] = HeldOut(np.vstack([x for x, _ in seen]), np.concatenate([x for _, x in seen]))
    return found


def _subfields(corpus: Corpus, learnt: Fitted, examples: Sequence[Example], at: Sequence[int]) -> HeldOut:
    named = [i for i, e in enumerate(examples) if e.subfield]
    linear, classes = fit_linear(learnt.rows[named], [str(examples[i].subfield) for i in named])
    scores = linear.scores(learnt.features.transform([corpus.items[i].title for i in at]))
    field = np.array([corpus.fields.field_of(c) for c in classes])
    own = np.array([field == corpus.items[i].field for i in at])
    truth = np.array([classes.index(corpus.items[i].subfield) for i in at])
    return HeldOut(np.where(own, scores, -np.inf), truth)


def calibrate(found: dict[str, HeldOut]) -> Calibration:
    """Temperatures and the threshold of unknown from held-out scores."""
    titles, dossiers = found["title"], found["dossier"]
    strays = _stray_weights(found["stray"], titles.scores.shape[1]) if "stray" in found else ()
    temperature = fit_temperature(titles.scores, titles.truth)
    return Calibration(
        title=temperature,
        abstract=fit_temperature(found["abstract"].scores, found["abstract"].truth),
        dossier=max(fit_temperature(dossiers.scores, dossiers.truth), COOLEST_DOSSIER),
        subfield=fit_temperature(found["subfield"].scores, found["subfield"].truth),
        unknown_below=_unknown_below(found, temperature, strays),
        strays=strays,
    )


def _stray_weights(seen: HeldOut, classes: int) -> tuple[float, ...]:
    return fit_weights(seen.scores[:, classes:], seen.truth < 0)


def _unknown_below(found: dict[str, HeldOut], temperature: float, strays: tuple[float, ...]) -> float:
    """The threshold of least cost, among titles and (as rare as they are expected) texts that are no initiatives."""
    titles = found["title"]
    if not strays:
        p = softmax(titles.scores / temperature)
        return choose_threshold(p.max(axis=1), p.argmax(axis=1) == titles.truth, COST_OF_UNKNOWN)
    seen, classes = found["stray"], titles.scores.shape[1]
    stray = sigmoid(stray_odds(seen.scores[:, classes:], strays))
    p = with_strays(softmax(seen.scores[:, :classes] / temperature), stray)
    inside = seen.truth >= 0
    cost = np.where(inside, COST_OF_UNKNOWN, 0.0)
    weights = np.where(inside, (1 - PRIOR) / inside.sum(), PRIOR / (~inside).sum())
    asked = stray < NO_INITIATIVE  # the others are unknown anyway
    return choose_threshold(p.max(axis=1)[asked], (p.argmax(axis=1) == seen.truth)[asked], cost[asked], weights[asked])


def settled(corpus: Corpus, titles: HeldOut, calibration: Calibration) -> float:
    """Share of the border-line items whose title is labelled right, or unknown, or with the true field as second."""
    p = softmax(titles.scores / calibration.title)
    order = np.argsort(-p, axis=1)
    good = (order[:, 0] == titles.truth) | (p.max(axis=1) < calibration.unknown_below)
    second = np.take_along_axis(p, order[:, 1:2], axis=1)[:, 0]
    good |= (order[:, 1] == titles.truth) & (second >= calibration.secondary_from)
    border = np.array([i.borderline for i in corpus.items])
    return float(good[border].mean())
