"""Tables of contents: their lines repeat headings and must not be taken for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp_service.dossier import BlockKind

from .lines import Line
from .vocabulary import Vocabulary, heading_key

_PAGE = re.compile(r"(?:[.…_\s]{3,}|\t|\s)\s*\d{1,3}\s*$")
_LEADERS = re.compile(r"[.…_]{4,}\s*\d{1,3}\s*$")


def toc_lines(lines: Sequence[Line], vocabulary: Vocabulary) -> frozenset[int]:
    """Indices of the lines that belong to a table of contents: marked as such by the file, or below "Mục lục"."""
    out = {x.index for x in lines if x.block.kind is BlockKind.TOC or _LEADERS.search(x.text)}
    for i, line in enumerate(lines):
        if heading_key(line.text) in vocabulary.toc:
            out.add(line.index)
            out.update(_below(lines, i + 1))
    return frozenset(out)


def _below(lines: Sequence[Line], start: int) -> list[int]:
    """Lines of the table that begins at ``start``: until an entry comes again, a page begins, or prose is met."""
    seen: set[str] = set()
    out: list[int] = []
    for line in lines[start : start + 80]:
        key = heading_key(_PAGE.sub("", line.label if not line.colon else line.text))
        paged = _PAGE.search(line.text) is not None
        if not paged and (key in seen or line.words > 30 or line.block.page_break):
            break
        if not paged and line.block.cell is None and out and line.text.rstrip().endswith("."):
            break
        seen.add(key)
        out.append(line.index)
    return out
