"""A dossier as one spaCy Doc, and the way between its characters and the places in the files.

The Doc's text is the texts of all files joined by form feeds; blocks are segmented one by one, so no word crosses the
border of a paragraph or cell.  ``doc.spans["files"]`` and ``doc.spans["blocks"]`` hold them as spans.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from nlp_service.dossier import Block, Dossier, Location

from .tokenizer import UndertheseaTokenizer

FILE_BREAK = "\f"

for _name in ("dossier", "papers", "sections", "metadata", "roles", "classification"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


def dossier_doc(nlp: Language, dossier: Dossier) -> Doc:
    """The Doc of a dossier, segmented, with ``doc._.dossier`` and the span groups ``files`` and ``blocks``."""
    text = FILE_BREAK.join(f.text for f in dossier.files)
    starts = file_starts(dossier)
    borders = [(start + b.start, start + b.end) for start, f in zip(starts, dossier.files, strict=True) for b in f.blocks]
    doc = cast(UndertheseaTokenizer, nlp.tokenizer).segment(text, borders)
    doc._.dossier = dossier
    files = [(start, start + len(f.text)) for start, f in zip(starts, dossier.files, strict=True)]
    doc.spans["files"], doc.spans["blocks"] = spans(doc, "files", files), spans(doc, "blocks", borders)
    return doc


def spans(doc: Doc, name: str, places: Sequence[tuple[int, int]]) -> SpanGroup:
    """Stretches of the text as spans of whole tokens, one for each stretch that is not empty."""
    starts = doc.to_array("IDX")
    ends = starts + doc.to_array("LENGTH")
    real = np.array([place for place in places if place[1] > place[0]], dtype=np.uint64).reshape(-1, 2)
    last = np.searchsorted(starts, real[:, 1], "left") - 1  # the last token that begins before the end
    first = np.minimum(np.searchsorted(ends, real[:, 0], "right"), last)  # the first one that ends behind the start
    found = [Span(doc, a, b + 1) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    return SpanGroup(doc, name=name, spans=found)


def file_starts(dossier: Dossier) -> list[int]:
    """Offset in the Doc's text at which each file begins."""
    starts, at = [], 0
    for f in dossier.files:
        starts.append(at)
        at += len(f.text) + len(FILE_BREAK)
    return starts


def doc_offsets(starts: Sequence[int], where: Location) -> tuple[int, int]:
    """The stretch of the Doc's text that a location means."""
    return starts[where.file] + where.start, starts[where.file] + where.end


def blocks_of(dossier: Dossier) -> list[tuple[int, Block]]:
    """All blocks with the index of their file, in reading order."""
    return [(i, b) for i, f in enumerate(dossier.files) for b in f.blocks]
