"""Generated dossiers of plausible Vietnamese with planted copies, for benchmarks/duplicates.py.

Text is a walk over the syllables of ``corpus/`` from each to one that follows it there, so it reads like Vietnamese and has its
frequencies; every dossier repeats some invented terms of its own, as a real one does.  All of it follows from the seed.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nlp_service.corpus import corpus_dossiers
from nlp_service.dossier import Location, Prose
from nlp_service.duplicates import Comparable
from nlp_service.settings import default_settings

SYLLABLES = 3000
PARAGRAPH = 75
OWN_TERMS = 40
REPEATED = 4

_SYNONYMS = {
    "học sinh": "các em", "giáo viên": "thầy cô", "thực hiện": "triển khai", "hiệu quả": "kết quả", "sử dụng": "dùng",
    "kiểm tra": "rà soát", "công việc": "nhiệm vụ", "thời gian": "khoảng thời gian", "nâng cao": "tăng cường",
}  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """A dossier to ask about, and where its copied part comes from (``None``: from nowhere)."""

    query: Comparable
    source: str | None
    how: str


class Generator:
    """Makes dossiers ``g-000000``, ``g-000001``, …; the same seed makes the same ones."""

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        follow: dict[str, Counter[str]] = defaultdict(Counter)
        for text in _corpus():
            words = re.findall(r"[^\W_]+(?:[.,]\d+)*", text.lower())
            for a, b in pairwise(words):
                follow[a][b] += 1
        self.words = np.array(sorted(follow))
        number = {w: i for i, w in enumerate(self.words)}
        self.first = np.zeros(len(self.words) + 1, dtype=np.int64)
        targets, cumulative = [], []
        for i, w in enumerate(self.words):
            known = [(number[b], n) for b, n in follow[w].items() if b in number] or [(i, 1)]
            counts = np.array([n for _, n in known], dtype=float)
            targets += [b for b, _ in known]
            cumulative += list(i + np.cumsum(counts) / counts.sum())  # one rising row for all: one search finds the next word
            self.first[i + 1] = len(targets)
        self.targets, self.cumulative = np.array(targets), np.array(cumulative)

    def many(self, start: int, count: int) -> list[Comparable]:
        """Dossiers ``start`` … ``start + count - 1``."""
        rng = np.random.default_rng([self.seed, start])
        at = rng.integers(0, len(self.words), size=count)
        rows = np.empty((SYLLABLES, count), dtype=np.int32)
        for i in range(SYLLABLES):
            rows[i] = at
            found = np.searchsorted(self.cumulative, at + rng.random(count))
            at = self.targets[np.minimum(found, self.first[at + 1] - 1)]
        return [self._dossier(start + d, rows[:, d], rng) for d in range(count)]

    def _dossier(self, n: int, row: np.ndarray, rng: np.random.Generator) -> Comparable:
        words = self.words[row].astype(object)
        own = self.words[rng.integers(0, len(self.words), size=(OWN_TERMS, 2))]
        places = rng.choice(SYLLABLES - 2, size=(OWN_TERMS, REPEATED), replace=False)
        for term, spots in zip(own, places, strict=True):
            for spot in spots:
                words[spot : spot + 2] = term
        title = " ".join(str(w) for w in own[:6].ravel()).capitalize()
        paragraphs = [" ".join(words[i : i + PARAGRAPH]) for i in range(0, SYLLABLES, PARAGRAPH)]
        return dossier(f"g-{n:06}", title, paragraphs, 2000 + n % 25)

    def planted(self, stored: int, count: int) -> Iterator[Planted]:
        """``count`` queries against dossiers 0 … ``stored - 1``: copies of several kinds, and some that copy nothing."""
        rng = random.Random(self.seed)
        kinds = ("verbatim90", "verbatim50", "verbatim20", "edited80", "edited40", "shuffled60", "none")
        fresh = self.many(10_000_000, count)
        for i, host in enumerate(fresh):
            how = kinds[i % len(kinds)]
            if how == "none":
                yield Planted(host, None, how)
                continue
            n = rng.randrange(stored)
            source = self.many(n - n % BLOCK, min(BLOCK, stored - (n - n % BLOCK)))[n % BLOCK]
            yield Planted(_planted(host, source, how, rng), source.id, how)


#: dossiers are made in blocks of this size; a block is always made whole, so that its numbers decide its text
BLOCK = 50


def dossier(id: str, title: str, paragraphs: list[str], year: int) -> Comparable:
    """A dossier of these paragraphs."""
    prose, at = [], 0
    for i, text in enumerate(paragraphs):
        prose.append(Prose(Location(0, None, i, at, at + len(text)), text, "solution", 0, "description"))
        at += len(text) + 1
    return Comparable(id, f"{id:0>64}", title, (f"Tác giả {id}",), f"Đơn vị {id}", year, prose=tuple(prose))


def _planted(host: Comparable, source: Comparable, how: str, rng: random.Random) -> Comparable:
    kind, share = how.rstrip("0123456789"), int(re.sub(r"\D", "", how)) / 100
    texts, theirs = [p.text for p in host.prose], [p.text for p in source.prose]
    for place, text in zip(rng.sample(range(len(texts)), round(share * len(texts))), theirs, strict=False):
        if kind == "edited":
            text = edited(text, rng)
        elif kind == "shuffled":
            parts = [text.split()[i : i + 15] for i in range(0, PARAGRAPH, 15)]
            rng.shuffle(parts)
            text = " ".join(w for part in parts for w in part)
        texts[place] = text
    return dossier(host.id, host.title, texts, 2026)


def edited(text: str, rng: random.Random) -> str:
    """The text with synonyms, one word in thirty dropped and one in twenty replaced."""
    for old, new in _SYNONYMS.items():
        text = text.replace(old, new)
    words = [w for w in text.split() if rng.random() > 0.03]
    return " ".join(rng.choice(words) if rng.random() < 0.05 else w for w in words)


def _corpus() -> Iterator[str]:
    corpus = default_settings().corpus
    for path in sorted((corpus / "initiatives").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield f"{row['title']}. {row['abstract'] or ''}"
    for d in corpus_dossiers(corpus):
        yield from (line.text for paper in d.papers for line in paper.lines if line.kind in ("p", "b"))
