"""A linear classifier as plain arrays: what is left of scikit-learn's machines once they have learnt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .calibration import Array


@dataclass(frozen=True)
class Linear:
    """A linear classifier as scikit-learn fitted it: ``weights`` (classes × columns), ``bias`` (classes)."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @cached_property
    def _columns(self) -> NDArray[np.float32]:
        return np.ascontiguousarray(self.weights.T)  # turned once, and not at every product

    def scores(self, rows: sparse.csr_matrix) -> Array:
        """Scores of shape (rows, classes)."""
        product: NDArray[np.float32] = rows @ self._columns
        scores: Array = np.add(product, self.bias, dtype=np.float64)
        return scores
