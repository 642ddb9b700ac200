"""Fitting the linear classifier on rows, once over everything and in folds that keep groups together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from .examples import Example
from .features import Features, Options
from .linear import Linear

#: Inverse strength of the machine's penalty, smoothing of naive Bayes, and what a unit of its log-odds counts beside a unit of
#: margin; chosen by grouped cross-validation (models/README.md).
STRENGTH, SMOOTHING, BAYES_SHARE = 0.3, 0.3, 1.0
FOLDS = 5
Indices = NDArray[np.int64]


def fit_linear(
    rows: sparse.csr_matrix, labels: Sequence[str], weights: NDArray[np.float64] | None = None
) -> tuple[Linear, tuple[str, ...]]:
    """A linear support vector machine and complement naive Bayes (Rennie et al. 2003) added up; classes balanced, and sorted.

    Both are linear in the same columns, so their sum is one linear classifier: the machine is the better one on what the
    training texts speak of, naive Bayes on words that few of them hold.
    """
    truth = np.array(labels)
    machine = LinearSVC(C=STRENGTH, class_weight="balanced", random_state=0).fit(rows, truth, sample_weight=weights)
    bayes = ComplementNB(alpha=SMOOTHING).fit(rows, truth, sample_weight=weights)
    margins, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # scikit-learn keeps one row for two classes
        margins, bias = np.vstack([-margins, margins]), np.concatenate([-bias, bias])
    odds = bayes.feature_log_prob_ - bayes.feature_log_prob_.mean(axis=0)
    weight = (margins + BAYES_SHARE * odds).astype(np.float32)
    return Linear(weight, bias.astype(np.float32)), tuple(map(str, machine.classes_))


@dataclass(frozen=True, slots=True)
class Fitted:
    """Features, the field classifier and its classes, and the rows of the examples it learnt from."""

    features: Features
    linear: Linear
    labels: tuple[str, ...]
    rows: sparse.csr_matrix


def fit_examples(examples: Sequence[Example], options: Options, other: Sequence[Example] = ()) -> Fitted:
    """Features and the field classifier from examples; the features know the words of ``other`` texts too."""
    features = Features.fit([e.text for e in (*examples, *other)], options)
    rows = features.transform([e.text for e in examples])
    weights = np.array([e.weight for e in examples])
    linear, labels = fit_linear(rows, [e.field for e in examples], weights)
    return Fitted(features, linear, labels, rows)


def folds(groups: Sequence[str], labels: Sequence[str], seed: int = 0, count: int = FOLDS) -> Iterator[tuple[Indices, Indices]]:
    """Training and test indices; near-alike texts (one group) stand on one side."""
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    for train, test in splitter.split(np.zeros(len(labels)), np.array(labels), np.array(groups)):
        yield np.asarray(train), np.asarray(test)
