"""The corpus itself: its schema, its size, its spread, and that nothing held out is in it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from nlp_service.classification.corrections import gold_titles
from nlp_service.classification.examples import load_corpus
from nlp_service.classification.fields import load_fields
from nlp_service.classification.items import COLUMNS, read_check, read_initiatives, read_lexicon, read_titles
from nlp_service.dossier import ConfigurationError
from nlp_service.settings import Settings

CORPUS = Path(__file__).parents[2] / "corpus"
GOOD = "adm-reform-001\tadministration\tadm-reform\tg-1\tHải Phòng\tward\t0\t\t\tMột cửa\tViệc đã làm."


def test_size_and_spread() -> None:
    corpus = load_corpus(CORPUS)
    assert len(corpus.items) >= 1200
    fields = Counter(i.field for i in corpus.items)
    assert min(fields.values()) >= 0.9 * len(corpus.items) / 3
    per_subfield = Counter(i.subfield for i in corpus.items)
    assert set(per_subfield) == {s.id for s in corpus.fields.subfields}
    assert min(per_subfield.values()) >= 25
    assert 0.13 <= sum(i.borderline for i in corpus.items) / len(corpus.items) <= 0.18
    assert len({i.province for i in corpus.items}) >= 30
    assert all(i.abstract for i in corpus.items)
    assert len(corpus.dossiers) >= 36


def test_lexicon_and_titles_name_every_subfield() -> None:
    corpus = load_corpus(CORPUS)
    subfields = {s.id for s in corpus.fields.subfields}
    assert set(corpus.lexicon) == subfields
    assert {s for s, _ in corpus.titles} == subfields


def test_held_out_titles_are_in_no_training_text() -> None:
    corpus = load_corpus(CORPUS)
    learnt = {i.title.casefold() for i in corpus.items} | {t.casefold() for _, t in corpus.titles}
    for name in ("titles.tsv", "titles2.tsv"):
        gold = read_check(CORPUS / "check" / name)
        assert len(gold) >= 140
        assert {t.label for t in gold} == set(corpus.fields.names)
        assert all(t.secondary in {None, *corpus.fields.names} - {t.label} for t in gold)
        assert not learnt & {t.title.casefold() for t in gold}
    assert len(gold_titles(Settings(corpus=CORPUS), "titles2.tsv")) == sum(t.secondary is None for t in gold)


@pytest.mark.parametrize(
    "content", ["", "label\ttitle\nx\ty\n", "label\tsource\ttitle\nx\ty\n", "label\tsource\ttitle\n\ty\tz\n"]
)
def test_a_broken_check_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "titles.tsv").write_text(content, "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_check(tmp_path / "titles.tsv")
    assert caught.value.code == "data-invalid"


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (GOOD.replace("\tward\t", "\tvillage\t"), "level"),
        (GOOD.replace("\tadm-reform\t", "\tedu-math\t"), "sub-field"),
        (GOOD.replace("\t0\t\t\t", "\t1\t\t\t"), "border-line"),
        (GOOD.replace("\t0\t\t\t", "\t0\ttechnical\t\t"), "second field"),
        (GOOD.replace("Một", "Mo\u0323\u0302t"), "NFC"),
        (GOOD + "\tmore", "columns"),
        (GOOD + "\n" + GOOD.replace("-001", "-002"), "twice"),
    ],
)
def test_a_broken_item_is_refused_with_its_place(tmp_path: Path, line: str, detail: str) -> None:
    (tmp_path / "initiatives").mkdir()
    (tmp_path / "initiatives" / "adm-reform.tsv").write_text("\t".join(COLUMNS) + "\n" + line + "\n", "utf-8")
    fields = load_fields(CORPUS / "fields.yaml")
    with pytest.raises(ConfigurationError) as caught:
        read_initiatives(tmp_path, fields)
    assert caught.value.code == "data-invalid"
    assert detail in str(caught.value)


def test_a_broken_lexicon_or_title_is_refused(tmp_path: Path) -> None:
    fields = load_fields(CORPUS / "fields.yaml")
    lexicon = tmp_path / "lexicon.yaml"
    lexicon.write_text("concepts: {adm-reform: [một cửa], adm-digital: [một cửa]}", "utf-8")
    with pytest.raises(ConfigurationError, match="twice"):
        read_lexicon(lexicon, fields)
    titles = tmp_path / "titles.tsv"
    titles.write_text("subfield\ttitle\nnowhere\tMột cửa\n", "utf-8")
    with pytest.raises(ConfigurationError, match="line 2"):
        read_titles(titles, fields)
