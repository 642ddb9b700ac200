"""Any labelled corpus: learn from one part, measure on another (`labelled`: how it may be kept; `general`: what is learnt)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from nlp_service.dossier import ConfigurationError

from .general import Choice, TextModel
from .labelled import Labelled, read_labelled
from .tokens import tokens


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What a test run gave: ``confusion`` counts true labels (rows) against those given (columns), in order of ``labels``.

    ``unlearnt`` are labels of the test that no training text has: every text of theirs is an error.  Training leaves out the
    ``wordless`` texts; in the test they count.  ``pictureless`` says why there is no picture although one was asked for.
    """

    labels: tuple[str, ...]
    accuracy: float
    macro_f1: float
    weighted_f1: float
    confusion: NDArray[np.int64]
    train_texts: int
    test_texts: int
    train_seconds: float
    test_seconds: float
    choice: Choice
    unlearnt: tuple[str, ...] = ()
    wordless: int = 0
    picture: Path | None = None
    pictureless: ConfigurationError | None = None

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
                f"model      {self.choice}",
                *([f"left out   {self.wordless} training texts without a word"] if self.wordless else []),
                *([f"not learnt {', '.join(self.unlearnt)} (in the test only)"] if self.unlearnt else []),
                f"accuracy   {self.accuracy:.4f}",
                f"macro-F1   {self.macro_f1:.4f}",
                f"weighted   {self.weighted_f1:.4f} (F1)",
                "confusion  (rows: true label, columns: label given, same order)",
                *table,
                *([f"picture    {self.picture}"] if self.picture else []),
            ]
        )


def evaluate_folders(train: Path, test: Path, out: Path | None = None) -> EvaluationReport:
    """Learn from ``train``, measure on ``test``; with ``out`` a picture ``confusion.png`` is written there.

    Raises:
        ConfigurationError: ``labelled-empty``, ``labelled-encoding``, ``labelled-columns`` or ``labelled-single``.
    """
    learnt = read_labelled(train)
    return evaluate(learnt, read_labelled(test, set(learnt.labels)), out)


def evaluate(train: Labelled, test: Labelled, out: Path | None = None) -> EvaluationReport:
    """The same for texts in memory."""
    start = perf_counter()
    used = [(t, x) for t, x in zip(train.texts, train.labels, strict=True) if tokens(t)]
    known = sorted({x for _, x in used})
    if len(known) < 2:
        raise ConfigurationError("labelled-single", label=", ".join(known) or "–")
    model = TextModel.fit([t for t, _ in used], [x for _, x in used])
    trained = perf_counter()
    given = model.predict(test.texts)
    done = perf_counter()
    labels = sorted({*known, *test.labels})
    measured = sorted({*test.labels, *given})  # a label that neither stands in the test nor was given has no F1
    confusion = confusion_matrix(test.labels, given, labels=labels)
    picture, pictureless = None, None
    if out is not None:
        from .picture import confusion_picture

        try:
            picture = confusion_picture(confusion, labels, out)
        except ConfigurationError as error:  # the figures are there, and worth more than the picture
            pictureless = error
    return EvaluationReport(
        tuple(labels),
        accuracy=float(accuracy_score(test.labels, given)),
        macro_f1=float(f1_score(test.labels, given, average="macro", labels=measured, zero_division=0)),
        weighted_f1=float(f1_score(test.labels, given, average="weighted", labels=measured, zero_division=0)),
        confusion=confusion,
        train_texts=len(train.texts),
        test_texts=len(test.texts),
        train_seconds=trained - start,
        test_seconds=done - trained,
        choice=model.choice,
        unlearnt=tuple(x for x in labels if x not in known),
        wordless=len(train.texts) - len(used),
        picture=picture,
        pictureless=pictureless,
    )


__all__ = ["EvaluationReport", "Labelled", "evaluate", "evaluate_folders", "read_labelled"]
