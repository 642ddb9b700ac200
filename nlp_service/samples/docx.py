"""A paper as a Word file, the way people set it: with heading styles, with bold lines, or with nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from nlp_service.corpus import CorpusLine, CorpusPaper

FONT = "Tinos"  # metric twin of Times New Roman with every Vietnamese letter (Debian: fonts-croscore)


def write_docx(
    papers: Sequence[CorpusPaper], path: Path, *, look: str = "bold", encode: Callable[[str], str] = str, font: str = FONT
) -> None:
    """Write the papers into one file; ``encode`` turns the text into another encoding, whose letters ``font`` shows."""
    writer = _Writer(look, encode, font)
    for n, paper in enumerate(papers):
        writer.new_page = n > 0
        for line in paper.lines:
            writer.add(line)
    writer.document.save(str(path))


class _Writer:
    """Puts lines into a document."""

    def __init__(self, look: str, encode: Callable[[str], str], font: str) -> None:
        self.look, self.encode, self.font = look, encode, font
        self.new_page = False
        self.document: Any = Document()
        page = self.document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(3), Cm(2), Cm(2), Cm(2)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = font, Pt(14)
        style.paragraph_format.space_after = Pt(4)

    def add(self, line: CorpusLine) -> None:
        """One line of a paper."""
        if line.kind == "pb":
            self.new_page = True
        elif line.kind == "table":
            self._table(line.rows, ruled=True)
        elif line.kind == "sign":
            self._table([["\n".join(column) for column in line.columns]], ruled=False)
        else:
            self._paragraph(line)

    def _paragraph(self, line: CorpusLine) -> None:
        heading = line.kind in ("h1", "h2", "h3")
        styled = heading and self.look == "headings"
        p = self.document.add_paragraph(style=f"Heading {line.kind[1]}" if styled else None)
        p.paragraph_format.page_break_before = self.new_page or None
        self.new_page = False
        if line.kind in ("c", "t"):
            p.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif line.kind == "p":
            p.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            p.paragraph_format.first_line_indent = Cm(1.27)
        run = p.add_run(self.encode(line.text))
        run.font.name = self.font
        run.bold = ((heading or line.kind == "t") and self.look != "plain") or None

    def _table(self, rows: list[list[str]], *, ruled: bool) -> None:
        if not rows:
            return
        table = self.document.add_table(len(rows), max(map(len, rows)))
        if ruled:
            table.style = "Table Grid"
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                cell = table.cell(r, c)
                cell.text = self.encode(text)
                for p in cell.paragraphs:
                    for run in p.runs:
                        run.font.name = self.font
                    if not ruled:
                        p.alignment = WD_ALIGN_PARAGRAPH.CENTER
