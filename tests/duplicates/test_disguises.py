"""One gold test a disguise: what people do to a copied text before they hand it in."""

from __future__ import annotations

import random

import disguises as d
import dossier_texts as h
import pytest

from nlp_service.duplicates import MemoryStore, compare
from nlp_service.messages import say

HOST, SOURCE = "cor-24", "cor-23"


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return MemoryStore(h.corpus().values())


@pytest.mark.parametrize(
    "disguise",
    [lambda t, _: t, d.synonyms, d.shuffled, d.decomposed, d.look_alikes, d.recognised, d.renamed, d.spaced],
    ids=["verbatim", "synonyms", "shuffled", "nfd", "homoglyphs", "ocr", "names-figures", "zero-width"],
)
@pytest.mark.parametrize("share", [0.9, 0.5, 0.2])
def test_copied_paragraphs_are_found(store: MemoryStore, disguise: d.Disguise, share: float) -> None:
    rng = random.Random(11)
    copied = [disguise(t, rng) for t in h.paragraphs(h.corpus()[SOURCE])]
    query, truth = h.planted(h.corpus()[HOST], copied, share)
    found = {f.dossier: f for f in compare(query, store, exclude=frozenset({HOST}))}
    assert found[SOURCE].level in ("high", "medium")
    assert found[SOURCE].coverage.query == pytest.approx(truth, abs=0.13)
    assert [f for f in found.values() if f.dossier != SOURCE and f.level != "low"] == []


@pytest.mark.parametrize(
    "disguise",
    [
        d.filled, d.padded, d.clauses_shuffled, d.quarter_replaced, d.badly_recognised(0.03), d.badly_recognised(0.08),
        d.without_accents, d.in_capitals, d.summed_up,
    ],
    ids=["filler", "padding", "clauses", "replaced", "ocr3", "ocr8", "no-accents", "capitals", "summary"],
)  # fmt: skip
@pytest.mark.parametrize(("source", "share"), [("cor-02", 0.9), ("cor-17", 0.4), ("cor-28", 0.15)])
def test_other_disguises_of_other_texts(store: MemoryStore, disguise: d.Disguise, source: str, share: float) -> None:
    rng = random.Random(4)
    copied = [disguise(t, rng) for t in h.paragraphs(h.corpus()[source])]
    query, truth = h.planted(h.corpus()["cor-35"], copied, share)
    found = {f.dossier: f for f in compare(query, store, exclude=frozenset({"cor-35"}))}
    assert found[source].level in ("high", "medium")
    assert found[source].coverage.query == pytest.approx(truth, abs=0.16)
    assert [f for f in found.values() if f.dossier != source and f.level != "low"] == []


def test_a_table_that_was_copied(store: MemoryStore) -> None:
    rows = [
        "Số lượt tàu vào cầu trong tháng\t126\t141", "Thời gian chờ cẩu bình quân của một tàu (phút)\t94\t51",
        "Số lần công nhân phải đứng dưới mã hàng khi tháo gù\t38\t0", "Gù mất hoặc rơi xuống biển trong quý\t57\t9",
        "Số vụ tai nạn lao động liên quan tới tháo lắp gù\t4\t0", "Năng suất bình quân container một giờ một cẩu\t17\t22",
    ]  # fmt: skip
    earlier = h.comparable("earlier", "Sàn tháo gù", [*h.paragraphs(h.corpus()["cor-30"]), *rows])
    other = [r.replace("126", "133").replace("94", "88") for r in rows]
    query = h.comparable("query", "Tên khác", [*h.paragraphs(h.corpus()[HOST]), *other])
    (found,) = (f for f in compare(query, MemoryStore([earlier, *h.corpus().values()]), exclude=frozenset({HOST, "cor-30"})))
    assert found.dossier == "earlier"
    assert found.passages


def test_another_title_alone_hides_nothing(store: MemoryStore) -> None:
    source = h.corpus()[SOURCE]
    query = h.comparable("query", "Một số biện pháp nâng cao hiệu quả công tác chuyên môn", h.paragraphs(source))
    best = compare(query, store)[0]
    assert (best.dossier, best.kind, best.level) == (SOURCE, "near", "high") or best.kind == "exact"


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
    found = {f.dossier: f for f in compare(h.comparable("query", "Tên khác", texts), store)}
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
    assert [f for f in compare(h.written()[id], store) if f.level != "low"] == []


def test_dossiers_of_one_office_are_no_copies_for_what_it_says_of_itself() -> None:
    ours = [h.written()[id] for id in ("sib-a", "sib-b", "team-a", "team-b")]
    store = MemoryStore([*ours, *h.corpus().values()])
    for dossier in ours:
        found = compare(dossier, store, exclude=frozenset({dossier.id}))
        assert [f for f in found if f.level != "low"] == []
    note = next(f.note for f in compare(ours[3], store, lang="en") if f.dossier == "team-a")
    assert say("duplicates.note.about", "en") in note


def test_a_copied_solution_of_the_same_office_is_a_copy() -> None:
    a, b = h.written()["team-a"], h.written()["team-b"]
    texts = [*h.paragraphs(b), *[p.text for p in a.prose if p.section == "solution"]]
    query = h.comparable("query", b.title, texts, unit=b.unit, authors=b.authors)
    assert compare(query, MemoryStore([a]))[0].level == "high"


def test_strangers_have_nothing_in_common(store: MemoryStore) -> None:
    for dossier in h.corpus().values():
        for found in compare(dossier, store, exclude=frozenset({dossier.id})):
            assert found.level == "low"
            assert max(found.coverage.query, found.coverage.earlier) < 0.05
