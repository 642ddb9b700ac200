"""Texts that are no initiative at all (a recipe, a news item, the bare heading of a form): told apart before a field is named.

Three things speak: a linear classifier between the corpus and ``corpus/other.tsv``, how many pairs of syllables are known from
the corpus, and how clearly one field leads.  A logistic regression over texts that neither had seen weighs them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from .calibration import Array
from .examples import Example
from .features import Analysed, Features
from .learn import fit_linear
from .linear import Linear

#: How often a stray text is expected among those handed in.
PRIOR = 0.05
#: From this probability on a text is no initiative.
NO_INITIATIVE = 0.5
#: Log-odds of a model that cannot tell strays.
NEVER = -50.0
#: What a training row counts when initiatives and others are told apart: bare titles most, words of the lexicon little.
KIND_WEIGHTS = {"term": 0.3, "abstract": 0.3, "dossier": 0.1}
INSIDE, OTHER = "initiative", "other"
#: Pairs without accents: text that lost them is no stray.
_PAIRS = "plain2"


def fit_strays(
    features: Features, rows: sparse.csr_matrix, inside: Sequence[Example], other: Sequence[Example]
) -> Linear | None:
    """The classifier between initiatives and other texts, ``None`` without any; ``rows`` are those of ``inside``."""
    if not other:
        return None
    weights = [e.weight * KIND_WEIGHTS.get(e.kind, 1.0) for e in inside] + [e.weight for e in other]
    both = sparse.vstack([rows, features.transform([e.text for e in other])], format="csr")
    linear, _ = fit_linear(both, [INSIDE] * len(inside) + [OTHER] * len(other), np.array(weights))
    return linear


def signs(features: Features, analysed: Analysed, strays: Linear, scores: Array) -> Array:
    """What speaks for a stray, shape (texts, 3): its score, the share of pairs known, the lead of the likeliest field.

    ``scores`` are those of the fields, uncalibrated.
    """
    encoded = analysed.encoded
    other = strays.scores(analysed.rows)
    where, keys = features.grams(encoded, _PAIRS)
    known = np.bincount(encoded.document[where[features.columns(_PAIRS, keys) >= 0]], minlength=encoded.count)
    pairs = np.maximum(np.bincount(encoded.document, minlength=encoded.count) - 1, 1)
    ranked = np.sort(scores, axis=1)
    return np.column_stack([other[:, 1] - other[:, 0], known / pairs, ranked[:, -1] - ranked[:, -2]])


def fit_weights(seen: Array, stray: NDArray[np.bool_], prior: float = PRIOR) -> tuple[float, ...]:
    """Weights of the `signs` and, last, the constant, from texts that the classifiers had not seen."""
    machine = LogisticRegression(max_iter=1000, class_weight="balanced").fit(seen, stray)
    odds = float(np.log(prior / (1 - prior)))  # the machine learnt from as many of the one as of the other
    return (*map(float, machine.coef_[0]), float(machine.intercept_[0]) + odds)


def stray_odds(found: Array, weights: Sequence[float]) -> Array:
    """Log-odds that each text is a stray."""
    odds: Array = found @ np.array(weights[:-1]) + weights[-1]
    return odds


def with_strays(probabilities: Array, stray: Array) -> Array:
    """Probabilities of the fields where each text may be a stray: then all fields are as likely as each other."""
    share = stray[..., None]
    mixed: Array = (1 - share) * probabilities + share / probabilities.shape[-1]
    return mixed
