"""Paragraphs before their encoding is settled, and how they become a file.

Office formats say the font of every run.  Readers collect drafts (pieces of text with fonts); `assemble` repairs legacy
encodings over the whole file at once, then adds the blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp_service.dossier import Block, BlockKind, Cell, Look
from nlp_service.language.legacy import Piece, Repaired, repair
from nlp_service.language.legacy_letters import has_look_alikes, mixed_words, repair_letters

from .builder import BlockBuilder

_PLAIN = Look()
Detail = dict[str, str | int | float]


@dataclass(slots=True)
class Draft:
    """One paragraph as a reader found it; ``remarks`` become notices at its place, ``number`` stands before its words."""

    pieces: list[Piece]
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    look: Look = _PLAIN
    cell: Cell | None = None
    page_break: bool = False
    number: list[Piece] = field(default_factory=list)
    remarks: list[tuple[str, Detail]] = field(default_factory=list)


def assemble(drafts: Sequence[Draft], builder: BlockBuilder) -> str:
    """Add all drafts to ``builder`` in Unicode and note what was repaired; gives the file's encoding.

    Notices: ``legacy-encoding`` once for each encoding, at the first block it stood in; ``mixed-scripts`` at each word;
    remarks at their block, or at the next one where nothing of the draft can be seen (the last one at the end).
    """
    repaired = repair([d.number + d.pieces if d.number and _has_words(d) else d.pieces for d in drafts])
    foreign = has_look_alikes(p.text for p in repaired.paragraphs)
    letters = repair_letters([p.text for p in repaired.paragraphs])
    hyphens = any("\u00ad" in t for t in letters.texts)
    first: dict[str, Block] = {}
    count: dict[str, int] = {}
    waiting: list[tuple[str, Detail]] = []
    page_break = False
    for draft, paragraph, text in zip(drafts, repaired.paragraphs, letters.texts, strict=True):
        page_break |= draft.page_break
        block = builder.add(
            text.replace("\u00ad", "") if hyphens else text, draft.kind, level=draft.level, look=draft.look, cell=draft.cell,
            page_break=page_break,
        )  # fmt: skip
        waiting += draft.remarks
        if block is None:
            continue
        page_break = False
        for code, detail in waiting:
            builder.notice(code, block, **detail)
        waiting.clear()
        if paragraph.encodings:
            _count(paragraph, block, first, count)
        for start, end, scripts in mixed_words(block.text) if foreign else ():
            builder.notice("mixed-scripts", block, start, end, scripts=scripts)
    for code, detail in waiting:
        builder.notice(code, builder.blocks[-1] if builder.blocks else None, **detail)
    for encoding, block in first.items():
        builder.notice("legacy-encoding", block, encoding=encoding, characters=count[encoding])
    if letters.kind:
        builder.notice("legacy-encoding", None, encoding=letters.kind, characters=letters.changed)
    return repaired.encoding


def grade(encoding: str) -> str:
    """The grade as far as the encoding decides it: B when it had to be repaired."""
    return "A" if encoding == "unicode" else "B"


def _has_words(draft: Draft) -> bool:
    return any(not text.isspace() for text, _ in draft.pieces if text)


def _count(paragraph: Repaired, block: Block, first: dict[str, Block], count: dict[str, int]) -> None:
    for encoding in sorted(paragraph.encodings):
        first.setdefault(encoding, block)
        count[encoding] = count.get(encoding, 0) + len(block.text)
