"""Tesseract (Apache-2.0) as a separate program: one process a page, one thread each, words from its TSV output."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from nlp_service.dossier import ReadingError

from .model import Gray, TextLine, Word

_PROGRAM = "tesseract"
_WORD_LEVEL = "5"


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """Languages the installed tesseract knows; empty when there is no tesseract."""
    if shutil.which(_PROGRAM) is None:
        return frozenset()
    run = subprocess.run([_PROGRAM, "--list-langs"], capture_output=True, text=True, check=False, timeout=30)
    return frozenset(line.strip() for line in run.stdout.splitlines()[1:] if line.strip())


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The engine; ``psm`` is its page segmentation mode: 3 finds columns itself, 6 takes one block, 7 one line."""

    language: str = "vie"
    psm: int = 3
    timeout: float = 120.0
    name: str = "tesseract"

    @classmethod
    def available(cls, language: str = "vie") -> bool:
        """Whether the program and all the languages (joined with ``+``) are installed."""
        return set(language.split("+")) <= languages()

    def read(self, image: Gray, dpi: float) -> list[TextLine]:
        """See `Engine.read`; ``tool-missing`` or ``tool-failed``."""
        command = [_PROGRAM, "stdin", "stdout", "-l", self.language, "--psm", str(self.psm), "--dpi", str(round(dpi)), "tsv"]
        height, width = image.shape
        picture = b"P5 %d %d 255\n" % (width, height) + image.tobytes()
        try:
            run = subprocess.run(
                command, input=picture, capture_output=True, check=False, timeout=self.timeout,
                env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            )  # fmt: skip
        except FileNotFoundError as error:
            raise ReadingError("tool-missing", tool=_PROGRAM, name="") from error
        except subprocess.TimeoutExpired as error:
            raise ReadingError("tool-failed", tool=_PROGRAM, name="", detail=f"> {self.timeout:.0f} s") from error
        if run.returncode:
            detail = run.stderr.decode("utf-8", "replace").strip().splitlines()
            raise ReadingError("tool-failed", tool=_PROGRAM, name="", detail=detail[-1] if detail else str(run.returncode))
        return parse_tsv(run.stdout.decode("utf-8", "replace"))


def parse_tsv(output: str) -> list[TextLine]:
    """Tesseract's TSV to lines, in its order."""
    lines: dict[tuple[str, ...], list[Word]] = defaultdict(list)
    for row in csv.DictReader(output.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row["text"] or "").strip()
        if row["level"] != _WORD_LEVEL or not text:
            continue
        left, top, width, height = (float(row[k]) for k in ("left", "top", "width", "height"))
        word = Word(text, left, top, left + width, top + height, max(0.0, float(row["conf"])) / 100)
        lines[row["block_num"], row["par_num"], row["line_num"]].append(word)
    return [TextLine(tuple(words)) for words in lines.values()]
