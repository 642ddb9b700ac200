"""What training looks at: rows of text with label, sub-field, group and kind, made from the corpus and from corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp_service.corpus import CorpusDossier, corpus_dossiers
from nlp_service.dossier import ConfigurationError

from .fields import Fields, load_fields
from .items import Initiative, read_initiatives, read_lexicon
from .views import corpus_pieces, joined


@dataclass(frozen=True, slots=True)
class Example:
    """One training row; rows of one ``group`` never part in a split.  ``kind``: title, abstract, dossier or correction."""

    text: str
    field: str
    subfield: str | None
    group: str
    kind: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that training reads from the corpus folder."""

    fields: Fields
    items: tuple[Initiative, ...]
    dossiers: tuple[CorpusDossier, ...]
    lexicon: dict[str, tuple[str, ...]]


def load_corpus(folder: Path) -> Corpus:
    """Read and check the corpus.

    Raises:
        ConfigurationError: ``data-invalid``, with the place.
    """
    fields = load_fields(folder / "fields.yaml")
    dossiers = tuple(corpus_dossiers(folder))
    for d in dossiers:
        if d.header["field"] not in fields.names:
            raise ConfigurationError("data-invalid", path=d.id, detail=f"field {d.header['field']}")
    return Corpus(fields, tuple(read_initiatives(folder, fields)), dossiers, read_lexicon(folder, fields))


def item_examples(items: Sequence[Initiative]) -> list[Example]:
    """Two rows an item: the title alone, so that bare titles are learnt, and the title with its abstract."""
    rows = [Example(i.title, i.field, i.subfield, i.group, "title") for i in items]
    return rows + [Example(i.text, i.field, i.subfield, i.group, "abstract") for i in items]


def dossier_examples(dossiers: Sequence[CorpusDossier]) -> list[Example]:
    """One row a view of a dossier."""
    rows = []
    for d in dossiers:
        for view, text in joined(corpus_pieces(d)).items():
            rows.append(Example(text, d.header["field"], None, f"dossier-{d.id}", "title" if view == "title" else "dossier"))
    return rows
