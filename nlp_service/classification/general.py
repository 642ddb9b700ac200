"""A linear classifier for any labelled texts: what to count and how strongly to learn is chosen on the training texts alone.

Nothing of initiatives goes in: no list of function words or abbreviations, no sections.  Rows are TF-IDF of words and pairs of
words (so "không tốt" is more than its parts) and, where it helps, of characters inside words; the classifier is a linear
support vector machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.metrics import accuracy_score, f1_score
from sklearn.svm import LinearSVC

from .characters import CharacterGrams
from .features import Features, Options
from .tokens import tokens

#: What is tried: inverse strength of the penalty, and whether rare labels count as much as frequent ones.
STRENGTHS = (0.1, 0.3, 1.0)
BALANCE = (None, "balanced")
FOLDS = 3
#: Choosing looks at this many texts and characters at most; beyond, the choice hardly changes and only takes longer.
MOST_TEXTS, MOST_CHARACTERS = 6_000, 3_000_000
#: From this many characters on, n-grams that stand in fewer than three texts are left out: they are most of them.
LARGE = 5_000_000
#: Differences smaller than this are chance.  Within them a small corpus takes the characters (they hold for words never seen),
#: a large one leaves them (they multiply the time).
CHANCE = 0.005


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and how it did (mean of accuracy and macro-F1) on folds it had not seen; 0 where nothing was tried."""

    characters: bool = True
    strength: float = 0.3
    balance: str | None = "balanced"
    score: float = 0.0

    def __str__(self) -> str:
        union = "words + characters" if self.characters else "words"
        return f"{union}, linear SVM, C={self.strength:g}, {'balanced' if self.balance else 'not balanced'}"


class TextModel:
    """Features and classifier learnt from texts with labels; made by `TextModel.fit`."""

    def __init__(self, rows: Rows, machine: LinearSVC, choice: Choice) -> None:
        self._rows = rows
        self._machine = machine
        self.choice = choice

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str], choice: Choice | None = None) -> TextModel:
        """Learn from ``texts``; without ``choice`` the best of all is looked for first.

        Raises:
            ValueError: fewer than two different labels, or no text holds a word.
        """
        choice = choice or choose(texts, labels)
        rows = Rows(texts, characters=choice.characters)
        machine = _machine(choice.strength, choice.balance)
        return cls(rows, machine.fit(rows.training(choice.characters), np.array(labels)), choice)

    def predict(self, texts: Sequence[str]) -> list[str]:
        """The likeliest label of each text."""
        return [str(x) for x in self._machine.predict(self._rows.of(texts, self.choice.characters))] if len(texts) else []


class Rows:
    """Rows of words and of characters, with columns chosen from training texts."""

    def __init__(self, texts: Sequence[str], *, characters: bool) -> None:
        least = 1 if sum(map(len, texts)) < LARGE else 3
        self._texts = texts
        self._words = Features.fit(texts, Options(accented=2, plain=0, min_documents=least, general=True))
        self._characters = CharacterGrams(tokens).fit(texts, least) if characters else None

    def training(self, characters: bool) -> sparse.csr_matrix:
        """Rows of the training texts."""
        return self.of(self._texts, characters)

    def of(self, texts: Sequence[str], characters: bool) -> sparse.csr_matrix:
        """Rows of ``texts``, with or without the columns of characters."""
        words = self._words.transform(texts)
        if not characters or self._characters is None:
            return words
        return sparse.hstack([words, self._characters.transform(texts)], format="csr")


def choose(texts: Sequence[str], labels: Sequence[str], seed: int = 0) -> Choice:
    """The best of all combinations by cross-validation on (a part of) the training texts."""
    large = sum(map(len, texts)) >= LARGE
    part = _part(texts, seed)
    own, truth = [texts[i] for i in part], np.array([labels[i] for i in part])
    fold = _folds(truth, seed)
    tried: dict[tuple[bool, float, str | None], list[NDArray[np.str_]]] = {}
    tested = []
    for f in range(FOLDS):
        train, test = np.flatnonzero(fold != f), np.flatnonzero(fold == f)
        if not len(test) or len(set(truth[train])) < 2:
            continue
        rows = Rows([own[i] for i in train], characters=True)
        tested.append(test)
        for characters in (False, True):
            learnt, asked = rows.training(characters), rows.of([own[i] for i in test], characters)
            for strength, balance in product(STRENGTHS, BALANCE):
                given = _machine(strength, balance).fit(learnt, truth[train]).predict(asked)
                tried.setdefault((characters, strength, balance), []).append(given)
    if not tested:
        return Choice()
    right = truth[np.concatenate(tested)]
    scores = {key: _score(right, np.concatenate(given)) for key, given in tried.items()}
    best = max(scores, key=lambda key: scores[key] + (CHANCE if key[0] != large else 0))
    return Choice(*best, scores[best])


def _machine(strength: float, balance: str | None) -> LinearSVC:
    return LinearSVC(C=strength, class_weight=balance, random_state=0, tol=1e-3)


def _score(truth: NDArray[np.str_], given: NDArray[np.str_]) -> float:
    """Mean of accuracy and macro-F1: neither the many nor the rare labels alone decide."""
    return float(accuracy_score(truth, given) + f1_score(truth, given, average="macro", zero_division=0)) / 2


def _part(texts: Sequence[str], seed: int) -> NDArray[np.int64]:
    order = np.random.default_rng(seed).permutation(len(texts))[:MOST_TEXTS]
    size = np.cumsum([len(texts[i]) for i in order])
    return np.asarray(order[: max(int(np.searchsorted(size, MOST_CHARACTERS)), FOLDS)])


def _folds(truth: NDArray[np.str_], seed: int) -> NDArray[np.int64]:
    """The fold of each text; texts of one label are dealt out evenly, however few they are."""
    choice = np.random.default_rng(seed)
    fold = np.zeros(len(truth), np.int64)
    for label in np.unique(truth):
        own = choice.permutation(np.flatnonzero(truth == label))
        fold[own] = (np.arange(len(own)) + choice.integers(FOLDS)) % FOLDS
    return fold
