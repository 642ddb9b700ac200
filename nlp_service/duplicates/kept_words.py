"""The author's own words in a compact form, so that a stored text need not be taken apart again for each comparison.

Each different syllable is written once, in the order of appearance; the text is numbers of them.  The form belongs to one
version of fingerprints, because both follow from the same way of taking prose apart.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import numpy as np

from nlp_service.dossier import Prose

from .syllables import Syllables, keys_of
from .template import Own

_HEADER = struct.Struct("<IIIII")
_LEVEL = 3


def pack_own(own: Own) -> bytes:
    """Own words as bytes."""
    unique = list(dict.fromkeys(own.row.words))
    number = {word: i for i, word in enumerate(unique)}
    width = np.uint16 if len(unique) <= 0x10000 else np.uint32
    words = " ".join(unique).encode()
    row = np.fromiter(map(number.__getitem__, own.row.words), dtype=width, count=len(own.row))
    sizes = np.diff(own.row.first).astype(np.uint32)
    pieces = np.asarray(own.pieces, dtype=np.uint32)
    head = _HEADER.pack(len(words), len(row), row.itemsize, len(sizes), len(pieces))
    return zlib.compress(b"".join([head, words, sizes.tobytes(), pieces.tobytes(), row.tobytes()]), _LEVEL)


def unpack_own(content: bytes, prose: Sequence[Prose]) -> Own:
    """The inverse of `pack_own`, for the prose it was made of.

    Raises:
        ValueError: the content is cut off, or belongs to other prose.
    """
    try:
        raw = zlib.decompress(content)
        text, length, width, count, chosen = _HEADER.unpack_from(raw)
    except (zlib.error, struct.error) as error:
        raise ValueError("kept words are cut off") from error
    ends = np.cumsum([_HEADER.size + text, 4 * count, 4 * chosen, width * length])
    if count != len(prose) or ends[-1] != len(raw) or width not in (2, 4):
        raise ValueError("kept words are of another text")
    unique = raw[_HEADER.size : ends[0]].decode().split()
    sizes, pieces = (np.frombuffer(raw, np.uint32, n, at) for n, at in ((count, ends[0]), (chosen, ends[1])))
    row = np.frombuffer(raw, np.dtype(f"u{width}"), length, ends[2])
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    if first[-1] != length or (length and int(row.max()) >= len(unique)) or (chosen and int(pieces.max()) >= count):
        raise ValueError("kept words are of another text")
    piece = np.repeat(np.arange(count, dtype=np.int32), sizes)
    words = tuple(np.array(unique, dtype=object)[row]) if length else ()
    keys = keys_of(unique)[row] if length else np.empty(0, dtype=np.uint64)
    return Own.of(Syllables(tuple(p.text for p in prose), words, keys, piece, first), pieces.tolist())
