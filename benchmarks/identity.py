"""Whether our words are underthesea's: every string compared, over as much text as asked for.

    python benchmarks/identity.py [PATH...] [--characters 5000000]

Text: the corpus, the files given, the message catalogues of this machine, and disguises of all of it (capitals, no accents,
NFD, tone marks in the new place, typing errors, shuffled words) up to the number of characters.  Every difference is shown
with the margin by which it was decided: near 0 it is a tie of floating-point sums.  Exit code 1 where one is no tie.
"""

# ruff: noqa: E402
from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from time import process_time

from underthesea import word_tokenize

sys.path[0] = str(Path(__file__).parents[1])  # the root: this folder has files named as packages

from benchmarks.texts import catalogues, corpus, disguised, given
from nlp_service.language.words import Segmenter

LENGTH = 60_000
TIE = 1e-9


def texts(paths: list[Path], characters: int) -> Iterator[str]:
    """Texts of at most LENGTH characters, ``characters`` in all."""
    real = [*corpus(), *given(paths), *catalogues()]
    left = characters
    for text in chain(real, disguised(real)):
        for at in range(0, len(text), LENGTH):
            part = text[at : min(at + LENGTH, at + left)]
            yield part
            left -= len(part)
            if left <= 0:
                return


def size(word: str) -> int:
    """Characters of a word, blanks not counted."""
    return len(word.replace(" ", ""))


def differences(theirs: list[str], ours: list[str]) -> Iterator[tuple[int, list[str], list[str]]]:
    """Where the two part and meet again: number of characters before, and the words of each side."""
    i = j = at = 0
    while i < len(theirs) and j < len(ours):
        if theirs[i] == ours[j]:
            at += size(ours[j])
            i, j = i + 1, j + 1
            continue
        a, b = i, j
        one, two = size(theirs[a]), size(ours[b])
        while one != two or theirs[a + 1 : a + 2] != ours[b + 1 : b + 2]:
            if one <= two and a + 1 < len(theirs):
                a += 1
                one += size(theirs[a])
            elif b + 1 < len(ours):
                b += 1
                two += size(ours[b])
            else:
                break
        yield at, theirs[i : a + 1], ours[j : b + 1]
        at += two
        i, j = a + 1, b + 1


def closest(segmenter: Segmenter, text: str, start: int, end: int) -> float:
    """The smallest margin of the tokens between two places (blanks not counted) and of their neighbours."""
    at, margins = 0, []
    for token, margin in segmenter.margins(text):
        if start - 1 <= at <= end:
            margins.append(margin)
        at += len(token)
    return min(margins, default=float("inf"))


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--characters", type=int, default=5_000_000)
    args = parser.parse_args()
    segmenter = Segmenter()
    characters = words = ties = wrong = 0
    spent = [0.0, 0.0]
    for text in texts(args.paths, args.characters):
        start = process_time()
        theirs = word_tokenize(text)
        middle = process_time()
        ours = segmenter.rewritten(text)
        spent[0] += middle - start
        spent[1] += process_time() - middle
        characters, words = characters + len(text), words + len(theirs)
        if theirs == ours:
            continue
        for at, a, b in differences(theirs, ours):
            margin = closest(segmenter, text, at, at + sum(map(size, b)))
            tie = margin < TIE and "".join(a).replace(" ", "") == "".join(b).replace(" ", "")
            ties, wrong = ties + tie, wrong + (not tie)
            print(f"{'tie' if tie else 'DIFFERENT'} (margin {margin:.2e}): underthesea {a}, ours {b}")
    print(f"{characters:,} characters, {words:,} words: {wrong} different, {ties} ties; "
          f"underthesea {spent[0]:.1f} s, ours {spent[1]:.1f} s ({spent[0] / spent[1]:.1f} times)")  # fmt: skip
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
