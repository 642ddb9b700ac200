"""How likely one syllable follows another in office Vietnamese: what decides between readings of a blurred accent.

Pairs come from the project's own texts (``pairs.tsv.gz``, made by ``scripts/ocr_pairs.py``) and from the compound words of
Viet74K as underthesea ships it (read at run time).  Interpolated bigrams with Witten–Bell weights (Witten & Bell 1991).
"""

from __future__ import annotations

import gzip
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from pathlib import Path

from nlp_service.dossier import ConfigurationError
from nlp_service.language.syllables import parse, word_list

from .phrases import phrases

PAIRS = Path(__file__).parent / "pairs.tsv.gz"
#: Tokens that stand for something else than a syllable.
START, NUMBER, OTHER = "^", "#", "?"
#: Weight of a dictionary word against a pair seen in text; log-probability of a letter sequence that is no syllable.
_DICTIONARY, _UNKNOWN = 0.7, -15.0


@dataclass(frozen=True, slots=True)
class PairModel:
    """Log-probabilities of syllables given the one before; tokens in lower case, tones where `Syllable.spell` puts them."""

    single: dict[str, float]
    pair: dict[tuple[str, str], float]
    backoff: dict[str, float]

    def score(self, before: str, word: str) -> float:
        """Natural logarithm of the probability of ``word`` after ``before``."""
        seen = self.pair.get((before, word))
        if seen is not None:
            return seen
        return self.backoff.get(before, -0.1) + self.single.get(word, _UNKNOWN)


@lru_cache(maxsize=32768)
def token(word: str) -> str:
    """The token of the model for a printed word without punctuation."""
    if not word:
        return OTHER
    if any(c.isdigit() for c in word):
        return NUMBER
    parts = parse(word)
    if parts is not None:
        return parts.spell()
    return unicodedata.normalize("NFC", word).lower()


@lru_cache(maxsize=1)
def pair_model() -> PairModel:
    """The model of this installation, made once a process.

    Raises:
        ConfigurationError: the table of pairs or the word list is missing or damaged.
    """
    counts: dict[tuple[str, str], float] = defaultdict(float)
    for before, word, count in _table():
        counts[before, word] += count
    for line in word_list():
        parts = [token(w) for w in line.split()] if " " in line and "-" not in line else []
        for a, b in pairwise(parts):
            counts[a, b] += _DICTIONARY
    for phrase in phrases().phrases:
        for a, b in pairwise(map(token, phrase)):
            counts[a, b] += phrases().weight
        counts[START, token(phrase[0])] += phrases().weight
    return estimate(counts)


def estimate(counts: dict[tuple[str, str], float]) -> PairModel:
    """The model of counted pairs."""
    ahead: dict[str, float] = defaultdict(float)
    kinds: dict[str, int] = defaultdict(int)
    alone: dict[str, float] = defaultdict(float)
    for (a, b), n in counts.items():
        ahead[a] += n
        kinds[a] += 1
        alone[b] += n
    total = sum(alone.values()) + 0.5 * len(alone) or 1.0
    single = {w: log((n + 0.5) / total) for w, n in alone.items()}
    weight = {a: ahead[a] / (ahead[a] + kinds[a]) for a in ahead}
    pair = {
        (a, b): log(weight[a] * n / ahead[a] + (1 - weight[a]) * (alone[b] + 0.5) / total) for (a, b), n in counts.items()
    }  # fmt: skip
    return PairModel(single, pair, {a: log(1 - w) for a, w in weight.items()})


def _table() -> list[tuple[str, str, float]]:
    try:
        text = gzip.decompress(PAIRS.read_bytes()).decode("utf-8")
        rows = (line.split("\t") for line in text.splitlines() if not line.startswith("//"))
        return [(a, b, float(n)) for a, b, n in rows]
    except (OSError, EOFError, ValueError) as error:
        raise ConfigurationError("data-invalid", path=PAIRS.name, detail=str(error)) from error


__all__ = ["NUMBER", "OTHER", "START", "PairModel", "estimate", "pair_model", "token"]
