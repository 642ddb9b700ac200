"""Temperatures, calibration error and the threshold of unknown."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nlp_service.classification.calibration import (
    choose_threshold,
    expected_calibration_error,
    fit_temperature,
    log_loss,
    softmax,
)

SCORES = arrays(np.float64, (7, 3), elements=st.floats(-50, 50))


@given(SCORES)
def test_softmax_gives_probabilities_in_the_order_of_scores(scores: np.ndarray) -> None:
    p = softmax(scores)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    likeliest = p[np.arange(7), scores.argmax(axis=1)]
    np.testing.assert_allclose(likeliest, p.max(axis=1))


def test_the_fitted_temperature_is_no_worse_than_its_neighbours() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 400)
    scores = rng.normal(size=(400, 3)) * 3
    scores[np.arange(400), truth] += 2
    t = fit_temperature(scores, truth)
    assert log_loss(scores, truth, t) <= min(log_loss(scores, truth, t * f) for f in (0.7, 0.9, 1.1, 1.4)) + 1e-9


def test_calibration_error_of_the_honest_and_of_the_boaster() -> None:
    right = np.array([True] * 7 + [False] * 3)
    assert expected_calibration_error(np.full(10, 0.7), right) < 1e-9
    assert abs(expected_calibration_error(np.full(10, 0.99), right) - 0.29) < 1e-9


def test_the_threshold_leaves_out_what_is_worse_than_a_guess() -> None:
    confidence = np.array([0.4] * 10 + [0.9] * 10)
    right = np.array([True] * 2 + [False] * 8 + [True] * 10)
    assert 0.4 <= choose_threshold(confidence, right, 0.5) < 0.9
    assert choose_threshold(confidence, np.ones(20, bool), 0.5) == 0.34
