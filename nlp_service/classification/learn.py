"""Fitting the linear classifiers on rows, once over everything and in folds that keep groups together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from .examples import Example
from .features import Features, Options
from .model import Linear

#: Inverse strength of the penalty; chosen by grouped cross-validation (models/README.md).
STRENGTH = 10.0
SUBFIELD_STRENGTH = 10.0
FOLDS = 5


def fit_linear(rows: sparse.csr_matrix, labels: Sequence[str], weights: NDArray[np.float64] | None = None, strength: float = STRENGTH) -> tuple[Linear, tuple[str, ...]]:
    """Multinomial logistic regression with balanced classes; the classes come sorted."""
    classifier = LogisticRegression(C=strength, max_iter=500, class_weight="balanced")
    classifier.fit(rows, np.array(labels), sample_weight=weights)
    weights_, bias = classifier.coef_, classifier.intercept_
    if len(classifier.classes_) == 2:  # scikit-learn keeps one row for two classes
        weights_, bias = np.vstack([-weights_, weights_]) / 2, np.concatenate([-bias, bias]) / 2
    return Linear(weights_.astype(np.float32), bias.astype(np.float32)), tuple(map(str, classifier.classes_))


def fit_examples(
    examples: Sequence[Example], options: Options, lexicon: dict[str, tuple[str, ...]], strength: float = STRENGTH
) -> tuple[Features, Linear, tuple[str, ...]]:
    """Features and the field classifier from examples."""
    texts = [e.text for e in examples]
    features = Features.fit(texts, options, lexicon)
    weights = np.array([e.weight for e in examples])
    linear, labels = fit_linear(features.transform(texts), [e.field for e in examples], weights, strength)
    return features, linear, labels


def folds(groups: Sequence[str], labels: Sequence[str], seed: int = 0, count: int = FOLDS) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Training and test indices; near-alike texts (one group) stand on one side."""
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    for train, test in splitter.split(np.zeros(len(labels)), np.array(labels), np.array(groups)):
        yield np.asarray(train), np.asarray(test)
