"""underthesea itself: its tokens are labelled by its own tagger.  The way back when its model is not the one we know."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .chunks import Ints, Tokens
from .crf import model_folder


class ReferenceLabels:
    """Labels (0: a word begins, 1: it goes on) by underthesea's featuriser and tagger, sequence by sequence."""

    def __init__(self, model: Path | None = None) -> None:
        from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger

        self._tagger = FastCRFSequenceTagger()
        self._tagger.load(str(model or model_folder()))

    def clear(self) -> None:
        """Nothing is remembered."""

    def __call__(self, tokens: Tokens, words: Sequence[str], forced: Ints | None = None) -> Ints:
        """The label of every token; ``forced`` holds 0 or 1 where it is given, -1 elsewhere."""
        labels = np.zeros(len(tokens.types), dtype=np.int64)
        edges = np.flatnonzero(np.diff(tokens.sequence)) + 1
        for part in np.split(np.arange(len(labels)), edges):
            if len(part):
                tags = self._tagger.predict([[words[t]] for t in tokens.types[part].tolist()])
                labels[part] = [tag == "I-W" for tag in tags]
                labels[part[0]] = 0
        if forced is not None:
            labels = np.where(forced >= 0, forced, labels)
        return labels
