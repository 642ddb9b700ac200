"""Scans pasted into a docx: where the document has next to no text of its own, its pictures are recognised."""

from __future__ import annotations

from dataclasses import replace

from nlp_service.dossier import ReadingError
from nlp_service.messages import problem
from nlp_service.reading.builder import BlockBuilder
from nlp_service.settings import Settings

from .package import Element, Package

_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
FEW = 200  # characters: a title over a scan, not a document
SMALLEST = 20_000  # bytes: what is smaller is a seal or a logo


def read_pictures(package: Package, body: Element, builder: BlockBuilder, settings: Settings) -> int:
    """Recognise the pictures of a document and add their blocks; gives how many pages that were.

    A picture that cannot be recognised becomes a problem ``page-failed``.

    Raises:
        ReadingError: ``tool-missing``.
    """
    from nlp_service.reading.image import read_image  # loads the recogniser, which few documents need

    related = package.related(package.main)
    named = (e.get(_EMBED) or e.get(_R_ID) for e in body.iter(_BLIP, _IMAGE))
    parts = dict.fromkeys(related[i][1] for i in named if i in related)
    pages = 0
    for part in list(parts)[: settings.max_ocr_pages]:
        content = package.bytes(part)
        if content is None or len(content) < SMALLEST:
            continue
        pages += 1
        try:
            picture = read_image(content, part, settings)
        except ReadingError as error:
            if error.code == "tool-missing":
                raise
            if error.code != "no-text":  # a photograph
                builder.problems.append(problem("page-failed", settings.lang, page=pages, number=pages, name=package.name))
            continue
        tables: dict[int, int] = {}
        for block in picture.blocks:
            cell = block.cell
            if cell is not None:
                if cell.table not in tables:
                    tables[cell.table] = builder.new_table()
                cell = replace(cell, table=tables[cell.table])
            builder.add(
                block.text, block.kind, page=pages, level=block.level, look=block.look, cell=cell, box=block.box,
                confidence=block.confidence, page_break=block.page_break,
            )  # fmt: skip
        for notice in picture.notices:
            builder.notice(notice.code, None, **dict(notice.detail))
    return pages
