"""What training looks at: rows of text with label, sub-field, group and kind, made from the corpus and from corrections."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp_service.corpus import CorpusDossier, corpus_dossiers
from nlp_service.dossier import ConfigurationError
from nlp_service.language.keys import fold

from .fields import Fields, load_fields
from .items import LEXICON, OTHER, TITLES, Initiative, read_initiatives, read_lexicon, read_other, read_titles
from .views import corpus_pieces, stretches


@dataclass(frozen=True, slots=True)
class Example:
    """One training row; rows of one ``group`` never part in a split.

    ``kind``: title, abstract, bare, short, term, dossier, correction, or other (no initiative; its group is its kind of text).
    """

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
    titles: tuple[tuple[str, str], ...]
    lexicon: dict[str, tuple[str, ...]]
    other: tuple[tuple[str, str], ...] = ()


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
    titles, lexicon = read_titles(folder / TITLES, fields), read_lexicon(folder / LEXICON, fields)
    other = tuple(read_other(folder / OTHER))
    return Corpus(fields, tuple(read_initiatives(folder, fields)), dossiers, tuple(titles), lexicon, other)


#: Stands where a row is of no field.
OTHER_FIELD = "other"
#: A title without its accents counts less: it is the same title again.
BARE_WEIGHT = 0.3


def item_examples(items: Sequence[Initiative]) -> list[Example]:
    """Three rows an item: the title alone, so that bare titles are learnt, with its abstract, and without accents."""
    rows = [Example(i.title, i.field, i.subfield, i.group, "title") for i in items]
    rows += [Example(i.text, i.field, i.subfield, i.group, "abstract") for i in items]
    return rows + [Example(fold(i.title), i.field, i.subfield, i.group, "bare", BARE_WEIGHT) for i in items]


def knowledge_examples(corpus: Corpus) -> list[Example]:
    """What is known apart from the items: short titles, and the terms of the lexicon, each a row of its own."""
    short = [Example(t, corpus.fields.field_of(s), s, f"short-{i}", "short") for i, (s, t) in enumerate(corpus.titles)]
    terms = [(s, t) for s, own in corpus.lexicon.items() for t in own]
    return short + [Example(t, corpus.fields.field_of(s), s, f"term-{i}", "term") for i, (s, t) in enumerate(terms)]


#: Texts that are no initiatives are single sentences; this many of a kind make one as long as an abstract.
JOINED = 4


def other_texts(corpus: Corpus) -> list[tuple[str, str]]:
    """Pairs of kind and text that is no initiative: the sentences of ``corpus/other.tsv``, and several of a kind joined."""
    kinds: dict[str, list[str]] = {}
    for kind, text in corpus.other:
        kinds.setdefault(kind, []).append(text)
    joined = [(k, ". ".join(own[i : i + JOINED])) for k, own in kinds.items() for i in range(0, len(own) - 1, JOINED)]
    return [*corpus.other, *joined]


def other_examples(corpus: Corpus, left_out: Collection[str] = ()) -> list[Example]:
    """Texts that are no initiatives, but for the kinds ``left_out``: short ones, and as long as abstracts.

    With accents and, counting less, without.
    """
    kept = [(kind, text) for kind, text in other_texts(corpus) if kind not in left_out]
    rows = [Example(text, OTHER_FIELD, None, kind, "other") for kind, text in kept]
    return rows + [Example(fold(text), OTHER_FIELD, None, kind, "other", BARE_WEIGHT) for kind, text in kept]


#: A stretch of a dossier counts less than an item: a dossier has many, all alike.
STRETCH_WEIGHT = 0.3


def dossier_examples(dossiers: Sequence[CorpusDossier]) -> list[Example]:
    """The title of each dossier, and a row for each stretch of the rest."""
    rows = []
    for d in dossiers:
        for part in stretches(corpus_pieces(d)):
            kind, weight = ("title", 1.0) if part.view == "title" else ("dossier", STRETCH_WEIGHT)
            rows.append(Example(part.text, d.header["field"], None, f"dossier-{d.id}", kind, weight))
    return rows
