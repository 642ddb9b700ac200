"""Breaks files in thousands of ways and reads them: no exception may escape, nothing may hang, every file needs a status.

    python scripts/fuzz_reading.py --count 5000 [--seed 1] [--files DIR …] [--keep OUT]

Files are the small ones that tests/reading/mutants.py makes, and those of the folders given (real documents are better seeds).
Readings go through worker processes, as in the service.  Inputs that break a rule, crash a reader or take too long are kept.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "reading"))

from mutants import SLOW, mutant, seeds

from nlp_service.dossier import Dossier
from nlp_service.reading import Upload, read
from nlp_service.settings import Settings

#: Codes that say a reader had to be stopped: not wrong, but worth a look.
NOTABLE = ("read-crashed", "read-timeout")
#: Files of these suffixes start LibreOffice or a recogniser.
SLOW_SUFFIXES = {".doc", ".rtf", ".odt", ".png", ".jpg", ".jpeg", ".tif", ".tiff"}


def broken_rules(dossier: Dossier) -> list[str]:
    """What of the promises of `read` does not hold."""
    found = [] if dossier.files else ["no file"]
    for file in dossier.files:
        if file.status not in ("read", "partial", "failed") or (file.status == "read") != (not file.problems):
            found.append(f"status {file.status} with {len(file.problems)} problems")
        if any(not p.message or not p.advice or "{" in p.code for p in file.problems):
            found.append("a problem without words")
        if file.status == "failed" and file.text:
            found.append("failed, but there is text")
        if file.grade not in ("A", "B", "C", "D") or len(file.sha256) != 64:
            found.append("grade or hash")
        if any(b.text != file.text[b.start : b.end] for b in file.blocks):
            found.append("a block is not where it says")
        if any(a.end > b.start for a, b in zip(file.blocks, file.blocks[1:], strict=False)):
            found.append("blocks overlap")
        if not unicodedata.is_normalized("NFC", file.text):
            found.append("text is not NFC")
        if any((c < " " and c not in "\n\t") or "\ud800" <= c <= "\udfff" for c in file.text):
            found.append("control characters")
        if any(n.location and not 0 <= n.location.start <= n.location.end <= len(file.text) for n in file.notices):
            found.append("a notice points outside")
    return found


def material(folders: list[Path]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Quick and slow seeds."""
    quick = {name: data for name, data in seeds().items() if name not in SLOW}
    slow = {name: data for name, data in seeds().items() if name in SLOW}
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.stat().st_size < 2**20):
            (slow if path.suffix.lower() in SLOW_SUFFIXES else quick)[path.name] = path.read_bytes()
    return quick, slow


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slow", type=float, default=0.02, help="share of inputs that start LibreOffice or a recogniser")
    parser.add_argument("--files", type=Path, nargs="*", default=[], help="folders of further files to break")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds for one input")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir(), "fuzz-reading"))
    options = parser.parse_args()

    chance = random.Random(options.seed)
    settings = Settings(read_timeout=options.limit, office_timeout=options.limit - 5, max_ocr_pages=1, max_pages=20)
    quick, slow = material(options.files)
    everything = [*quick.values(), *slow.values()]
    outcomes: Counter[str] = Counter()
    bad, longest, started = 0, 0.0, perf_counter()
    for number in range(options.count):
        pool = slow if slow and chance.random() < options.slow else quick
        name = chance.choice(sorted(pool))
        content = mutant(pool[name], everything, chance)
        clock = perf_counter()
        try:
            dossier = read([Upload(name, content)], settings=settings)
            rules = broken_rules(dossier)
            codes = {p.code for f in dossier.files for p in f.problems}
            outcomes.update(f"{f.format} {f.status} {f.problems[0].code if f.problems else ''}".rstrip() for f in dossier.files)
        except Exception as error:  # noqa: BLE001  the very thing that is looked for
            rules, codes = [f"escaped: {type(error).__name__}: {error}"], set()
        seconds = perf_counter() - clock
        longest = max(longest, seconds)
        if seconds > options.limit + 5:
            rules.append(f"took {seconds:.0f} s")
        bad += bool(rules)
        if sys.stderr.isatty() or number % 500 == 499:
            print(f"{number + 1} of {options.count}", file=sys.stderr, end="\r" if sys.stderr.isatty() else "\n", flush=True)
        if rules or codes & set(NOTABLE):
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{options.seed}-{number}-{name}").write_bytes(content)
            print(f"{number} {name}: {'; '.join(rules) or ', '.join(sorted(codes))} ({seconds:.1f} s)", flush=True)
    for outcome, count in sorted(outcomes.items(), key=lambda item: -item[1]):
        print(f"{count:6d}  {outcome}")
    total = perf_counter() - started
    print(f"{options.count} inputs, {bad} broke a rule, longest {longest:.1f} s, {total:.0f} s in all")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
