"""One gold test a disguise: what people do to a copied text before they hand it in."""

from __future__ import annotations

import random
from collections.abc import Callable

import dossier_texts as h
import pytest

from nlp_service.duplicates import MemoryStore, compare
from nlp_service.messages import say

HOST, SOURCE = "cor-24", "cor-23"
Disguise = Callable[[str, random.Random], str]


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return MemoryStore(h.corpus().values())


@pytest.mark.parametrize(
    "disguise",
    [lambda t, _: t, h.synonyms, h.shuffled, h.decomposed, h.look_alikes, h.recognised, h.renamed, h.spaced],
    ids=["verbatim", "synonyms", "shuffled", "nfd", "homoglyphs", "ocr", "names-figures", "zero-width"],
)
@pytest.mark.parametrize("share", [0.9, 0.5, 0.2])
def test_copied_paragraphs_are_found(store: MemoryStore, disguise: Disguise, share: float) -> None:
    rng = random.Random(11)
    copied = [disguise(t, rng) for t in h.paragraphs(h.corpus()[SOURCE])]
    query, truth = h.planted(h.corpus()[HOST], copied, share)
    found = {d.dossier: d for d in compare(query, store, exclude=frozenset({HOST}))}
    assert found[SOURCE].level in ("high", "medium")
    assert found[SOURCE].coverage.query == pytest.approx(truth, abs=0.13)
    assert [d for d in found.values() if d.dossier != SOURCE and d.level != "low"] == []


def test_measures_in_another_order(store: MemoryStore) -> None:
    texts = h.paragraphs(h.corpus()[SOURCE])
    random.Random(3).shuffle(texts)
    best = compare(h.comparable("query", "Tên khác", texts), store)[0]
    assert (best.dossier, best.kind, best.level) == (SOURCE, "near", "high")
    assert best.coverage.query > 0.9


def test_one_report_cut_into_two(store: MemoryStore) -> None:
    texts = h.paragraphs(h.corpus()[SOURCE])
    for part in (texts[: len(texts) // 2], texts[len(texts) // 2 :]):
        best = compare(h.comparable("query", "Tên khác", part), store)[0]
        assert (best.dossier, best.level) == (SOURCE, "high")
        assert best.coverage.query > 0.9 > best.coverage.earlier


def test_two_reports_merged_into_one(store: MemoryStore) -> None:
    texts = [*h.paragraphs(h.corpus()[SOURCE]), *h.paragraphs(h.corpus()["cor-25"]), *h.paragraphs(h.corpus()[HOST])]
    found = {d.dossier: d for d in compare(h.comparable("query", "Tên khác", texts), store)}
    assert all(found[id].level == "high" and found[id].coverage.earlier > 0.9 for id in (SOURCE, "cor-25", HOST))


@pytest.mark.parametrize("id", [i for i in h.written() if i.startswith("para")])
def test_a_reworded_report_is_found(store: MemoryStore, id: str) -> None:
    best = compare(h.written()[id], store)[0]
    assert (best.dossier, best.kind) == (id.replace("para-n", "new-").replace("para-", "cor-"), "paraphrase")
    assert best.level in ("high", "medium")
    assert best.coverage.query > 0.7
    assert len(best.passages) >= 5


@pytest.mark.parametrize("id", [i for i in h.written() if i.startswith("look")])
def test_another_solution_of_the_same_problem_is_a_lead_at_most(store: MemoryStore, id: str) -> None:
    assert [d for d in compare(h.written()[id], store) if d.level != "low"] == []


def test_dossiers_of_one_office_are_no_copies_for_what_it_says_of_itself() -> None:
    ours = [h.written()[id] for id in ("sib-a", "sib-b", "team-a", "team-b")]
    store = MemoryStore([*ours, *h.corpus().values()])
    for dossier in ours:
        found = compare(dossier, store, exclude=frozenset({dossier.id}))
        assert [d for d in found if d.level != "low"] == []
    note = next(d.note for d in compare(ours[3], store, lang="en") if d.dossier == "team-a")
    assert say("duplicates.note.about", "en") in note


def test_a_copied_solution_of_the_same_office_is_a_copy() -> None:
    a, b = h.written()["team-a"], h.written()["team-b"]
    texts = [*h.paragraphs(b), *[p.text for p in a.prose if p.section == "solution"]]
    query = h.comparable("query", b.title, texts, unit=b.unit, authors=b.authors)
    assert next(d.level for d in compare(query, MemoryStore([a]))) == "high"


def test_strangers_have_nothing_in_common(store: MemoryStore) -> None:
    for dossier in h.corpus().values():
        for d in compare(dossier, store, exclude=frozenset({dossier.id})):
            assert d.level == "low"
            assert max(d.coverage.query, d.coverage.earlier) < 0.05
