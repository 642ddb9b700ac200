"""The best path through two labels, for all tokens at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .chunks import Ints
from .weights import Floats


class TwoLabels:
    """Exact Viterbi over two labels without a loop over tokens.

    Let d be the lead of label 1 over label 0 at a token.  The next lead is its own score plus ``clip(c - d, low, high)``: a
    best path changes its mind only where leads are small, so what a token hands on is mostly known at once, and a few
    rounds settle the rest.
    """

    def __init__(self, transitions: tuple[tuple[float, float], tuple[float, float]]) -> None:
        (stay, begin), (leave, go_on) = transitions
        self._turn = begin - leave
        self._low, self._high = go_on - leave, begin - stay
        #: The lead from which label 1 comes before label 0, and before label 1.
        self._before = (stay - leave, begin - go_on)
        if self._low > self._high:
            raise ValueError("these transitions prefer to stay: the lead is no clip of the last one")

    def __call__(self, scores: Floats, first: npt.NDArray[np.bool_]) -> Ints:
        """The best labels; ``first`` marks tokens that begin a sequence.  A tie goes to label 0."""
        lead = self.leads(scores, first)
        last = np.append(first[1:], True)
        zero, one = self._before
        labels = np.where(last, lead > 0, lead > one).astype(np.int64)
        open_ = ~last & (lead > zero) & (lead <= one)  # the other label than that of the next token
        index = np.arange(len(scores))
        anchor = np.minimum.accumulate(np.where(open_, len(scores), index)[::-1])[::-1]
        return np.asarray(labels[anchor] ^ ((anchor - index) & 1), dtype=np.int64)

    def leads(self, scores: Floats, first: npt.NDArray[np.bool_]) -> Floats:
        """For every token the lead of the best path to label 1 over the best path to label 0."""
        lead = scores.copy()
        follows = np.flatnonzero(~first)
        while len(follows):
            value = scores[follows] + np.clip(self._turn - lead[follows - 1], self._low, self._high)
            changed = follows[value != lead[follows]]
            lead[follows] = value
            follows = changed[changed + 1 < len(scores)] + 1
            follows = follows[~first[follows]]
        return lead

    def margins(self, scores: Floats, first: npt.NDArray[np.bool_]) -> Floats:
        """For every token how far its lead is from where the decision would turn."""
        lead = self.leads(scores, first)
        zero, one = self._before
        last = np.append(first[1:], True)
        return np.where(last, np.abs(lead), np.minimum(np.abs(lead - zero), np.abs(lead - one)))
