"""A dossier as one spaCy Doc, and the way between its characters and the places in the files.

The Doc's text is the texts of all files joined by form feeds; blocks are segmented one by one, so no word crosses the
border of a paragraph or cell.  ``doc.spans["files"]`` and ``doc.spans["blocks"]`` hold them as spans.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

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
    ends = [start + len(f.text) for start, f in zip(starts, dossier.files, strict=True)]
    files = [doc.char_span(s, e, alignment_mode="expand") for s, e in zip(starts, ends, strict=True) if e > s]
    doc.spans["files"] = SpanGroup(doc, name="files", spans=[s for s in files if s is not None])
    blocks = [doc.char_span(s, e, alignment_mode="expand") for s, e in borders if e > s]
    doc.spans["blocks"] = SpanGroup(doc, name="blocks", spans=[s for s in blocks if s is not None])
    return doc


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
