"""Training of the heading model from ``headings.tsv``, the forms' wordings and the corpus (headings and dossiers).

Run ``python -m nlp_service.structure.training`` after a change of these data; a test holds the hash in ``headings.npz``
against them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlp_service.corpus import CorpusDossier, as_dossier, corpus_dossiers
from nlp_service.rules.profile import CONTAINER, Profile, Wordings, profiles, wordings
from nlp_service.settings import default_settings

from .candidates import candidates
from .learned import (
    BODY_BITS,
    HEADING_BITS,
    MODEL_FILE,
    NONE,
    HeadingModel,
    Linear,
    Vector,
    body_features,
    heading_features,
    shape,
    text_below,
)
from .lines import lines_of
from .vocabulary import Vocabulary

#: sections whose words stand behind their label on one line
PARTICULARS = frozenset(
    {"title", "field_of_application", "authors", "co_authors", "investor", "applying_unit", "first_applied", "participants"}
)


@dataclass(frozen=True, slots=True)
class Example:
    """A heading (or a line that is none, class ``-``) and the text below it."""

    label: str
    section: str
    below: str = ""


def listed_examples(forms: Iterable[Profile], general: Wordings) -> Iterator[Example]:
    """Headings of ``headings.tsv``, of the forms and in general circulation; they have no text below."""
    for line in Path(__file__).with_name("headings.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            section, _, label = line.partition("\t")
            yield Example(label, section)
    for section, labels in general.sections.items():
        yield from (Example(label, section) for label in labels)
    for form in forms:
        for entry in form.sections:
            if entry.id != CONTAINER:
                yield from (Example(label, entry.id) for label in entry.wordings)


def written_examples(corpus: Path) -> Iterator[Example]:
    """Headings with the words below them (``headings/*.tsv``: a section, or two joined by ``+``; heading; words)."""
    for file in sorted((corpus / "headings").glob("*.tsv")):
        for line in file.read_text("utf-8").splitlines():
            sections, label, words = line.split("\t")
            for section in sections.split("+"):
                marks = shape(words, inline=section in PARTICULARS, table=False)
                yield Example(label, section, f"{marks} {words}" if words else "")


def corpus_examples(dossiers: Iterable[CorpusDossier], vocabulary: Vocabulary) -> Iterator[Example]:
    """Candidate lines of written dossiers with what they truly are."""
    for source in dossiers:
        truth = {
            " ".join(line.text.split()): line.section
            for paper in source.papers
            for line in paper.lines
            if line.section and line.kind in ("h1", "h2", "h3", "f")
        }
        lines = lines_of(as_dossier(source))
        for candidate in candidates(lines, vocabulary):
            line = candidate.line
            section = truth.get(" ".join(line.text.split()), NONE)
            yield Example(line.label, section, text_below(lines, line, candidate.value))


def fit(examples: Sequence[Example], *, data: str = "") -> HeadingModel:
    """Train both models."""
    classes = tuple(sorted({e.section for e in examples}))
    heading = _fit([heading_features(e.label) for e in examples], [e.section for e in examples], classes, HEADING_BITS, 30.0)
    with_text = [e for e in examples if e.below.strip()]
    body = _fit([body_features(e.below) for e in with_text], [e.section for e in with_text], classes, BODY_BITS, 3.0)
    return HeadingModel(classes, heading, body, data)


def _fit(vectors: Sequence[Vector], labels: Sequence[str], classes: Sequence[str], bits: int, c: float) -> Linear:
    rows = np.concatenate([np.full(len(slots), i) for i, (slots, _) in enumerate(vectors)])
    columns = np.concatenate([slots for slots, _ in vectors])
    values = np.concatenate([weights for _, weights in vectors]).astype(np.float64)
    x = csr_matrix((values, (rows, columns)), shape=(len(vectors), 1 << bits))
    model = LogisticRegression(C=c, max_iter=300).fit(x, labels)
    weights = np.zeros((1 << bits, len(classes)), dtype=np.float32)
    bias = np.full(len(classes), -20.0, dtype=np.float32)
    for row, name in enumerate(model.classes_):
        at = classes.index(name)
        weights[:, at], bias[at] = model.coef_[row], model.intercept_[row]
    return Linear(weights, bias)


def training_data(corpus: Path) -> tuple[list[Example], str]:
    """All examples and the hash of what they were made from."""
    forms = profiles()
    vocabulary = Vocabulary(forms)
    examples = [
        *listed_examples(forms.values(), wordings()),
        *written_examples(corpus),
        *corpus_examples(corpus_dossiers(corpus), vocabulary),
    ]
    digest = hashlib.sha256()
    for e in sorted(examples, key=lambda e: (e.label, e.section, e.below)):
        digest.update(f"{e.label}\t{e.section}\t{e.below}\n".encode())
    return examples, digest.hexdigest()[:16]


def main() -> None:
    """Train and write ``headings.npz``."""
    examples, digest = training_data(default_settings().corpus)
    fit(examples, data=digest).save(MODEL_FILE)
    print(f"{len(examples)} examples, data {digest}, {MODEL_FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
