"""Text → words: the tokens of `chunks`, joined as underthesea's model says.  No spaCy here."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock

import numpy as np

from .chunks import ChunkTable, Ints, Tokens, patterns_known
from .crf import is_known, load_crf, model_folder
from .decoder import FastLabels
from .lexicon import default_lexicon
from .reference import ReferenceLabels
from .spelling import Spelling
from .weights import Weights


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text: start and end (characters of the text), and the stretch they stand in."""

    starts: Ints
    ends: Ints
    sequence: Ints


class UnknownModelWarning(UserWarning):
    """Underthesea is installed in a version that we do not know."""


class Segmenter:
    """Segments text into words; remembers tokens, so it gets faster with use.  Safe between threads.

    ``lexicon`` of its methods puts the house's terms (`lexicon`) and corrections (`spelling`) over underthesea's answers.

    ``model``: the folder of the CRF, by default underthesea's.
    """

    def __init__(self, model: Path | None = None) -> None:
        folder = model or model_folder()
        self._lock = Lock()
        self._table = ChunkTable(by_chunks=patterns_known())
        crf = load_crf(folder)
        self._lexicon, self._spelling = default_lexicon(), Spelling(crf.dictionary)
        self._labels: FastLabels | ReferenceLabels
        if is_known(folder):
            self._labels = FastLabels(Weights(crf))
        else:
            self._labels = ReferenceLabels(folder)
        if isinstance(self._labels, ReferenceLabels) or not self._table.by_chunks:
            advice = "this version of underthesea is not the one whose answers we reproduce: its own, slower code is used"
            warnings.warn(advice, UnknownModelWarning, stacklevel=2)

    def words(self, text: str, cuts: Iterable[int] = (), *, lexicon: bool = False) -> Words:
        """The words of ``text``; every stretch between two ``cuts`` is segmented as a text of its own."""
        with self._lock:
            tokens, labels = self._segment(text, cuts, lexicon)
        begin = np.flatnonzero(labels == 0)
        last = np.append(begin[1:], len(labels)) - 1 if len(begin) else begin
        found = Words(tokens.starts[begin], tokens.ends[last], tokens.sequence[begin])
        real = found.ends > found.starts  # a mark that NFC parted from its letter has no place of its own
        return found if real.all() else Words(found.starts[real], found.ends[real], found.sequence[real])

    def rewritten(self, text: str) -> list[str]:
        """The strings that underthesea's `word_tokenize` returns: in its spelling, one blank between syllables."""
        with self._lock:
            tokens, labels = self._segment(text, (), lexicon=False)
            spelt = [self._table.words[t] for t in tokens.types.tolist()]
        begin = [*np.flatnonzero(labels == 0).tolist(), len(spelt)]
        return [" ".join(spelt[a:b]) for a, b in pairwise(begin)]

    def margins(self, text: str) -> list[tuple[str, float]]:
        """Every token and how clear the decision for it is (in the CRF's weights); empty where underthesea itself decides."""
        with self._lock:
            tokens, _ = self._segment(text, (), lexicon=False)
            if isinstance(self._labels, ReferenceLabels):
                return []
            margins = self._labels.margins(tokens, self._table.words).tolist()
            return list(zip([self._table.words[t] for t in tokens.types.tolist()], margins, strict=True))

    def _segment(self, text: str, cuts: Iterable[int], lexicon: bool) -> tuple[Tokens, Ints]:
        if self._table.full():
            self._table = ChunkTable(by_chunks=self._table.by_chunks)
            self._labels.clear()
            self._lexicon.clear()
            self._spelling.clear()
        tokens = self._table.tokens(text, np.unique(np.array([0, *cuts, len(text)], dtype=np.int64)))
        forced = None
        if lexicon:
            words = self._table.words
            forced, terms = self._spelling.labels(tokens, words), self._lexicon.labels(tokens, words)
            if terms is not None:
                forced = np.where(terms >= 0, terms, forced)
        return tokens, self._labels(tokens, self._table.words, forced)


@lru_cache(maxsize=1)
def segmenter() -> Segmenter:
    """The one segmenter of the process."""
    return Segmenter()


def word_tokenize(text: str, *, lexicon: bool = False) -> list[str]:
    """The words of ``text`` as it spells them: underthesea's `word_tokenize` without its rewriting."""
    words = segmenter().words(text, lexicon=lexicon)
    return [text[s:e] for s, e in zip(words.starts.tolist(), words.ends.tolist(), strict=True)]


def pieces(borders: Sequence[tuple[int, int]]) -> list[int]:
    """The cuts that borders make."""
    return [at for border in borders for at in border]
