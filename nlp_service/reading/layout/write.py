"""Sheets to the blocks of a file: columns, paragraphs over page borders, running headers and footers, looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from nlp_service.dossier import BlockKind, Cell, Look
from nlp_service.reading.builder import BlockBuilder

from .model import Line, Sheet
from .order import Column, columns
from .paragraphs import centred, habits, paragraphs
from .running import split_running


def write(sheets: Sequence[Sheet], builder: BlockBuilder) -> None:
    """Add all text of the sheets to ``builder`` in reading order; headers, footers and page numbers come last, each once."""
    sheets, running = split_running(sheets)
    pages = [columns(sheet) for sheet in sheets]
    joined = _over_pages(pages)
    slack = -0.25 if sheets and sum(s.recognised for s in sheets) * 2 > len(sheets) else 0.0
    how = habits([c.lines for c in joined], slack)
    table: tuple[int, int] | None = None  # page and number of the table on it
    number = 0
    page = 0
    for column in joined:
        for lines in paragraphs(column.lines, how):
            first = lines[0]
            cell = None
            if column.cell is not None:
                if table != (first.page, column.cell.table):
                    table, number = (first.page, column.cell.table), builder.new_table()
                c = column.cell
                cell = Cell(number, c.row, c.column, c.rows, c.columns)
            added = builder.add(
                " ".join(line.piece.text for line in lines), BlockKind.CELL if cell else BlockKind.PARAGRAPH, page=first.page,
                look=_look(lines), cell=cell, box=_box(lines), confidence=_confidence(lines),
                page_break=page not in (0, first.page),
            )  # fmt: skip
            if added is not None:
                page = lines[-1].page
    for sheet, line, kind in running:
        lone = (Line(line, sheet.number, 0.0, sheet.width, sheet.width),)
        builder.add(line.text, kind, page=sheet.number, look=_look(lone), box=_box(lone), confidence=line.confidence)


def _over_pages(pages: Sequence[Sequence[Column]]) -> list[Column]:
    """All columns; the text of a page that goes on at the top of the next is one column."""
    joined: list[Column] = []
    for page in pages:
        for i, column in enumerate(page):
            if i == 0 and column.main and joined and joined[-1].main and joined[-1].cell is None:
                joined[-1] = replace(joined[-1], lines=joined[-1].lines + column.lines)
            else:
                joined.append(column)
    return joined


def _look(lines: Sequence[Line]) -> Look:
    letters = [len(line.piece.text) for line in lines]
    total = sum(letters)
    if lines[0].piece.confidence is not None:
        bold = italic = None  # a recogniser does not say
    else:
        bold = sum(n * line.piece.bold for n, line in zip(letters, lines, strict=True)) > 0.5 * total
        italic = sum(n * line.piece.italic for n, line in zip(letters, lines, strict=True)) > 0.5 * total
    longest = max(lines, key=lambda line: len(line.piece.text))
    return Look(bold, italic, all(centred(line) for line in lines), round(longest.piece.size, 1))


def _box(lines: Sequence[Line]) -> tuple[float, float, float, float]:
    here = [line.piece for line in lines if line.page == lines[0].page]
    return (
        round(min(p.x0 for p in here), 1), round(min(p.top for p in here), 1),
        round(max(p.x1 for p in here), 1), round(max(p.bottom for p in here), 1),
    )  # fmt: skip


def _confidence(lines: Sequence[Line]) -> float | None:
    known = [line.piece.confidence for line in lines if line.piece.confidence is not None]
    return round(fmean(known), 3) if known else None
