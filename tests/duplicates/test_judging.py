"""Kinds, levels, notes: what a person is told of a pair."""

from __future__ import annotations

from dataclasses import replace

import dossier_texts as h
import pytest

from nlp_service.dossier import Author, Coverage, Duplicate, Metadata
from nlp_service.duplicates import Bands, Comparable, MemoryStore, Opinion, compare, coverage_told
from nlp_service.messages import say


@pytest.fixture
def source() -> Comparable:
    return h.corpus()["cor-20"]


def test_the_same_files_are_exact_and_named_as_handed_in_before(source: Comparable) -> None:
    (d,) = compare(source, MemoryStore([source]))
    assert (d.kind, d.level, d.score, d.coverage.query) == ("exact", "high", 1.0, 1.0)
    assert d.note == say("duplicates.note.resubmitted")
    assert compare(source, MemoryStore([source]), exclude=frozenset({source.id})) == ()


def test_the_same_text_in_another_file_is_exact(source: Comparable) -> None:
    other = replace(source, id="other", sha256="f" * 64)
    (d,) = compare(other, MemoryStore([source]))
    assert (d.kind, d.level) == ("exact", "high")


def test_same_author_going_on_and_at_another_level(source: Comparable) -> None:
    texts = [*h.paragraphs(source)[:4], *h.paragraphs(h.corpus()["cor-21"])]
    again = h.comparable("again", "Tên mới", texts, authors=(source.authors[0].upper(),), year=2030)
    (d,) = compare(again, MemoryStore([source]))
    assert d.same_author
    assert say("duplicates.note.continued") in d.note
    (d,) = compare(replace(again, level="city"), MemoryStore([replace(source, level="base")]), lang="en")
    assert say("duplicates.note.levels", "en") in d.note


def test_who_was_first(source: Comparable) -> None:
    query = h.comparable("query", "Tên", h.paragraphs(source), year=2020, filed="2020-05-01")
    (d,) = compare(query, MemoryStore([replace(source, filed="2020-06-01")]))
    assert not d.earlier
    assert say("duplicates.note.later") in d.note
    (d,) = compare(query, MemoryStore([replace(source, filed=None, year=2020)]))
    assert d.earlier


def test_an_officers_opinion_is_shown_the_next_time(source: Comparable) -> None:
    store = MemoryStore([source])
    query = h.comparable("query", "Tên", h.paragraphs(source))
    store.set_opinion("query", source.id, Opinion("reuse_allowed", "Cùng tác giả.", "Lan", "2026-03-04T08:00:00+00:00"))
    (d,) = compare(query, store)
    assert d.level == "high"
    assert "Lan" in d.note
    assert "Cùng tác giả." in d.note
    store.set_opinion("query", source.id, Opinion("different", "", "Lan", "2026-03-04T08:00:00+00:00"))
    assert compare(query, store)[0].level == "low"


def test_an_office_sets_its_own_bands(source: Comparable) -> None:
    query, _ = h.planted(h.corpus()["cor-24"], h.paragraphs(source), 0.5)
    levels = [
        next(d.level for d in compare(query, MemoryStore([source]), bands) if d.dossier == source.id)
        for bands in (Bands(), Bands(high=0.9, medium=0.12), Bands(high=0.9, medium=0.8, passage=10_000))
    ]
    assert levels == ["high", "medium", "low"]


def test_titles_alone_are_compared_as_titles(source: Comparable) -> None:
    listed = Comparable("2019-12", "x", f"Một số giải pháp: {source.title}", year=2019)
    other = Comparable("2019-13", "y", "Cải tiến phương pháp giảng dạy môn Hóa học", year=2019)
    found = compare(source, MemoryStore([listed, other]))
    assert [(d.dossier, d.kind, d.level) for d in found] == [("2019-12", "same_topic", "medium")]
    assert found[0].note == say("duplicates.note.titles")
    bare = Comparable("bare", "z", source.title)
    assert compare(bare, MemoryStore([source]))[0].dossier == source.id


def test_nothing_to_compare_gives_nothing() -> None:
    empty = Comparable("empty", "0" * 64, "")
    assert compare(empty, MemoryStore()) == ()
    assert compare(empty, MemoryStore(h.corpus().values())) == ()
    assert compare(h.corpus()["cor-01"], MemoryStore([empty])) == ()


def test_comparable_of_a_dossiers_facts() -> None:
    metadata = Metadata(title="Tên", authors=(Author(name="A"),), unit="Đơn vị", level="city", filed="2024-03-20")
    c = Comparable.of("id", "sha", metadata, ())
    assert (c.title, c.authors, c.unit, c.year, c.level, c.filed) == ("Tên", ("A",), "Đơn vị", 2024, "city", "2024-03-20")


def test_nobody_says_of_re_worded_text_that_it_stands_there() -> None:
    shares = Coverage(query=0.68, earlier=0.5)
    pair = Duplicate(dossier="a", title="", kind="paraphrase", level="medium", score=0.35, coverage=shares)
    assert coverage_told(pair, "vi") == "68% nội dung bài này tương ứng với hồ sơ kia; 50% hồ sơ kia tương ứng với bài này"
    assert coverage_told(pair.model_copy(update={"kind": "partial"}), "vi").startswith(
        "68% nội dung bài này có trong hồ sơ kia"
    )
    assert "corresponds to" in coverage_told(pair, "en")
