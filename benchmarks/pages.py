"""Pages to measure reading on: docx, the pdf LibreOffice makes of it, a scan of that; the docx's paragraphs are the truth."""

from __future__ import annotations

import io
import random
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from PIL import Image, ImageFilter

from nlp_service.corpus import corpus_dossiers
from nlp_service.reading.docx import read_docx
from nlp_service.settings import Settings

CORPUS = Path(__file__).parent.parent / "corpus"


@dataclass(frozen=True)
class Case:
    """One file to read, and the text of each paragraph and cell it was made from."""

    name: str
    content: bytes
    truth: list[str]


def given(folder: Path, form: str) -> Iterator[Case]:
    """Cases of a folder ``<dossier>--clean--<form>/`` beside ``<dossier>--clean--docx/``."""
    for docx in sorted(folder.glob("*--clean--docx")):
        case = docx.with_name(docx.name.removesuffix("docx") + form)
        for file in sorted(case.glob("*.pdf")):
            yield Case(case.name, file.read_bytes(), paragraphs(next(docx.glob("*.docx")).read_bytes()))


def made(form: str, count: int, font: str = "Tinos") -> Iterator[Case]:
    """Cases made from the project's own corpus; form ``pdf`` or ``scan`` (150 dpi, askew, blurred, noisy)."""
    chance = random.Random(7)
    for source in list(corpus_dossiers(CORPUS))[:count]:
        document = Document()
        document.styles["Normal"].font.name, document.styles["Normal"].font.size = font, Pt(13)
        for paper in source.papers:
            for line in paper.lines:
                if line.kind == "table" and line.rows:
                    table = document.add_table(len(line.rows), max(map(len, line.rows)))
                    table.style = "Table Grid"
                    for r, row in enumerate(line.rows):
                        for c, cell in enumerate(row):
                            table.cell(r, c).text = cell if isinstance(cell, str) else "\n".join(cell)
                elif line.text and line.kind != "sign":
                    paragraph = document.add_paragraph()
                    paragraph.add_run(line.text).bold = line.kind in {"t", "h1", "h2", "h3"}
                    if line.kind in {"c", "t"}:
                        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        buffer = io.BytesIO()
        document.save(buffer)
        pdf = office(buffer.getvalue())
        yield Case(source.id, scan(pdf, chance) if form == "scan" else pdf, paragraphs(buffer.getvalue()))


def office(docx: bytes) -> bytes:
    """The pdf LibreOffice makes of a docx."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "a.docx")
        source.write_bytes(docx)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", folder, str(source)], check=True, capture_output=True, timeout=120)
        return source.with_suffix(".pdf").read_bytes()


def scan(pdf: bytes, chance: random.Random, dpi: int = 150) -> bytes:
    """A pdf of page pictures as an office scanner makes them."""
    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=dpi / 72).to_pil().convert("L")
        picture = picture.rotate(chance.uniform(-1.2, 1.2), fillcolor=248, resample=Image.Resampling.BICUBIC)
        picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 0.8)))
        noise = np.random.default_rng(chance.randrange(2**32)).normal(0, 10, (picture.height, picture.width))
        pages.append(Image.fromarray((np.asarray(picture, float) + noise).clip(0, 255).astype(np.uint8)))
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=70)
    return buffer.getvalue()


def paragraphs(docx: bytes) -> list[str]:
    """Lines of a docx as the docx reader gives them."""
    file = read_docx(docx, "truth.docx", Settings())
    return [line.strip() for b in file.blocks for line in b.text.split("\n") if line.strip()]


def flat(lines: list[str]) -> str:
    """One text with single spaces."""
    return " ".join(" ".join(lines).split())
