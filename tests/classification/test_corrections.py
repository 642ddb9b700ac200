"""Learning from officers: latest word counts, the gate, what to label next, accuracy that rises."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from nlp_service.classification import (
    FieldCorrection,
    FieldModel,
    classify_texts,
    learning_curve,
    propose,
    train_with_corrections,
)
from nlp_service.classification.corrections import correction_examples, gate, gold_titles
from nlp_service.classification.examples import load_corpus
from nlp_service.dossier import ConfigurationError
from nlp_service.settings import Settings

NOON = datetime(2026, 3, 1, 12)


def correction(dossier: str, label: str, minutes: int = 0, text: str = "Một cửa") -> FieldCorrection:
    return FieldCorrection(dossier, text, label, "canbo1", NOON + timedelta(minutes=minutes))


def test_the_latest_correction_counts_and_unknown_teaches_nothing() -> None:
    given = [correction("a", "technical", 5), correction("a", "education"), correction("b", "unknown")]
    rows = correction_examples(given, ["education", "technical"])
    assert [(r.group, r.field) for r in rows] == [("correction-a", "technical")]


def test_a_field_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="field sport"):
        correction_examples([correction("a", "sport")], ["education", "technical"])


def test_a_candidate_replaces_the_model_only_if_it_is_no_worse(
    model: FieldModel, small_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = small_settings.model_copy(update={"models": tmp_path_factory.mktemp("candidate")})
    model.save(settings.models / "field")
    wrong = {"education": "technical", "technical": "administration", "administration": "education"}
    held = gold_titles(settings)
    spoilt = [correction(f"w{i}", wrong[label], text=title) for i, (title, label) in enumerate(held)]
    report = train_with_corrections(spoilt, settings=settings)
    assert not report.kept
    assert FieldModel.load(settings.models / "field").meta == model.meta
    good = [correction(f"g{i}", label, text=title) for i, (title, label) in enumerate(held)]
    report = train_with_corrections(good, settings=settings)
    assert report.kept
    stored = FieldModel.load(settings.models / "field")
    assert stored.meta.corrections == len(held)
    assert gate(model, stored, held).candidate > gate(model, stored, held).current


def test_the_most_doubtful_are_proposed_first(model: FieldModel, small_settings: Settings) -> None:
    texts = {"clear": "Rèn kỹ năng đọc cho học sinh lớp 2", "doubtful": "Thiết kế phần mềm quản lý hồ sơ của trường"}
    results = [(name, next(classify_texts([t], small_settings, model=model))) for name, t in texts.items()]
    assert propose(results) == ["doubtful", "clear"]
    assert propose(results, most=1) == ["doubtful"]


def test_accuracy_rises_with_corrections(small_settings: Settings) -> None:
    items = load_corpus(small_settings.corpus).items
    learnt = [FieldCorrection(i.id, i.title, i.field, "canbo1", NOON + timedelta(minutes=n)) for n, i in enumerate(items[::2])]
    test = [(i.title, i.field) for i in items[1::2]]
    curve = learning_curve(learnt, test, last=120, steps=2, settings=small_settings, corpus_items=False)
    assert [n for n, _, _ in curve] == [0, 60, 120]
    assert curve[-1][1] > curve[0][1]
