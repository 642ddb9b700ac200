"""Born-digital pdf: pages a second against pdfplumber's ``extract_text``, character error and paragraph borders.

    python benchmarks/pdf.py [--cases DIR] [--form pdf|fallback] [--count 6] [--rounds 5] [--out FILE]

DIR holds folders ``<dossier>--clean--<form>/`` beside ``<dossier>--clean--docx/``, which is the truth; without it the files
are made from corpus/ with LibreOffice. Both are timed in turn on the same files in one run, by CPU time (both use one
thread); the best of the rounds counts. The reader is timed whole: opening, geometry, tables, paragraphs, blocks.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from time import process_time

# A file beside this one is named like python-docx, so the folder above is what is imported from.
# ruff: noqa: E402
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(p for p in sys.path if Path(p or ".").resolve() != HERE)]

import pdfplumber
from rapidfuzz.distance import Levenshtein

from benchmarks import pages
from benchmarks.record import record
from nlp_service.reading.pdf import read_pdf
from nlp_service.settings import Settings


def borders(truth: list[str], found: list[str]) -> tuple[int, int, int]:
    """Paragraph borders that agree, stand in the truth, and were found; by the letters before them, texts aligned."""
    a, b = pages.flat(truth), pages.flat(found)
    place = {}
    for op in Levenshtein.opcodes(a, b):
        if op.tag == "equal":
            place.update(zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True))
    want = {place.get(e) for e in _ends(truth)} - {None}
    have = _ends(found)
    return len(want & have), len(_ends(truth)), len(have)


def _ends(lines: list[str]) -> set[int]:
    ends, at = set(), -1
    for line in lines:
        at += len(" ".join(line.split())) + 1
        ends.add(at - 1)
    return ends


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--form", default="pdf")
    parser.add_argument("--count", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--misses", action="store_true", help="show where texts differ")
    a = parser.parse_args()
    cases = list(pages.given(a.cases, a.form) if a.cases else pages.made("pdf", a.count))
    settings = Settings()
    ours = theirs = float("inf")
    for _ in range(a.rounds):
        start = process_time()
        files = [read_pdf(case.content, case.name, settings) for case in cases]
        ours = min(ours, process_time() - start)
        start = process_time()
        plumbed = []
        for case in cases:
            with pdfplumber.open(io.BytesIO(case.content)) as document:
                plumbed.append("\n".join(page.extract_text() for page in document.pages))
        theirs = min(theirs, process_time() - start)
    count = sum(f.pages or 0 for f in files)
    letters = errors = other = 0
    hit = want = have = 0
    for case, file, plumb in zip(cases, files, plumbed, strict=True):
        truth, found = pages.flat(case.truth), [b.text for b in file.blocks]
        wrong = Levenshtein.distance(truth, pages.flat(found))
        letters, errors = letters + len(truth), errors + wrong
        other += Levenshtein.distance(truth, pages.flat([plumb]))
        x, y, z = borders(case.truth, found)
        hit, want, have = hit + x, want + y, have + z
        if a.misses:
            print(f"{case.name}: {100 * wrong / len(truth):.2f} %, borders {x} of {y}, {z} found")
            for op in Levenshtein.opcodes(truth, pages.flat(found)):
                if op.tag != "equal":
                    seen = pages.flat(found)[op.dest_start - 20 : op.dest_end]
                    print("   ", repr(truth[op.src_start - 20 : op.src_end]), "→", repr(seen))
    result = {
        "files": len(cases), "pages": count, "pages_per_second": round(count / ours, 1),
        "pdfplumber_pages_per_second": round(count / theirs, 1), "ratio": round(theirs / ours, 1),
        "character_error_percent": round(100 * errors / letters, 3),
        "pdfplumber_error_percent": round(100 * other / letters, 3),
        "paragraph_border_f1": round(2 * hit / (want + have), 4),
    }  # fmt: skip
    print(json.dumps(result, indent=1))
    if a.out:
        record(a.out, result)


if __name__ == "__main__":
    main()
