"""Spans to rows: what stands on one baseline, from the left, cut into pieces at gaps no word space is wide enough for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter
from statistics import median

from nlp_service.reading.layout.model import Piece, Ruling

from . import pdfium
from .spans import Frame, Span

_BASE = attrgetter("base")
_LEFT = attrgetter("x0")
#: Gaps in ems: between words where no space is written; between columns with and without a written space, and where what
#: stands to the right was not drawn next.
_WORD_GAP, _COLUMN_GAP, _COLUMN_GAP_SPACED, _COLUMN_GAP_APART = 0.15, 0.9, 1.6, 0.5
#: Height of the box above and below the baseline, in ems.
_ASCENT, _DESCENT = 0.9, 0.25


def build_rows(page: int, spans: list[Span], frame: Frame, rulings: Sequence[Ruling] = ()) -> tuple[tuple[Piece, ...], ...]:
    """Rows from the top of the page, each with its pieces from the left; an upright ruling always parts two pieces."""
    rows = _by_baseline(spans)
    uprights = [r for r in rulings if r.vertical]
    return tuple(tuple(_pieces(page, row, frame, uprights)) for row in rows)


def _parts(ruling: Ruling, left: Span, right: Span) -> bool:
    middle = left.base - 0.3 * left.size
    return ruling.y0 <= middle <= ruling.y1 and left.x1 - 0.3 * left.size <= ruling.x0 <= right.x0 + 0.3 * right.size


def _by_baseline(spans: list[Span]) -> list[list[Span]]:
    """Spans that share a baseline; a raised or lowered small one joins the line it stands at."""
    rows: list[list[Span]] = []
    last = -1e9
    for span in sorted(spans, key=_BASE):
        if rows and span.base - last <= 0.18 * span.size:
            rows[-1].append(span)
        else:
            rows.append([span])
            last = span.base
    if len(rows) < 2:
        return rows
    merged = [rows[0]]
    for row in rows[1:]:
        above = merged[-1]
        if row[0].base - above[0].base < 0.62 * max(row[0].size, above[0].size) and _belong(above, row):
            above.extend(row)
            # the larger type is the line
            above.sort(key=lambda s: -s.size)
        else:
            merged.append(row)
    return merged


def _belong(above: Sequence[Span], below: Sequence[Span]) -> bool:
    """Whether one of two close rows is the other's raised or lowered text: smaller, and set right beside it."""
    small, big = (above, below) if above[0].size < below[0].size else (below, above)
    if small[0].size > 0.85 * big[0].size:
        return False
    return all(any(-1 <= s.x0 - b.x1 < 0.4 * b.size or -1 <= b.x0 - s.x1 < 0.4 * b.size for b in big) for s in small)


def _pieces(page: int, row: list[Span], frame: Frame, uprights: Sequence[Ruling]) -> list[Piece]:
    if len(row) > 1:
        row = sorted(row, key=_LEFT)
        row = _once(row)
        if not frame.turn and any(b.x0 < a.x1 - 0.12 * a.size for a, b in pairwise(row)):
            row = _reordered(page, row, frame)
    pieces: list[Piece] = []
    current: list[Span] = []
    for span in row:
        if current:
            before = current[-1]
            gap = span.x0 - before.x1
            spaced = before.space_after or span.space_before
            apart = not 0 <= span.start - before.end <= 3
            limit = _COLUMN_GAP_APART if apart else _COLUMN_GAP_SPACED if spaced else _COLUMN_GAP
            if gap > limit * max(span.size, before.size) or any(_parts(r, before, span) for r in uprights):
                pieces.append(_piece(current))
                current = []
        current.append(span)
    pieces.append(_piece(current))
    return pieces


def _once(row: list[Span]) -> list[Span]:
    """Without the second of two equal spans at the same place (a shadow, or bold made by drawing twice)."""
    kept = [row[0]]
    for span in row[1:]:
        if any(s.text == span.text and abs(s.x0 - span.x0) < 0.25 * s.size for s in kept[-3:]):
            continue
        kept.append(span)
    return kept


def _piece(spans: list[Span]) -> Piece:
    first, last = spans[0], spans[-1]
    if len(spans) == 1:
        bold, italic = float(first.bold), float(first.font.italic)
        return Piece(
            first.text, first.x0, first.x1, first.base - _ASCENT * first.size, first.base + _DESCENT * first.size, first.base,
            first.size, bold, italic, None, first.bold, first.bold, ((first.text, first.font.name),),
        )  # fmt: skip
    runs = [(first.text, first.font.name)]
    for a, b in pairwise(spans):
        apart = a.space_after or b.space_before or b.x0 - a.x1 > _WORD_GAP * max(a.size, b.size)
        runs.append((" " + b.text if apart else b.text, b.font.name))
    letters = sum(len(s.text) for s in spans)
    main = max(spans, key=lambda s: len(s.text))
    top = min(s.base - _ASCENT * s.size for s in spans)
    bottom = max(s.base + _DESCENT * s.size for s in spans)
    bold = sum(len(s.text) for s in spans if s.bold) / letters
    italic = sum(len(s.text) for s in spans if s.font.italic) / letters
    right = max(s.x1 for s in spans)
    return Piece(
        "".join([t for t, _ in runs]), first.x0, right, top, bottom, main.base, main.size, bold, italic, None, last.bold,
        first.bold, tuple(runs),
    )  # fmt: skip


def _reordered(page: int, row: list[Span], frame: Frame) -> list[Span]:
    """The characters of spans that stand in one another, from the left: where a font lacks a letter, programs draw it
    later and leave a hole (``Th Hai`` + ``ứ``)."""
    chars: list[tuple[float, float, str, Span]] = []
    for span in row:
        boxes = pdfium.loose_boxes(page, span.start, span.end)
        for k, letter in enumerate(span.text):
            if letter in "\r\n\0" or (letter == " " and pdfium.is_generated(page, span.start + k) == 1):
                continue
            chars.append((float(boxes[k][0]) - frame.left, float(boxes[k][2]) - frame.left, letter, span))
    chars.sort(key=lambda c: c[0])
    result: list[Span] = []
    spaced = False
    gaps = [b[0] - a[1] for a, b in pairwise(chars)]
    usual = max(0.0, median(gaps)) if gaps else 0.0
    for k, (x0, x1, letter, span) in enumerate(chars):
        if letter == " ":
            spaced = True
            continue
        before = result[-1] if result else None
        wide = before is not None and x0 - before.x1 - usual > _WORD_GAP * span.size
        if k and chars[k - 1][2] == letter and x0 - chars[k - 1][0] < 0.1 * span.size:
            continue  # drawn twice
        if before is not None and not spaced and not wide and before.font is span.font:
            result[-1] = before._replace(text=before.text + letter, x1=max(before.x1, x1), space_after=False)
        else:
            result.append(span._replace(text=letter, x0=x0, x1=x1, space_before=spaced or wide, space_after=False))
        spaced = False
    return result
