"""Words a second of our segmentation, underthesea's and pyvi's: the same text, the same core, one run; word F1 on a treebank.

    python benchmarks/segmentation.py [PATH...] [--characters 600000] [--core 0] [--treebank FILE.conllu] [--out FILE.json]

Every system runs in a process of its own, pinned to one core.  It first segments one half of the text (so that all is
loaded), then the other half, which it has not seen ("new"), in texts of 60,000 characters, then that half again ("again").
Seconds are processor time (all systems run in one thread), so other work on the machine does not count.  "memory" is the
peak of the process over that of an empty interpreter.
"""

# ruff: noqa: E402
from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import process_time

sys.path[0] = str(Path(__file__).parents[1])  # the root: this folder has files named as packages

from benchmarks.record import record
from benchmarks.texts import catalogues, corpus, given

LENGTH = 60_000
SYSTEMS = ("ours", "ours, spaCy Doc", "underthesea", "pyvi")


def load(system: str) -> Callable[[str], list[str]]:
    """The segmenting function of a system."""
    if system == "ours":
        from nlp_service.language.words import word_tokenize

        return word_tokenize
    if system == "ours, spaCy Doc":
        from spacy.lang.vi import VietnameseDefaults
        from spacy.vocab import create_vocab

        from nlp_service.language import UndertheseaTokenizer

        tokenizer = UndertheseaTokenizer(create_vocab("vi", VietnameseDefaults), lexicon=True)
        return lambda text: list(tokenizer(text))  # type: ignore[arg-type]
    if system == "underthesea":
        from underthesea import word_tokenize as theirs

        return theirs  # type: ignore[no-any-return]
    import warnings

    warnings.filterwarnings("ignore")
    from pyvi import ViTokenizer

    return lambda text: ViTokenizer.tokenize(text).split()


def measure(system: str, file: Path, core: int) -> dict[str, float]:
    """Run one system in this process."""
    os.sched_setaffinity(0, {core})
    empty = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    text = file.read_text("utf-8")
    start = process_time()
    segment = load(system)
    segment("Hội đồng sáng kiến")
    loaded = process_time() - start
    texts = [text[i : i + LENGTH] for i in range(0, len(text), LENGTH)]
    warm, new = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    for part in warm:
        segment(part)
    seconds = []
    for _ in range(2):
        start = process_time()
        words = sum(len(segment(part)) for part in new)
        seconds.append(process_time() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - empty
    characters = sum(map(len, new))
    return {
        "load_seconds": round(loaded, 2), "words": words, "words_per_second": round(words / seconds[0]),
        "characters_per_second": round(characters / seconds[0]), "words_per_second_again": round(words / seconds[1]),
        "memory_mb": round(memory / 1024),
    }  # fmt: skip


def f1(segment: Callable[[str], list[str]], treebank: Path) -> tuple[float, float, float]:
    """Precision, recall and F1 of words on a CoNLL-U file, by their places among the characters that are no blanks."""
    right = ours = gold = 0
    for sentence in treebank.read_text("utf-8").strip().split("\n\n"):
        text = next(line[8:] for line in sentence.splitlines() if line.startswith("# text ="))
        rows = [line.split("\t") for line in sentence.splitlines() if not line.startswith("#")]
        true, found = places([row[1] for row in rows if row[0].isdigit()]), places(segment(text))
        right, ours, gold = right + len(true & found), ours + len(found), gold + len(true)
    return right / ours, right / gold, 2 * right / (ours + gold)


def places(words: list[str]) -> set[tuple[int, int]]:
    """Start and end of every word, blanks not counted."""
    found, at = set(), 0
    for word in words:
        size = len("".join(word.split()))
        found.add((at, at + size))
        at += size
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--characters", type=int, default=600_000)
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--treebank", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(measure(args.child[0], Path(args.child[1]), args.core)))
        return
    parts = [*given(args.paths)] or [*corpus(), *catalogues()]
    text = "\n".join(parts)[: args.characters]
    result: dict[str, object] = {
        "characters": len(text),
        "versions": {name: version(name) for name in ("underthesea", "pyvi", "numpy", "spacy")},
    }  # fmt: skip
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        for system in SYSTEMS:
            command = [sys.executable, __file__, "--core", str(args.core), "--child", system, file.name]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            result[system] = row = json.loads(done.stdout)
            print(
                f"{system:16s} {row['words_per_second']:>9,} words/s, again {row['words_per_second_again']:>9,},"
                f" {row['characters_per_second']:>9,} characters/s, load {row['load_seconds']:.2f} s, {row['memory_mb']} MB"
            )
    ratio = result["ours"]["words_per_second"] / result["underthesea"]["words_per_second"]  # type: ignore[index]
    result["ratio"] = round(ratio, 1)
    print(f"ours / underthesea, text not seen before: {ratio:.1f}")
    if args.treebank:
        from nlp_service.language.words import word_tokenize

        for name, segment in (
            ("ours", word_tokenize), ("ours with the lexicon", lambda t: word_tokenize(t, lexicon=True)),
            ("underthesea", load("underthesea")),
        ):  # fmt: skip
            p, r, score = f1(segment, args.treebank)
            result[f"f1 {name}"] = round(100 * score, 2)
            print(f"{name:22s} P {100 * p:.2f} R {100 * r:.2f} F1 {100 * score:.2f}")
    if args.out:
        record(args.out, result)


if __name__ == "__main__":
    main()
