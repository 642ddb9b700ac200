"""Seconds of a dossier of 60,000 characters through ``nlp_service.load()`` and the rules, by component, on one core.

    python benchmarks/pipeline.py [--characters 60000] [--core N] [--rounds 7] [--out FILE.json]

The dossier: one of the corpus, its solution filled up with paragraphs of others, as a .docx file that is really read.  Every
round takes other paragraphs ("new": text that the process has not met), then the same dossier again ("again").  The figure
is the median of the rounds in processor time (other work on the machine does not count; wall time stands beside it); reading
the file is not part of it.
"""

# ruff: noqa: E402
from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

sys.path[0] = str(Path(__file__).parents[1])  # the root instead of this folder, whose docx.py is not the package docx

from docx import Document
from docx.document import Document as DocxDocument

import nlp_service
from benchmarks.record import record
from benchmarks.texts import CORPUS
from nlp_service.dossier import Dossier
from nlp_service.language import dossier_doc
from nlp_service.rules import Case, RuleBook

TARGET = 0.35


def build(characters: int, seed: int, folder: Path) -> Dossier:
    """A dossier of about that many characters."""
    chance = random.Random(seed)
    files = sorted(CORPUS.glob("dossiers/*.dossier"))
    own = files[seed % len(files)].read_text("utf-8").splitlines()
    prose = [line for f in files for line in f.read_text("utf-8").splitlines() if len(line) > 120 and line[0] not in "@%="]
    chance.shuffle(prose)
    left = characters - sum(len(line) for line in own if not line.startswith(("%", "===")))
    document = Document()
    for line in own:
        if line.startswith(("%", "===")):
            continue
        kind, _, rest = line.partition(" ") if line.startswith("@") else ("", "", line)
        paragraph = document.add_paragraph()
        run = paragraph.add_run(rest.split("| ", 1)[-1] if kind in {"@f", "@h1", "@h2", "@h3"} else rest)
        run.bold = kind in {"@h1", "@h2", "@h3", "@t", "@c"}
        if kind == "@h1" and rest.startswith("solution"):
            left = fill(document, prose, left)
    fill(document, prose, left)  # a form whose solution goes by another name
    path = folder / f"dossier-{seed}.docx"
    document.save(str(path))
    return nlp_service.read(path)


def fill(document: DocxDocument, prose: list[str], left: int) -> int:
    """Add paragraphs until ``left`` characters are there; what is still missing."""
    while left > 0 and prose:
        left -= len(prose[-1]) + 1
        document.add_paragraph(prose.pop())
    return left


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, default=60_000)
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    os.sched_setaffinity(0, {args.core})
    nlp = nlp_service.load()
    book = RuleBook.load()
    steps = ["segment", *nlp.pipe_names, "rules"]
    table: dict[str, dict[str, list[float]]] = {when: {step: [] for step in steps} for when in ("new", "again")}
    walls: dict[str, list[float]] = {"new": [], "again": []}
    sizes, reading = [], []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(args.rounds + 1):
            start = perf_counter()
            dossier = build(args.characters, seed, Path(folder))
            reading.append(perf_counter() - start)
            sizes.append(sum(len(f.text) for f in dossier.files))
            for when in ("new", "again"):
                start, began = process_time(), perf_counter()
                doc = dossier_doc(nlp, dossier)
                doc.user_data["profile"] = doc.user_data["level"] = None
                laps = [process_time()]
                for _, component in nlp.pipeline:
                    doc = component(doc)
                    laps.append(process_time())
                book.check(Case.of(doc, today=date(2024, 6, 1)))
                laps.append(process_time())
                if seed:  # the first one loads
                    walls[when].append(perf_counter() - began)
                    for step, a, b in zip(steps, [start, *laps], laps, strict=False):
                        table[when][step].append(b - a)
    result = {when: {step: round(statistics.median(x), 4) for step, x in rows.items()} for when, rows in table.items()}
    for when, rows in result.items():
        rows["all"] = round(statistics.median(map(sum, zip(*table[when].values(), strict=True))), 4)
        rows["wall"] = round(statistics.median(walls[when]), 4)
        print(f"{when:6s}", "  ".join(f"{step} {seconds * 1000:.1f} ms" for step, seconds in rows.items()))
    print(f"characters {min(sizes):,} to {max(sizes):,}; written and read in {statistics.median(reading):.2f} s; "
          f"target {TARGET} s: {'met' if result['new']['all'] <= TARGET else 'not met'}")  # fmt: skip
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        record(args.out, {"characters": sizes, **result})
    return 0 if result["new"]["all"] <= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
