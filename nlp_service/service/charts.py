"""Bar charts as SVG, drawn here: no script, no library, and they print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

WIDTH, LABEL, BAR, GAP = 860, 260, 16, 14
COLOURS = ("#14505c", "#5b9aa6", "#c98a1b", "#8a63c9")


def bars(
    title: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[float]]],
    number: Callable[[float], str] = "{:g}".format,
) -> str:
    """Groups of lying bars, one group a row, one colour a column; every bar carries its ``number``."""
    top = 26
    group = BAR * len(columns) + GAP
    height = top + group * len(rows) + 6
    most = max((v for _, values in rows for v in values), default=0) or 1
    room = WIDTH - LABEL - 70
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        f"aria-label={quoteattr(title)}><title>{escape(title)}</title>"
    ]
    x = LABEL
    for i, column in enumerate(columns):
        out.append(
            f'<rect x="{x}" y="4" width="12" height="12" fill="{COLOURS[i]}"/><text x="{x + 17}" y="15">{escape(column)}</text>'
        )
        x += 40 + 8 * len(column)
    for n, (label, values) in enumerate(rows):
        y = top + n * group
        short = label if len(label) <= 32 else label[:31] + "…"
        out.append(f'<text x="{LABEL - 10}" y="{y + group / 2 - 2:.0f}" text-anchor="end">{escape(short)}</text>')
        for i, value in enumerate(values):
            length = room * value / most
            place = y + i * BAR
            out.append(f'<rect x="{LABEL}" y="{place}" width="{length:.1f}" height="{BAR - 3}" fill="{COLOURS[i]}"/>')
            out.append(f'<text x="{LABEL + length + 6:.1f}" y="{place + 12}">{escape(number(value))}</text>')
    out.append(f'<line class="axis" x1="{LABEL}" y1="{top - 4}" x2="{LABEL}" y2="{height - 4}"/></svg>')
    return "".join(out)
