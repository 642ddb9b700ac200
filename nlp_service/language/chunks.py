"""Text → tokens of underthesea's regular expressions, with exact offsets into the text as given.

No pattern of underthesea matches a blank, looks back past one, or looks ahead past one except for the end of the text, and
neither NFC nor its spelling table reaches over one.  So the tokens of a text are the tokens of its chunks between blanks,
and a chunk seen before costs one look into a dictionary.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import is_normalized

import numpy as np
import numpy.typing as npt

from .normal import nfc, normalise

Ints = npt.NDArray[np.int64]
_KEEP = 200_000  # chunks kept; then the table starts anew, so that a service may run for years
#: SHA-256 of patterns and letter table (underthesea 9.5).
_PATTERNS = "972f7957c4542601918ca18d42d76ecb64bb0f3594feb1bf64775d4198620f88"
_SPELT = 6  # underthesea's spelling table is asked for tokens up to this length
#: What the patterns take for a word and a mark without more ado; only their ``Th.s`` (for ThS) would take a part of a word.
_PLAIN = re.compile(r"([(“]?)((?!Th.[sS])[^\W\d_]+)([,;)”?!]?)")
_BLANKS = np.zeros(0x3001, dtype=bool)
_BLANKS[[c for c in range(0x3001) if chr(c).isspace()]] = True


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text in order: their type, their place in the text (characters), and the sequence they belong to."""

    types: Ints
    starts: Ints
    ends: Ints
    sequence: Ints


class ChunkTable:
    """Tokenises, remembering chunks.  ``words[t]`` is the (normal) spelling of token type ``t``.

    ``by_chunks=False`` gives every text to the patterns as a whole, whatever they look at.
    """

    def __init__(self, *, by_chunks: bool = True) -> None:
        from underthesea.pipeline.text_normalize.text_normalizer import character_map, token_map
        from underthesea.pipeline.word_tokenize import regex_tokenize

        self._letters = str.maketrans(character_map)
        self._spelling: dict[str, str] = token_map
        # compiled anew: a call with fixed_words elsewhere in the process would change the compiled one of the module
        self._pattern = re.compile("(" + "|".join(regex_tokenize.regex_patterns) + ")", re.VERBOSE | re.UNICODE)
        self.by_chunks = by_chunks
        self.words: list[str] = []
        self._types: dict[str, int] = {}
        self._inner: dict[str, int] = {}  # chunk → its number, inside a text and at its end
        self._final: dict[str, int] = {}
        # of every chunk how many tokens it has and which is the first; of these tokens type, start and end
        self._counts, self._first = array("q"), array("q")
        self._flat, self._begin, self._end = array("q"), array("q"), array("q")

    def full(self) -> bool:
        """Whether it is time for a new table."""
        return len(self._counts) > _KEEP

    def tokens(self, text: str, cuts: Ints) -> Tokens:
        """The tokens of ``text``; every stretch between two ``cuts`` (rising, from 0 to the length) is a text of its own."""
        if not self.by_chunks:
            whole = [self._add(text[s:e], "") for s, e in pairwise(cuts.tolist())]
            return self._spread(np.array(whole, dtype=np.int64), cuts[:-1], np.arange(len(whole)))
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        blank = _BLANKS[np.minimum(codes, 0x3000)] & (codes <= 0x3000)
        edge = np.diff(np.concatenate(([True], blank, [True])).astype(np.int8))
        starts, ends = np.flatnonzero(edge == -1), np.flatnonzero(edge == 1)
        inside = cuts[np.searchsorted(starts, cuts, "left") != np.searchsorted(ends, cuts, "right")]
        if len(inside):  # a cut in the middle of a chunk
            starts, ends = np.union1d(starts, inside), np.union1d(ends, inside)
            chunks = [text[s:e] for s, e in zip(starts.tolist(), ends.tolist(), strict=True)]
        else:
            chunks = text.split()
        sequence = np.searchsorted(cuts, starts, "right") - 1
        ids = self._ids(chunks, self._inner, " x")
        last = np.flatnonzero(np.diff(sequence, append=-1)) if len(starts) else starts
        rest = cuts[sequence[last] + 1] - ends[last]
        last = last[(rest == 0) | ((rest == 1) & (codes[np.minimum(ends[last], len(text) - 1)] == 10))]
        ids[last] = self._ids([chunks[i] for i in last.tolist()], self._final, "")
        return self._spread(ids, starts, sequence)

    def _ids(self, chunks: list[str], known: dict[str, int], after: str) -> Ints:
        ids = list(map(known.get, chunks))
        if None in ids:
            for i, chunk in enumerate(chunks):
                if ids[i] is None:
                    ids[i] = known[chunk] = known.get(chunk, -1) if chunk in known else self._add(chunk, after)
        return np.array(ids, dtype=np.int64)

    def _add(self, chunk: str, after: str) -> int:
        """Tokenise a new chunk; its number."""
        plain = _PLAIN.fullmatch(chunk) if self.by_chunks and is_normalized("NFC", chunk) else None
        if plain and chunk.translate(self._letters) == chunk:  # most chunks: a word, perhaps with a comma or a bracket
            spans = [plain.span(k) for k in (1, 2, 3) if plain[k]]
            tokens = [chunk[s:e] for s, e in spans]
        else:
            form = normalise(chunk, (nfc,))
            found = self._pattern.finditer(form.text.translate(self._letters) + after)
            inside = [m for m in found if m.end() <= len(form.text)]
            spans, tokens = _apart(form.to_raw(*m.span()) for m in inside), [m.group() for m in inside]
        self._counts.append(len(tokens))
        self._first.append(len(self._flat))
        self._flat.extend(map(self._type, tokens))
        self._begin.extend(s for s, _ in spans)
        self._end.extend(e for _, e in spans)
        return len(self._counts) - 1

    def _type(self, token: str) -> int:
        known = self._types.get(token)
        if known is None:
            spelt = token if len(token) > _SPELT else self._spelling.get(token, token)
            known = self._types.get(spelt)
            if known is None:
                known = self._types[spelt] = len(self.words)
                self.words.append(spelt)
            self._types[token] = known
        return known

    def _spread(self, ids: Ints, starts: Ints, sequence: Ints) -> Tokens:
        """From chunks to tokens."""
        n = _view(self._counts)[ids]
        chunk = np.repeat(np.arange(len(ids)), n)
        at = _view(self._first)[ids][chunk] + np.arange(len(chunk)) - (np.cumsum(n) - n)[chunk]
        begin, end = _view(self._begin)[at], _view(self._end)[at]
        return Tokens(_view(self._flat)[at], starts[chunk] + begin, starts[chunk] + end, sequence[chunk])


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places without overlap: of a letter that NFC takes apart, the first token has all and the next nothing."""
    found, free = [], 0
    for start, end in spans:
        start = max(start, free)
        free = max(start, end)
        found.append((start, free))
    return found


def _view(numbers: array[int]) -> Ints:
    """The numbers for NumPy, not copied; they cannot grow while it lives."""
    return np.frombuffer(numbers, dtype=np.int64)


def patterns_known() -> bool:
    """Whether underthesea's patterns and tables are those of which the head of this module is true."""
    from underthesea.pipeline.text_normalize.text_normalizer import character_map
    from underthesea.pipeline.word_tokenize import regex_tokenize

    seen = repr((regex_tokenize.regex_patterns, sorted(character_map.items())))
    return hashlib.sha256(seen.encode("utf-8")).hexdigest() == _PATTERNS
