"""Old encodings and look-alike letters in the text of a pdf, repaired run by run as in the office formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nlp_service.language.legacy import repair
from nlp_service.language.legacy_letters import has_look_alikes, mixed_words, repair_letters
from nlp_service.reading.builder import BlockBuilder
from nlp_service.reading.layout.model import Piece, Sheet


@dataclass(frozen=True, slots=True)
class Recoded:
    """The sheets in Unicode, and what was repaired."""

    sheets: list[Sheet]
    encoding: str = "unicode"
    found: dict[str, tuple[int, int]] = field(default_factory=dict)  # encoding → page it stands on first, characters
    look_alikes: bool = False


def recode(sheets: Sequence[Sheet]) -> Recoded:
    """Repair all sheets of a file at once: what a short run cannot tell, the others of its font can."""
    pieces = [(n, p) for n, sheet in enumerate(sheets) if not sheet.recognised for row in sheet.rows for p in row]
    repaired = repair([p.runs or ((p.text, ""),) for _, p in pieces])
    letters = repair_letters([r.text for r in repaired.paragraphs])
    found: dict[str, tuple[int, int]] = {}
    changed: dict[Piece, str] = {}
    for (n, piece), paragraph, text in zip(pieces, repaired.paragraphs, letters.texts, strict=True):
        for encoding in paragraph.encodings:
            page, count = found.get(encoding, (sheets[n].number, 0))
            found[encoding] = (page, count + len(text))
        if text != piece.text:
            changed[piece] = text.replace("\u00ad", "")
    if letters.kind:
        found[letters.kind] = (sheets[0].number, letters.changed)
    foreign = has_look_alikes(p.text for _, p in pieces)
    if not changed:
        return Recoded(list(sheets), repaired.encoding, found, foreign)
    done = [
        sheet if sheet.recognised else replace(
            sheet, rows=tuple(tuple(p._replace(text=changed.get(p, p.text)) for p in row) for row in sheet.rows)
        )
        for sheet in sheets
    ]  # fmt: skip
    return Recoded(done, repaired.encoding, found, foreign)


def note(recoded: Recoded, builder: BlockBuilder) -> None:
    """The notices ``legacy-encoding`` (once for each encoding) and ``mixed-scripts`` (at each word)."""
    for encoding, (page, count) in recoded.found.items():
        block = next((b for b in builder.blocks if b.page == page), None)
        builder.notice("legacy-encoding", block, encoding=encoding, characters=count)
    if recoded.look_alikes:
        for block in builder.blocks:
            for start, end, scripts in mixed_words(block.text):
                builder.notice("mixed-scripts", block, start, end, scripts=scripts)
