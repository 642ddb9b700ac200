"""Every rule of every pack: its samples, its words in both languages, its place in the contract."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_service.dossier import ConfigurationError
from nlp_service.rules import Rule, RuleBook, verdict
from nlp_service.rules.engine import read_rule

from .sample_case import case_of

BOOK = RuleBook.load()
ALL_ON = BOOK.switched(on={r.id for r in BOOK.rules})
CONTRACT = {
    "section-missing",
    "section-empty",
    "shares-sum",
    "share-missing",
    "share-below-minimum",
    "filed-late",
    "date-order",
    "title-mismatch",
    "author-mismatch",
    "commitment-missing",
    "signature-missing",
    "component-missing",
    "decision-order",
    "benefit-without-figures",
    "field-disagrees",
    "not-a-dossier",
    "form-unfilled",
    "template-unknown",
    "mixed-scripts",
    "hidden-text",
    "legacy-encoding",
    "ocr-poor",
    "unreadable",
    "legal-basis-outdated",
    "personal-data",
}


def test_every_rule_of_the_contract_is_there() -> None:
    assert {r.id for r in BOOK.rules} >= CONTRACT


def test_share_below_minimum_is_off_by_default() -> None:
    assert [r.id for r in BOOK.rules if not r.enabled] == ["share-below-minimum"]


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda r: r.id)
def test_passing_sample_passes(rule: Rule, tmp_path: Path) -> None:
    found = ALL_ON.check(case_of(rule.samples["pass"], tmp_path))
    assert rule.id not in {f.rule for f in found}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda r: r.id)
def test_failing_sample_fails_with_words(rule: Rule, lang: str, tmp_path: Path) -> None:
    found = [f for f in ALL_ON.check(case_of(rule.samples["fail"], tmp_path, lang=lang)) if f.rule == rule.id]
    assert found
    assert "{" not in found[0].message + found[0].advice
    assert found[0].rule_version.startswith(rule.pack)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_of_rules_does_not_matter(tmp_path_factory: pytest.TempPathFactory, rng: random.Random) -> None:
    case = case_of(next(r for r in BOOK.rules if r.id == "form-unfilled").samples["fail"], tmp_path_factory.mktemp("order"))
    rules = list(ALL_ON.rules)
    rng.shuffle(rules)
    assert RuleBook(tuple(rules), BOOK.version).check(case) == ALL_ON.check(case)


def test_what_is_switched_is_part_of_the_version() -> None:
    fewer = BOOK.switched(off={"filed-late"})
    assert fewer.version != BOOK.version
    assert fewer.version == BOOK.switched(off={"filed-late"}).version
    assert fewer.switched(on={"filed-late"}) == BOOK
    assert BOOK.switched(on={"filed-late"}) == BOOK  # it is on as it is


def test_a_rule_and_a_pack_can_be_switched_off(tmp_path: Path) -> None:
    case = case_of(next(r for r in BOOK.rules if r.id == "filed-late").samples["fail"], tmp_path)
    assert "filed-late" in {f.rule for f in BOOK.check(case)}
    assert "filed-late" not in {f.rule for f in BOOK.switched(off={"filed-late"}).check(case)}
    assert "filed-late" not in {f.rule for f in BOOK.switched(packs_off={"nd13_2012"}).check(case)}


def test_an_office_replaces_a_rule_by_a_file(tmp_path: Path) -> None:
    ours = Path(__file__).parents[2] / "nlp_service" / "rules" / "packs" / "nd13_2012" / "filed-late.yaml"
    pack = tmp_path / "hai_phong"
    pack.mkdir()
    (pack / "filed-late.yaml").write_text(ours.read_text("utf-8").replace('{"months": 12}', '{"months": 60}'), "utf-8")
    case = case_of(next(r for r in BOOK.rules if r.id == "filed-late").samples["fail"], tmp_path)
    assert "filed-late" not in {f.rule for f in RuleBook.load([tmp_path]).check(case)}


def test_a_malformed_rule_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("id: x\nversion: '1'\n", "utf-8")
    with pytest.raises(ConfigurationError, match="data-invalid"):
        read_rule(path)


def test_verdicts(tmp_path: Path) -> None:
    samples = {r.id: r.samples for r in BOOK.rules}
    for rule, expected in (("filed-late", "needs_supplement"), ("not-a-dossier", "not_a_dossier")):
        case = case_of(samples[rule]["fail"], tmp_path)
        assert verdict(case, BOOK.check(case)) == expected
    clean = case_of({**samples["field-disagrees"]["pass"]}, tmp_path)
    assert verdict(clean, BOOK.check(clean)) == "complete"
