"""What a heading nobody listed may mean: two linear models, one over the heading's own words, one over the text below it.

Both are multinomial logistic regressions over hashed n-grams, trained by `nlp_service.structure.training` from
``headings.tsv``, the forms' wordings and the corpus, and kept as plain arrays (``headings.npz``): applying them needs NumPy
only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile, pairwise
from pathlib import Path
from unicodedata import normalize
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp_service.dossier import ConfigurationError
from nlp_service.language.keys import fold

from .lines import Line, is_blank
from .particulars import particular
from .signatures import is_place_date
from .vocabulary import heading_key

FORMAT = 3
NONE = "-"  # the class of lines that head no section
HEADING_BITS, BODY_BITS = 15, 15
BODY_WORDS = 90
DEGREE = 4  # letters of an abbreviated degree at most
_WORD = re.compile(r"=?[^\W\d_]+|\d+")
_PAUSE = re.compile(r"\s*(?:[,;(:.–]|\s-\s)")
_DATE = re.compile(r"\d{1,2}\s?[/.-]\s?(?:\d{1,2}\s?[/.-]\s?)?(?:19|20)\d{2}|tháng\s+\d{1,2}|năm\s+(?:19|20)\d{2}", re.I)
_BIRTH = re.compile(r"\bsinh\b.{0,20}\d", re.I)
_PERCENT = re.compile(r"\d\s?%")
_SHARE = re.compile(r"\d\s?(?:%|phần trăm)")
Vector = tuple[NDArray[np.int64], NDArray[np.float32]]  # slots of hashed n-grams and their weights, of unit length


def heading_features(label: str) -> Vector:
    """Words and pairs of words with and without accents, and characters of words without, hashed, of unit length.

    Accents tell ``mới`` from ``mọi`` and ``môi``; what stands without them still reads where a typist left them out.
    """
    key, spoken = heading_key(label).split(), _WORD.findall(normalize("NFC", label).lower())
    grams = [f"a:{w}" for w in spoken] + [f"p:{a} {b}" for a, b in pairwise(["^", *spoken, "$"])]
    grams += [f"w:{w}" for w in key] + [f"b:{a} {b}" for a, b in pairwise(key)]
    grams += [f" {w} "[i : i + n] for w in key for n in (3, 4) for i in range(len(w) + 3 - n)]
    return _hashed(grams, HEADING_BITS)


def body_features(text: str) -> Vector:
    """Words and pairs of the first words below a heading, with and without accents, figures as ``0``; hashed."""
    spoken = ["0" if w.isdigit() else w for w in _WORD.findall(normalize("NFC", text[: BODY_WORDS * 9]).lower())][:BODY_WORDS]
    marks = [w for w in spoken if w[0] == "="]
    spoken = spoken[len(marks) :]
    plain = fold(" ".join(spoken)).split()
    together = [f"{a}{b}" for i, a in enumerate(marks) for b in marks[i + 1 :]]
    grams = [*marks, *marks, *together, *(f"a:{w}" for w in spoken), *(f"p:{a} {b}" for a, b in pairwise(spoken))]
    return _hashed([*grams, *plain, *(f"{a} {b}" for a, b in pairwise(plain))], BODY_BITS)


def has_date(text: str) -> bool:
    """Whether a day, a month or a year of the calendar stands in ``text``."""
    return _DATE.search(text) is not None


def is_entry(label: str) -> bool:
    """Whether the words are an entry of a list of people: a name with a day, a year or a share ("Y Thoan Niê (1986) - 40%")."""
    words = list(dropwhile(lambda w: "." in w or (w.isupper() and len(w) <= DEGREE), label.split()))  # "BS.CKI", "KS"
    named = len(words) > 3 and all(w[:1].isupper() and (len(w) == 1 or not w.isupper()) for w in words[:2])
    return named and (has_date(label) or _PERCENT.search(label) is not None)


def shape(value: str, *, inline: bool, table: bool) -> str:
    """What the words behind or below a label look like, as marks that `body_features` takes beside the words themselves."""
    words = len(value.split())
    dates, figures = len(_DATE.findall(value)), sum(c.isdigit() for c in value)
    marks = {
        "=inline": inline, "=table": table, "=date": dates > 0, "=dateonly": dates > 0 and words <= 6,
        "=caps": words > 1 and all(w.strip("(\"“")[:1].isupper() for w in value.split()[:2]),
        "=name": _named(value), "=birth": _BIRTH.search(value) is not None,
        "=share": _SHARE.search(value) is not None, "=figures": figures > 8, "=nofigures": figures == 0,
        "=none": words == 0, "=word": 0 < words <= 7, "=line": 7 < words <= 20, "=para": words > 20,
    }  # fmt: skip
    return " ".join(mark for mark, holds in marks.items() if holds)


def _named(value: str) -> bool:
    """Whether a value begins with two to five words that all have a capital and go on in small letters, and ends or pauses."""
    words = _PAUSE.split(value.strip(), maxsplit=1)[0].split()
    return 2 <= len(words) <= 5 and all(w[:1].isupper() and (len(w) == 1 or w[1:].islower()) for w in words)


def _hashed(grams: Sequence[str], bits: int) -> Vector:
    last = (1 << bits) - 1
    slots, counts = np.unique(np.array([crc32(g.encode()) & last for g in grams], dtype=np.int64), return_counts=True)
    values = np.sqrt(counts)
    norm = np.sqrt(values @ values)
    return slots, (values / norm if norm else values).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Linear:
    """One linear model: ``weights`` is (features, classes), ``bias`` (classes,)."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def log_odds(self, features: Vector) -> NDArray[np.float32]:
        """Log-odds of each class against all others."""
        slots, values = features
        scores = self.bias + values @ self.weights[slots]
        scores = scores - scores.max()
        p = np.exp(scores)
        p = np.clip(p / p.sum(), 1e-4, 1 - 1e-4)
        return np.asarray(np.log(p / (1 - p)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class HeadingModel:
    """Both models with their common classes (section ids, ``-`` for none) and the hash of the data they were trained on."""

    classes: tuple[str, ...]
    heading: Linear
    body: Linear
    data: str

    def save(self, path: Path) -> None:
        """Write the arrays (no pickle)."""
        meta = json.dumps({"format": FORMAT, "classes": self.classes, "data": self.data})
        half = np.float16
        np.savez_compressed(
            path, meta=np.array(meta), hw=self.heading.weights.astype(half), hb=self.heading.bias,
            bw=self.body.weights.astype(half),
            bb=self.body.bias,
        )  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> HeadingModel:
        """Read what `save` wrote.

        Raises:
            ConfigurationError: ``model-missing`` or ``model-mismatch``.
        """
        if not path.is_file():
            raise ConfigurationError("model-missing", path=str(path))
        with np.load(path, allow_pickle=False) as z:
            meta = json.loads(str(z["meta"]))
            if meta["format"] != FORMAT:
                raise ConfigurationError("model-mismatch", path=str(path), detail=f"format {meta['format']}")
            full = np.float32
            heading = Linear(z["hw"].astype(full), z["hb"].astype(full))
            body = Linear(z["bw"].astype(full), z["bb"].astype(full))
        return cls(tuple(meta["classes"]), heading, body, meta["data"])

    def judge(self, label: str, below: str) -> dict[str, tuple[float, float]]:
        """For each class the log-odds by the heading and by the text below it."""
        h = self.heading.log_odds(heading_features(label))
        b = self.body.log_odds(body_features(below)) if below.strip() else np.zeros(len(self.classes), dtype=np.float32)
        return {c: (float(x), float(y)) for c, x, y in zip(self.classes, h, b, strict=True)}


def text_below(lines: Sequence[Line], line: Line, value: int) -> str:
    """The first words after a label (the rest of its line and the lines that follow), led by their `shape`."""
    inline = value < line.end
    pieces = [line.text[max(0, value - line.start) :]] if inline else []
    words = len(" ".join(pieces).split())
    first = lines[0].index if lines else 0
    following = lines[line.index - first + 1 : line.index - first + 12]
    opening = pieces[0] if inline else following[0].text if following else ""
    if is_blank(opening):
        return ""  # a place left blank says nothing of what it is for
    table = any(x.block.cell is not None for x in following[:2]) and line.block.cell is None
    listed = table and any(particular(x.text) == "name" for x in following[:4] if x.block.cell)
    entered = bool(following) and is_entry(following[0].label) and not is_place_date(following[0])
    people = " =people" if not inline and (listed or entered) else ""
    for other in following:
        if words >= BODY_WORDS:
            break
        pieces.append(other.text)
        words += other.words
    return f"{shape(opening, inline=inline, table=table)}{people} {' '.join(pieces)}"


MODEL_FILE = Path(__file__).with_name("headings.npz")


@lru_cache(maxsize=1)
def heading_model() -> HeadingModel:
    """The model that ships with the package."""
    return HeadingModel.load(MODEL_FILE)
