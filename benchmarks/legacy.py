"""Diacritic accuracy over a folder of real files in legacy encodings (``files/``) with true transcripts (``truth/``).

    python benchmarks/legacy.py FOLDER [--only STEM] [--show N] [--any-case] [--difflib]

Metric: METRIC.md of that folder.  Both sides NFC, white space collapsed; reduced to base letters and aligned (by the longest
common subsequence, which takes seconds; with ``--difflib`` as METRIC.md has it, which takes minutes); of the characters of the
truth that carry a diacritic, the share that comes out exactly.
The figure of the collection is the share over all characters of all files; the mean over files stands beside it.
"""

from __future__ import annotations

import argparse
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from rapidfuzz.distance import Indel
from record import record

from nlp_service.reading import read
from nlp_service.settings import Settings


def normal(text: str) -> str:
    """NFC, white space collapsed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def base(char: str) -> str:
    """The letter without its marks, đ as d: one character for one."""
    plain = "".join(c for c in unicodedata.normalize("NFD", char) if unicodedata.category(c) != "Mn")
    return {"đ": "d", "Đ": "D"}.get(plain, plain[:1] or char)


def carries(char: str) -> bool:
    """Whether the identity of a character depends on a diacritic."""
    return char in "đĐ" or any(unicodedata.category(c) == "Mn" for c in unicodedata.normalize("NFD", char))


def pairs(truth: str, got: str, slow: bool = False) -> Iterator[tuple[int, int]]:
    """Aligned positions of equal base letters."""
    a, b = "".join(map(base, truth)), "".join(map(base, got))
    if slow:
        blocks = [(m.a, m.b, m.size) for m in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()]
    else:
        blocks = [(m.a, m.b, m.size) for m in Indel.opcodes(a, b).as_matching_blocks()]
    for i, j, size in blocks:
        yield from ((i + k, j + k) for k in range(size))


@dataclass
class Score:
    """Counts over one file."""

    right: int = 0
    total: int = 0
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    places: list[tuple[str, str]] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """Share of characters with diacritics that came out exactly."""
        return self.right / self.total if self.total else 1.0


def score(truth: str, got: str, any_case: bool = False, slow: bool = False) -> Score:
    """Compare two texts by the metric."""
    truth, got = normal(truth), normal(got)
    if any_case:
        truth, got = truth.lower(), got.lower()
    result = Score(total=sum(map(carries, truth)))
    aligned = dict(pairs(truth, got, slow))
    for i, char in enumerate(truth):
        if carries(char):
            j = aligned.get(i)
            if j is not None and got[j] == char:
                result.right += 1
            else:
                result.wrong[char, "" if j is None else got[j]] += 1
                at = j if j is not None else next((aligned[k] for k in range(i, -1, -1) if k in aligned), 0)
                result.places.append((truth[max(0, i - 30) : i + 30], got[max(0, at - 30) : at + 30]))
    return result


def main() -> None:
    """Print the figure for each file and for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--any-case", action="store_true", help="capitals and small letters count as the same")
    parser.add_argument("--difflib", action="store_true", help="align with difflib as METRIC.md has it")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    settings = Settings(isolate=False)
    right = total = 0
    shares: list[float] = []
    for path in sorted((args.folder / "files").iterdir()):
        if args.only and args.only not in path.name:
            continue
        truth = (args.folder / "truth" / f"{path.stem}.txt").read_text("utf-8")
        file = read(path, settings=settings).files[0]
        found = score(truth, file.text, args.any_case, args.difflib)
        right, total = right + found.right, total + found.total
        shares.append(found.accuracy)
        print(f"{found.accuracy:.4f} {found.total:6d} {file.encoding:8s} {file.status:8s} {path.name}", flush=True)
        if args.show:
            print("     ", found.wrong.most_common(8))
            for place in found.places[:: max(1, len(found.places) // args.show)][: args.show]:
                print("     ", place)
    print(f"diacritic accuracy {right / max(1, total):.4f} over {total} characters; mean over {len(shares)} files "
          f"{sum(shares) / max(1, len(shares)):.4f}")  # fmt: skip
    if args.out:
        mean = round(sum(shares) / max(1, len(shares)), 4)
        record(args.out, {
            "files": len(shares), "characters": total, "diacritic_accuracy": round(right / max(1, total), 4), "mean": mean,
            "any_case": args.any_case, "difflib": args.difflib,
        })  # fmt: skip


if __name__ == "__main__":
    main()
