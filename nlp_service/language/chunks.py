"""Text → tokens of underthesea's regular expressions, with exact offsets into the text as given.

No pattern of underthesea matches a blank, looks back past one, or looks ahead past one except for the end of the text, and
neither NFC nor its spelling table reaches over one.  So the tokens of a text are the tokens of its chunks between blanks,
and a chunk seen before costs one look into a dictionary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import is_normalized

import numpy as np
import numpy.typing as npt

from .normal import nfc, normalise

Ints = npt.NDArray[np.int64]
_KEEP = 200_000  # chunks kept; then the table starts anew, so that a service may run for years
_SPELT = 6  # underthesea's spelling table is asked for tokens up to this length
_PLAIN = re.compile(r"([(“]?)([^\W\d_]+)([,;)”?!]?)")
_BLANKS = np.zeros(0x3001, dtype=bool)
_BLANKS[[c for c in range(0x3001) if chr(c).isspace()]] = True


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text in order: their type, their place in the text (characters), and the sequence they belong to."""

    types: Ints
    starts: Ints
    ends: Ints
    sequence: Ints


class _Chunk(NamedTuple):
    types: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class ChunkTable:
    """Tokenises, remembering chunks.  ``words[t]`` is the (normal) spelling of token type ``t``."""

    def __init__(self) -> None:
        from underthesea.pipeline.text_normalize.text_normalizer import character_map, token_map
        from underthesea.pipeline.word_tokenize import regex_tokenize

        self._letters = str.maketrans(character_map)
        self._spelling: dict[str, str] = token_map
        # compiled anew: a call with fixed_words elsewhere in the process would change the compiled one of the module
        self._pattern = re.compile("(" + "|".join(regex_tokenize.regex_patterns) + ")", re.VERBOSE | re.UNICODE)
        self.words: list[str] = []
        self._types: dict[str, int] = {}
        self._clear()

    def _clear(self) -> None:
        self._inner: dict[str, int] = {}
        self._final: dict[str, int] = {}
        self._chunks: list[_Chunk] = []
        self._flat: tuple[Ints, Ints, Ints, Ints, Ints] | None = None

    def full(self) -> bool:
        """Whether it is time for a new table."""
        return len(self._chunks) > _KEEP

    def tokens(self, text: str, cuts: Ints) -> Tokens:
        """The tokens of ``text``; every stretch between two ``cuts`` (rising, from 0 to the length) is a text of its own."""
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
        self._chunks.append(self._tokenise(chunk, after))
        self._flat = None
        return len(self._chunks) - 1

    def _tokenise(self, chunk: str, after: str) -> _Chunk:
        plain = _PLAIN.fullmatch(chunk) if is_normalized("NFC", chunk) else None
        if plain and chunk.translate(self._letters) == chunk:  # most chunks: a word, perhaps with a comma or a bracket
            spans = [plain.span(k) for k in (1, 2, 3) if plain[k]]
            return _Chunk(tuple(self._type(chunk[s:e]) for s, e in spans), *zip(*spans, strict=True))
        form = normalise(chunk, (nfc,))
        found = [m for m in self._pattern.finditer(form.text.translate(self._letters) + after) if m.end() <= len(form.text)]
        places = [form.to_raw(*m.span()) for m in found]
        return _Chunk(tuple(self._type(m.group()) for m in found), *zip(*places, strict=True))

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
        if self._flat is None:
            counts = np.array([len(c.types) for c in self._chunks], dtype=np.int64)
            flat = [np.array([x for c in self._chunks for x in c[k]], dtype=np.int64) for k in range(3)]
            self._flat = (counts, np.cumsum(counts) - counts, flat[0], flat[1], flat[2])
        counts, first, types, begin, end = self._flat
        n = counts[ids]
        chunk = np.repeat(np.arange(len(ids)), n)
        at = first[ids][chunk] + np.arange(len(chunk)) - (np.cumsum(n) - n)[chunk]
        return Tokens(types[at], starts[chunk] + begin[at], starts[chunk] + end[at], sequence[chunk])
