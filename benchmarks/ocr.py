"""Recognition: word F1 and character error, CPU time against tesseract over every page, and one core against all of them.

    python benchmarks/ocr.py [--pictures DIR] [--cases DIR] [--count 2] [--curve] [--cores] [--out FILE]

--pictures: page pictures with their text beside them (``a.png``, ``a.txt``); --cases: folders ``<dossier>--clean--scan/``
beside ``<dossier>--clean--docx/``; without either, scans are made from corpus/. CPU time is user and system time of this
process and of the programs it starts; models are loaded before. Word F1 is over the bag of words in small letters without
punctuation, so reading order does not count; character error counts it.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import resource
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

# A file beside this one is named like python-docx, so the folder above is what is imported from.
# ruff: noqa: E402
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(p for p in sys.path if Path(p or ".").resolve() != HERE)]

import numpy as np
import pypdfium2
from PIL import Image
from rapidfuzz.distance import Levenshtein

from benchmarks import pages
from benchmarks.record import record
from nlp_service.reading.builder import BlockBuilder
from nlp_service.reading.layout.write import write
from nlp_service.reading.ocr import Recogniser, Tesseract
from nlp_service.reading.ocr.prepare import to_gray
from nlp_service.reading.pdf import read_pdf
from nlp_service.reading.pdf.render import render
from nlp_service.settings import Settings

SETTINGS = Settings()


def words(text: str) -> Counter[str]:
    """The bag of words of a text."""
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()))


def f1(found: str, truth: str) -> float:
    """Word F1 in per cent."""
    a, b = words(found), words(truth)
    return 200 * (a & b).total() / max(1, a.total() + b.total())


def cpu() -> float:
    """CPU seconds so far, programs started included."""
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def inputs(a: argparse.Namespace) -> Iterator[tuple[str, list[tuple[np.ndarray, float]], str]]:
    """Name, pages with their resolution, and true text."""
    if a.pictures:
        for file in sorted(a.pictures.glob("*.png")):
            picture = np.asarray(Image.open(io.BytesIO(file.read_bytes())).convert("RGB"))
            yield file.stem, [(picture, min(picture.shape[:2]) / 8.27)], file.with_suffix(".txt").read_text("utf-8")
    if a.cases or not a.pictures:
        for case in list(pages.given(a.cases, "scan") if a.cases else pages.made("scan", a.count))[: a.count]:
            document = pypdfium2.PdfDocument(case.content)
            yield case.name, [render(page, SETTINGS.ocr_dpi) for page in document], pages.flat(case.truth)


def recognise(recogniser: Recogniser, page_list: list[tuple[np.ndarray, float]]) -> str:
    """The text of pages as the house reads them."""
    builder = BlockBuilder()
    write([recogniser.sheet(image, dpi, n) for n, (image, dpi) in enumerate(page_list, 1)], builder)
    return "\n".join(b.text for b in builder.blocks)


def compare(a: argparse.Namespace, margins: list[float | None]) -> list[dict[str, object]]:
    """One row for tesseract alone and one for each margin of the policy (``None``: as installed)."""
    cases = list(inputs(a))
    count = sum(len(p) for _, p, _ in cases)
    house = Recogniser.of(SETTINGS)
    recognise(house, cases[0][1][:1])  # loads the models
    ways: dict[str, object] = {"tesseract": Tesseract(SETTINGS.ocr_language)}
    for margin in margins:
        ways[f"margin {margin}" if margin is not None else "here"] = (
            house if margin is None else replace(house, policy=replace(house.policy, margin=margin))
        )
    rows = []
    for name, way in ways.items():
        scores, start = {}, cpu()
        for case, page_list, truth in cases:
            if isinstance(way, Tesseract):
                text = "\n".join(line.text for image, dpi in page_list for line in way.read(to_gray(image), dpi))
            else:
                text = recognise(way, page_list)  # type: ignore[arg-type]
            scores[case] = (f1(text, truth), 100 * Levenshtein.distance(pages.flat([truth]), pages.flat([text])) / len(truth))
        spent = cpu() - start
        rows.append({
            "way": name, "pages": count, "cpu_seconds_per_page": round(spent / count, 3),
            "word_f1": round(sum(s for s, _ in scores.values()) / len(scores), 2),
            "character_error": round(sum(e for _, e in scores.values()) / len(scores), 2),
            "files": {k: [round(s, 2), round(e, 2)] for k, (s, e) in scores.items()},
        })  # fmt: skip
        rows[-1]["cpu_ratio"] = round(spent / count / float(rows[0]["cpu_seconds_per_page"]), 2)  # type: ignore[arg-type]
    return rows


def cores(a: argparse.Namespace) -> dict[str, float]:
    """Seconds for a scan of about 20 pages with one worker and with all."""
    document = pypdfium2.PdfDocument.new()
    for case in pages.given(a.cases, "scan") if a.cases else pages.made("scan", 4):
        document.import_pages(pypdfium2.PdfDocument(case.content))
        if len(document) >= 20:
            break
    buffer = io.BytesIO()
    document.save(buffer)
    seconds = {}
    for workers in (1, 0):
        start = perf_counter()
        read_pdf(buffer.getvalue(), "scan.pdf", SETTINGS.model_copy(update={"workers": workers}))
        seconds["one" if workers else "all"] = round(perf_counter() - start, 2)
    return {"pages": len(document), **seconds, "speedup": round(seconds["one"] / seconds["all"], 2)}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--count", type=int, default=2)
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--cores", action="store_true")
    parser.add_argument("--out", type=Path)
    a = parser.parse_args()
    result: dict[str, object] = {"ways": compare(a, [-1.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0] if a.curve else [None])}
    if a.cores:
        result["cores"] = cores(a)
    print(json.dumps(result, indent=1, ensure_ascii=False))
    if a.out:
        record(a.out, result)


if __name__ == "__main__":
    main()
