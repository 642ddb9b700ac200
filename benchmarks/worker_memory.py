"""Memory of one worker process over many files: at most 600 MB, and no growth.

    python benchmarks/worker_memory.py [--count 1000] [--files DIR …] [--out benchmarks/results/worker_memory.json]

Files are made on the spot (docx, xlsx, pdf, html, txt, zip, of varying length) or taken from the folders given; every file is
read through the pool as in the service, by one worker.  Growth is the difference of the median resident memory of the last
fifth of the files and of the second fifth.  Exit code 1 when a bound is broken.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import zipfile
from pathlib import Path
from statistics import median
from time import perf_counter

# ruff: noqa: E402
# docx.py beside this file would have the name of a library
sys.path[:] = [str(Path(__file__).resolve().parents[1]), *sys.path[1:]]

import openpyxl
import psutil
from docx import Document

from benchmarks.record import record
from nlp_service.doctor import pdf_sample
from nlp_service.reading import Upload, pool, read
from nlp_service.settings import Settings

BOUND, GROWTH = 600, 20  # MB
WORDS = [
    "đơn", "đề", "nghị", "công", "nhận", "sáng", "kiến", "trường", "tiểu", "học", "giải", "pháp", "hiệu", "quả", "áp", "dụng",
    "sinh", "giáo", "viên", "phương", "mới",
]  # fmt: skip


def text(chance: random.Random, words: int) -> str:
    """Vietnamese-looking words."""
    return " ".join(chance.choices(WORDS, k=words)).capitalize()


def made(chance: random.Random) -> tuple[str, bytes]:
    """A file of a random format and length."""
    size = chance.choice((10, 60, 300))
    kind = chance.choice(("docx", "docx", "docx", "xlsx", "pdf", "html", "txt", "zip"))
    buffer = io.BytesIO()
    if kind == "docx":
        document = Document()
        for _ in range(size):
            document.add_paragraph(text(chance, 40))
        table = document.add_table(5, 4)
        for row in table.rows:
            row.cells[0].text = text(chance, 5)
        document.save(buffer)
    elif kind == "xlsx":
        book = openpyxl.Workbook()
        for _ in range(size):
            book.active.append([text(chance, 4), chance.random(), text(chance, 2)])
        book.save(buffer)
    elif kind == "zip":
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", text(chance, 40 * size))
            archive.writestr("b.html", f"<html><body><p>{text(chance, 40 * size)}</p></body></html>")
    elif kind == "pdf":
        return "x.pdf", pdf_sample(text(chance, 10))
    else:
        lines = (text(chance, 40) for _ in range(size))
        body = "".join(f"<p>{line}</p>" for line in lines) if kind == "html" else "\n".join(lines)
        return f"x.{kind}", (f"<html><body>{body}</body></html>" if kind == "html" else body).encode()
    return f"x.{kind}", buffer.getvalue()


def main() -> int:
    """Read, measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--files", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "worker_memory.json")
    options = parser.parse_args()
    chance = random.Random(1)
    settings = Settings(workers=1)
    given = [p for folder in options.files for p in sorted(folder.rglob("*")) if p.is_file()]
    memory: list[float] = []
    workers: set[int] = set()
    failed, clock = 0, perf_counter()
    for number in range(options.count):
        name, content = (given[number % len(given)].name, given[number % len(given)].read_bytes()) if given else made(chance)
        failed += not read([Upload(name, content)], settings=settings).readable
        process = psutil.Process(pool.pool(settings).processes()[0])
        workers.add(process.pid)
        memory.append(process.memory_info().rss / 2**20)
        if (number + 1) % max(1, options.count // 10) == 0:
            print(f"{number + 1:6d} files {memory[-1]:6.0f} MB", file=sys.stderr, flush=True)
    fifth = max(1, options.count // 5)
    figures = {
        "files": options.count, "made": not given, "unreadable": failed, "workers": len(workers),
        "mb_most": round(max(memory)), "mb_end": round(memory[-1]),
        "mb_growth": round(median(memory[-fifth:]) - median(memory[fifth : 2 * fifth]), 1),
        "seconds": round(perf_counter() - clock, 1),
    }  # fmt: skip
    print(json.dumps(figures))
    record(options.out, figures)
    return 0 if max(memory) <= BOUND and figures["mb_growth"] <= GROWTH and len(workers) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
