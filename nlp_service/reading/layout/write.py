"""Sheets to the blocks of a file: columns, paragraphs over page borders, running headers and footers, looks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import fmean

from nlp_service.dossier import BlockKind, Cell, Look
from nlp_service.reading.builder import BlockBuilder

from .model import Line, Sheet
from .order import columns
from .paragraphs import centred, habits, paragraphs
from .running import split_running
from .spread import align, join_pages

#: A date, number or address: what has no place to be broken at.
_UNBROKEN = re.compile(r"(?=\D*\d|.*@|.*//)[\w./@:+-]+")


def write(sheets: Sequence[Sheet], builder: BlockBuilder) -> None:
    """Add all text of the sheets to ``builder`` in reading order; headers, footers and page numbers come last, each once."""
    sheets, running = split_running(sheets)
    pages = align([columns(sheet) for sheet in sheets])
    flow = join_pages(pages)
    slack = -0.25 if sheets and sum(s.recognised for s in sheets) * 2 > len(sheets) else 0.0
    how = habits([c.lines for c in flow], slack)
    numbers: dict[int, int] = {}  # of the tables among the columns, in the file
    page = 0
    for column in flow:
        for lines in paragraphs(column.lines, how):
            first = lines[0]
            cell = None
            if column.cell is not None:
                c = column.cell
                if c.table not in numbers:
                    numbers[c.table] = builder.new_table()
                cell = Cell(numbers[c.table], c.row, c.column, c.rows, c.columns)
            added = builder.add(
                joined(lines), BlockKind.CELL if cell else BlockKind.PARAGRAPH, page=first.page,
                look=_look(lines), cell=cell, box=_box(lines), confidence=_confidence(lines),
                page_break=page not in (0, first.page),
            )  # fmt: skip
            if added is not None:
                page = lines[-1].page
    for sheet, line, kind in running:
        lone = (Line(line, sheet.number, 0.0, sheet.width, sheet.width),)
        builder.add(line.text, kind, page=sheet.number, look=_look(lone), box=_box(lone), confidence=line.confidence)


def joined(lines: Sequence[Line]) -> str:
    """The text of a paragraph: lines by a space, but for a date or an address that a narrow cell broke within."""
    text = lines[0].piece.text
    for line in lines[1:]:
        first = line.piece.text.split(" ", 1)[0]
        last = text.rsplit(" ", 1)[-1]
        room = (line.right - line.left) / (0.5 * line.piece.size)
        broken = len(last) + len(first) > room and last == text and _UNBROKEN.fullmatch(last + first) and last[-1] not in ",;:"
        text += line.piece.text if broken else " " + line.piece.text
    return text


def _look(lines: Sequence[Line]) -> Look:
    if len(lines) == 1:
        p = lines[0].piece
        plain = p.confidence is not None  # a recogniser does not say
        return Look(None if plain else p.bold > 0.5, None if plain else p.italic > 0.5, centred(lines[0]), round(p.size, 1))
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
    if len(lines) == 1:
        p = lines[0].piece
        return round(p.x0, 1), round(p.top, 1), round(p.x1, 1), round(p.bottom, 1)
    here = [line.piece for line in lines if line.page == lines[0].page]
    return (
        round(min(p.x0 for p in here), 1), round(min(p.top for p in here), 1),
        round(max(p.x1 for p in here), 1), round(max(p.bottom for p in here), 1),
    )  # fmt: skip


def _confidence(lines: Sequence[Line]) -> float | None:
    if lines[0].piece.confidence is None and lines[-1].piece.confidence is None:
        return None
    known = [line.piece.confidence for line in lines if line.piece.confidence is not None]
    return round(fmean(known), 3) if known else None
