"""A docx (or docm: nothing of it is ever run) as a file with blocks."""

from __future__ import annotations

from nlp_service.dossier import BlockKind, ReadingError, SourceFile
from nlp_service.reading.builder import BlockBuilder
from nlp_service.reading.drafts import Draft, assemble, grade
from nlp_service.settings import Settings

from .body import Walker, headers_and_footers
from .numbering import Numbering
from .package import Element, Package, W
from .pictures import FEW, read_pictures
from .styles import Styles, without_table_styles


def read_docx(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read a docx or docm: body, then notes, then running headers and footers (each once).

    Raises:
        ReadingError: ``file-damaged``, ``file-encrypted``, ``archive-too-large``, ``no-text``.
    """
    package = Package(content, name)
    main = package.xml(package.main)
    body = None if main is None else main.find(f"{W}body")
    if body is None:
        raise ReadingError("file-damaged", name=name, detail="word/document.xml")
    related = package.related(package.main)
    parts = dict(related.values())

    def part(kind: str) -> Element | None:
        return package.xml(parts[kind], without_table_styles if kind == "styles" else None) if kind in parts else None

    builder = BlockBuilder()
    styles = Styles(part("styles"), package.bytes(parts["theme"]) if "theme" in parts else None)
    walker = Walker(styles, Numbering(lambda: part("numbering"), styles), builder.new_table)
    walker.story(body)
    notes = {kind: part(kind) for kind in ("footnotes", "endnotes") if any(k == kind for k, _ in walker.notes)}
    for kind, ident in dict.fromkeys(walker.notes):
        root = notes.get(kind)
        found = None if root is None else next((n for n in root if n.get(f"{W}id") == ident), None)
        if found is not None:
            walker.story(found, BlockKind.FOOTNOTE)
    for block_kind, target in dict.fromkeys((k, related[i][1]) for k, i in headers_and_footers(body) if i in related):
        root = package.xml(target)
        if root is not None:
            walker.story(root, block_kind)
    encoding = assemble(_without_repeats(walker), builder)
    recognised = read_pictures(package, body, builder, settings) if builder.length < FEW else 0
    if not builder.blocks:
        raise ReadingError("no-text", name=name)
    return builder.build(name, "docx", ocr_pages=recognised, encoding=encoding, grade=grade(encoding))


def _without_repeats(walker: Walker) -> list[Draft]:
    """The drafts, each text of a running header or footer once."""
    seen: set[tuple[BlockKind, str]] = set()
    kept: list[Draft] = []
    for draft in walker.drafts:
        if draft.kind in (BlockKind.HEADER, BlockKind.FOOTER):
            key = (draft.kind, "".join(t for t, _ in draft.pieces).strip())
            if key in seen:
                continue
            seen.add(key)
        kept.append(draft)
    return kept
