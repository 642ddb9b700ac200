"""Any labelled corpus: train the same pipeline on one folder, measure it on another.

A corpus is a folder with one folder a label and text files inside, or a TSV file (or a folder of them) whose lines are
``text<TAB>label``; which column holds the label is seen from the file (the one with few different values).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from nlp_service.dossier import ConfigurationError

from .features import Features, Options
from .learn import fit_linear


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts and the label of each."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What a test run gave: ``confusion`` counts true labels (rows) against those given (columns), in order of ``labels``."""

    labels: tuple[str, ...]
    accuracy: float
    macro_f1: float
    confusion: NDArray[np.int64]
    train_texts: int
    test_texts: int
    train_seconds: float
    test_seconds: float
    picture: Path | None = None

    @property
    def milliseconds(self) -> float:
        """Milliseconds per test document."""
        return 1000 * self.test_seconds / max(self.test_texts, 1)

    def render(self) -> str:
        """The report as lines for people."""
        width = max(map(len, self.labels))
        cell = max(5, len(str(self.confusion.max())) + 1)
        table = [
            f"{name:>{width}} " + "".join(f"{n:>{cell}}" for n in row)
            for name, row in zip(self.labels, self.confusion, strict=True)
        ]
        return "\n".join(
            [
                f"train      {self.train_texts} texts in {self.train_seconds:.1f} s",
                f"test       {self.test_texts} texts in {self.test_seconds:.1f} s ({self.milliseconds:.2f} ms a document)",
                f"accuracy   {self.accuracy:.4f}",
                f"macro-F1   {self.macro_f1:.4f}",
                "confusion  (rows: true label, columns: label given, same order)",
                *table,
                *([f"picture    {self.picture}"] if self.picture else []),
            ]
        )


def read_labelled(path: Path) -> Labelled:
    """Read a labelled corpus (see the module).

    Raises:
        ConfigurationError: ``data-invalid``, there is nothing labelled at ``path``.
    """
    if path.is_file():
        return _read_tsv(path)
    texts, labels = [], []
    for folder in sorted(p for p in path.iterdir() if p.is_dir()) if path.is_dir() else ():
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            texts.append(_decode(file))
            labels.append(folder.name)
    if not texts and path.is_dir():
        parts = [_read_tsv(p) for p in sorted(path.glob("*.tsv"))]
        texts, labels = [t for p in parts for t in p.texts], [x for p in parts for x in p.labels]
    if not texts:
        raise ConfigurationError("data-invalid", path=str(path), detail="no labelled texts")
    return Labelled(tuple(texts), tuple(labels))


def _decode(path: Path) -> str:
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def _read_tsv(path: Path) -> Labelled:
    rows = [r for r in csv.reader(_decode(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE) if len(r) >= 2]
    if not rows:
        raise ConfigurationError("data-invalid", path=str(path), detail="no lines of text<TAB>label")
    if {c.strip().lower() for c in rows[0][:2]} & {"label", "text", "sentence", "title"}:
        header = [c.strip().lower() for c in rows.pop(0)]
        label = (
            header.index("label")
            if "label" in header
            else 1 - next(i for i in (0, 1) if header[i] in ("text", "sentence", "title"))
        )
    else:
        label = 0 if len({r[0] for r in rows}) < len({r[1] for r in rows}) else 1
    return Labelled(tuple(r[1 - label] for r in rows), tuple(r[label].strip() for r in rows))


def options_for(texts: Sequence[str]) -> Options:
    """What to count in a corpus of this size: trigrams for short texts, rare n-grams left out of large corpora."""
    size = sum(map(len, texts))
    return Options(
        accented=3 if size < 5_000_000 else 2, plain=2 if size < 5_000_000 else 0, min_documents=1 if size < 5_000_000 else 3
    )


def evaluate_folders(train: Path, test: Path, out: Path | None = None) -> EvaluationReport:
    """Train on ``train``, measure on ``test``; with ``out`` a picture ``confusion.png`` is written there.

    Raises:
        ConfigurationError: ``data-invalid``, one of them holds no labelled texts.
    """
    return evaluate(read_labelled(train), read_labelled(test), out)


def evaluate(train: Labelled, test: Labelled, out: Path | None = None) -> EvaluationReport:
    """The same for texts in memory."""
    start = perf_counter()
    features = Features.fit(train.texts, options_for(train.texts))
    linear, classes = fit_linear(features.transform(train.texts), train.labels)
    trained = perf_counter()
    given = np.array(classes)[linear.scores(features.transform(test.texts)).argmax(axis=1)]
    done = perf_counter()
    labels = sorted({*train.labels, *test.labels})
    confusion = confusion_matrix(test.labels, given, labels=labels)
    picture = None
    if out is not None:
        from .picture import confusion_picture

        picture = confusion_picture(confusion, labels, out)
    return EvaluationReport(
        tuple(labels), float(accuracy_score(test.labels, given)), float(f1_score(test.labels, given, average="macro")),
        confusion, len(train.texts), len(test.texts), trained - start, done - trained, picture,
    )  # fmt: skip
