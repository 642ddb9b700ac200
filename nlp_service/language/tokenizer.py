"""spaCy's tokenizer of the house: underthesea's words over the text as given.

A word of several syllables is one token that holds its blanks; the blank after a token is its ``whitespace_`` and other
blanks are tokens of their own, as spaCy does; ``"".join(t.text_with_ws for t in doc) == text`` always.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from .chunks import Ints
from .sentences import sentence_starts
from .words import pieces, segmenter


class UndertheseaTokenizer:
    """Calls make a `Doc`; ``lexicon``: whether the legal lexicon of the house is applied."""

    def __init__(self, vocab: Vocab, *, lexicon: bool = True) -> None:
        self.vocab = vocab
        self.lexicon = lexicon

    def __call__(self, text: str) -> Doc:
        """The Doc of ``text``, segmented as one sequence."""
        return self.segment(text, [])

    def segment(self, text: str, borders: Sequence[tuple[int, int]]) -> Doc:
        """The Doc of ``text``; each stretch of ``borders`` (in order, not overlapping) is segmented on its own.

        Words never cross a border; what stands between two stretches is segmented by the same rules.
        """
        cuts = pieces(borders)
        words = segmenter().words(text, cuts, lexicon=self.lexicon)
        starts, ends, blanks = with_blanks(text, words.starts, words.ends, cuts)
        spellings = [text[s:e] for s, e in zip(starts.tolist(), ends.tolist(), strict=True)]
        marks = sentence_starts(text, starts, ends, [s for s, _ in borders])
        doc = Doc(self.vocab, words=spellings, spaces=blanks.tolist())
        if spellings:  # three times faster than giving them to Doc; -1 says that no sentence starts
            values: Any = np.where(marks, 1, -1).astype(np.int64).view(np.uint64)
            doc.from_array(["SENT_START"], values)
        return doc

    # -- spaCy's ways of keeping things

    def to_bytes(self, *, exclude: Sequence[str] = ()) -> bytes:
        """The settings; the model is underthesea's and stays there."""
        return json.dumps({"lexicon": self.lexicon}).encode()

    def from_bytes(self, data: bytes, *, exclude: Sequence[str] = ()) -> UndertheseaTokenizer:
        """Take the settings of `to_bytes`."""
        self.lexicon = bool(json.loads(data)["lexicon"])
        return self

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the settings to a file."""
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> UndertheseaTokenizer:
        """Take the settings of `to_disk`."""
        return self.from_bytes(Path(path).read_bytes())

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.vocab, self.lexicon)


def _restore(vocab: Vocab, lexicon: bool) -> UndertheseaTokenizer:
    return UndertheseaTokenizer(vocab, lexicon=lexicon)


def with_blanks(text: str, starts: Ints, ends: Ints, cuts: Sequence[int] = ()) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    """Words and, between them, the blanks that are tokens: starts, ends, and whether one plain blank follows.

    A run of blanks is one token; ``cuts`` part it.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    follows = np.zeros(len(starts), dtype=bool)
    inside = ends < len(text)
    follows[inside] = codes[ends[inside]] == 32
    gap_starts = np.append(0, ends + follows)
    gap_ends = np.append(starts, len(text))
    gap = np.flatnonzero(gap_ends > gap_starts)
    gap_starts, gap_ends = gap_starts[gap], gap_ends[gap]
    if len(cuts) and len(gap):
        at = np.array(cuts, dtype=np.int64)
        home = np.searchsorted(gap_starts, at, "right") - 1
        at = at[(home >= 0) & (at > gap_starts[home]) & (at < gap_ends[home])]
        gap_starts, gap_ends = np.union1d(gap_starts, at), np.union1d(gap_ends, at)
        gap = np.searchsorted(starts, gap_starts, "left")
    return np.insert(starts, gap, gap_starts), np.insert(ends, gap, gap_ends), np.insert(follows, gap, False)


def create_tokenizer(lexicon: bool = True) -> Callable[[Language], UndertheseaTokenizer]:
    """The factory for ``[nlp.tokenizer]`` of a config."""

    def make(nlp: Language) -> UndertheseaTokenizer:
        return UndertheseaTokenizer(nlp.vocab, lexicon=lexicon)

    return make


registry.tokenizers.register("nlp_service.UndertheseaTokenizer.v1", func=create_tokenizer)
