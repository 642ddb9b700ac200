"""Small pdfs drawn by matplotlib: text at a place, lines, pictures; coordinates in points from the top left corner."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import TextPath

WIDTH, HEIGHT = 595.0, 842.0
Text = tuple[float, float, str]


def width(text: str, size: float = 12, weight: str = "normal") -> float:
    """Width of a text in points."""
    path = TextPath((0, 0), text + ".", size=size, prop=FontProperties(family="DejaVu Sans", weight=weight))
    dot = TextPath((0, 0), ".", size=size, prop=FontProperties(family="DejaVu Sans", weight=weight))
    return float(path.get_extents().x1 - dot.get_extents().width)


def paper(
    *pages: Sequence[Text],
    rules: Sequence[tuple[float, float, float, float]] = (),
    bold: Sequence[str] = (),
    size: float = 12,
    picture: np.ndarray | None = None,
) -> bytes:
    """A pdf with these texts on its pages; rules (x0, y0, x1, y1) and a picture over the page stand on each."""
    buffer = io.BytesIO()
    with rc_context({"pdf.fonttype": 42, "font.family": "DejaVu Sans"}), PdfPages(buffer) as file:
        for texts in pages:
            figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72))
            FigureCanvasPdf(figure)
            for x0, y0, x1, y1 in rules:
                xs, ys = [x0 / WIDTH, x1 / WIDTH], [1 - y0 / HEIGHT, 1 - y1 / HEIGHT]
                figure.add_artist(Line2D(xs, ys, color="black", linewidth=0.7))
            if picture is not None:
                figure.figimage(picture, cmap="gray", vmin=0, vmax=255, resize=False)
            for x, y, text in texts:
                weight = "bold" if text in bold else "normal"
                figure.text(x / WIDTH, 1 - y / HEIGHT, text, fontsize=size, va="baseline", ha="left", weight=weight)
            file.savefig(figure)
    return buffer.getvalue()


def wrapped(text: str, x: float, y: float, right: float, pitch: float = 16, indent: float = 0) -> tuple[list[Text], float]:
    """A text broken into lines as a word processor does it; the lines and the height below them."""
    lines: list[Text] = []
    current: list[str] = []
    at = x + indent
    for word in text.split():
        if current and at + width(" ".join([*current, word])) > right:
            lines.append((at, y, " ".join(current)))
            current, at, y = [], x, y + pitch
        current.append(word)
    lines.append((at, y, " ".join(current)))
    return lines, y + pitch
