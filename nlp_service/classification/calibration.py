"""Honest probabilities: temperatures, expected calibration error, and the confidence below which the label is unknown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns scores into probabilities, and probabilities into a label.

    Scores are divided by a temperature (Guo et al. 2017, "On calibration of modern neural networks"): one for titles, one for
    abstracts, one for whole dossiers.  Below ``unknown_below`` the label is unknown; a second field is named from
    ``secondary_from`` on, a sub-field from ``subfield_from`` on.  ``strays`` weighs what speaks for a text that is no
    initiative (`strays.signs`).
    """

    title: float = 1.0
    abstract: float = 1.0
    dossier: float = 1.0
    subfield: float = 1.0
    unknown_below: float = 0.5
    secondary_from: float = 0.2
    subfield_from: float = 0.4
    strays: tuple[float, ...] = ()


def softmax(scores: Array) -> Array:
    """Probabilities from scores, row by row."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def sigmoid(odds: Array | float) -> Array:
    """Probabilities from log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -50, 50))))


def log_loss(scores: Array, truth: NDArray[np.int64], temperature: float) -> float:
    """Mean negative log-likelihood of the true classes at a temperature."""
    probabilities = softmax(scores / temperature)
    return float(-np.log(np.maximum(probabilities[np.arange(len(truth)), truth], 1e-12)).mean())


def fit_temperature(scores: Array, truth: NDArray[np.int64]) -> float:
    """The temperature of least log-loss; ``scores`` must come from models that have not seen these texts."""
    found = minimize_scalar(lambda t: log_loss(scores, truth, float(np.exp(t))), bounds=(-3, 3), method="bounded")
    return float(np.exp(found.x))


def expected_calibration_error(confidence: Array, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Mean gap between confidence and accuracy over equally wide bins, weighted by how many texts fall into each."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(confidence[which == b].mean() - right[which == b].mean()) * (which == b).mean() for b in np.unique(which)]
    return float(sum(gaps))


def choose_threshold(
    confidence: Array, right: NDArray[np.bool_], cost_of_unknown: float | Array, weights: Array | None = None
) -> float:
    """The confidence below which saying "unknown" costs least, when a wrong label costs 1 and an unknown ``cost_of_unknown``.

    Both the cost and how much a text counts may be given text by text.  Searched in steps of 0.01; of equal ones the lowest, so
    that nothing is called unknown without need.
    """
    steps = np.arange(0.34, 0.91, 0.01)
    costs = [float(np.average(cost_of_unknown * (confidence < t) + (confidence >= t) * ~right, weights=weights)) for t in steps]
    return round(float(steps[int(np.argmin(costs))]), 2)
