"""Time of reading docx files against python-docx: ``docx.Document(path)`` plus ``.paragraphs`` and ``.tables``.

    python benchmarks/office.py [FOLDER] [--rounds N] [--every N] [--out FILE]

FOLDER: any folder with docx files (searched deeply); without one, documents of 5, 20 and 80 pages are made.  Both sides read
the same files in turn in one process; the figure is the ratio of the CPU time of the best rounds.  Target: at most 2.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from time import process_time

# This file is named like the library it measures against.
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(p for p in sys.path if Path(p or ".").resolve() != HERE)]

import docx  # noqa: E402

from benchmarks.record import record  # noqa: E402
from nlp_service.reading.docx import read_docx  # noqa: E402
from nlp_service.settings import Settings  # noqa: E402

SENTENCE = "Sáng kiến được áp dụng tại đơn vị từ ngày 05 tháng 9 năm 2023 và giảm 42% hồ sơ phải bổ sung so với năm trước. "


def make(folder: Path) -> None:
    """Documents like those of offices: headings, paragraphs with several runs, a table every few pages."""
    for pages in (5, 20, 80):
        document = docx.Document()
        for page in range(pages):
            document.add_heading(f"{page + 1}. Nội dung giải pháp", level=1 + page % 3)
            for _ in range(7):
                paragraph = document.add_paragraph(SENTENCE * 2)
                paragraph.add_run("Lưu ý: ").bold = True
                paragraph.add_run(SENTENCE)
            if page % 4 == 0:
                table = document.add_table(6, 4)
                for row in table.rows:
                    for cell in row.cells:
                        cell.text = "12,5 giờ"
        document.save(str(folder / f"{pages}.docx"))


def ours(path: Path, settings: Settings) -> int:
    """Characters that our reader gives."""
    return len(read_docx(path.read_bytes(), path.name, settings).text)


def theirs(path: Path) -> int:
    """Paragraphs and tables that python-docx gives."""
    document = docx.Document(str(path))
    return len(document.paragraphs) + len(document.tables)


def main() -> None:
    """Print seconds of both sides and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--every", type=int, default=1, help="measure only each Nth file")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    settings = Settings()
    with tempfile.TemporaryDirectory() as made:
        folder = args.folder or Path(made)
        if args.folder is None:
            make(folder)
        files = sorted(folder.rglob("*.docx"))[:: args.every]
        best = {"nlp_service": 1e9, "python-docx": 1e9}
        for _ in range(args.rounds):
            start = process_time()
            characters = sum(ours(f, settings) for f in files)
            middle = process_time()
            for f in files:
                theirs(f)
            end = process_time()
            best["nlp_service"] = min(best["nlp_service"], middle - start)
            best["python-docx"] = min(best["python-docx"], end - middle)
        print(f"{len(files)} files, {characters} characters; best of {args.rounds} rounds")
        for name, seconds in best.items():
            print(f"{name:12s} {seconds * 1000 / len(files):8.2f} ms a file")
        ratio = round(best["nlp_service"] / best["python-docx"], 2)
        print(f"ratio {ratio:.2f} (target: at most 2)")
        if args.out:
            each = {name: round(seconds * 1000 / len(files), 2) for name, seconds in best.items()}
            record(args.out, {"files": len(files), "characters": characters, "cpu_ms_a_file": each, "ratio": ratio})


if __name__ == "__main__":
    main()
