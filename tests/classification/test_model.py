"""The model on disk, and the answers it gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skops import io as skops_io

from nlp_service.classification import FieldModel, TrainingReport, classify_texts, train_model
from nlp_service.classification.model import FORMAT, MODEL_FILE
from nlp_service.classification.reasons import syllable_weights
from nlp_service.classification.syllables import syllables
from nlp_service.dossier import ConfigurationError
from nlp_service.settings import Settings

TITLES = [
    "Rèn kỹ năng đọc cho học sinh lớp 2",
    "Rút ngắn thời gian giải quyết hồ sơ tại bộ phận một cửa của phường",
    "Cải tiến đồ gá hàn vỏ tàu",
]


def test_report_says_what_was_trained(report: TrainingReport) -> None:
    assert report.title_macro_f1 > 0.75
    assert report.dossier_macro_f1 > 0.7
    assert report.model.meta.name in report.render()


def test_training_again_gives_the_same_model(report: TrainingReport, small_settings: Settings, tmp_path: Path) -> None:
    again = train_model(Settings(corpus=small_settings.corpus, models=tmp_path))
    assert again.model.meta == report.model.meta


def test_a_saved_model_answers_the_same(model: FieldModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = FieldModel.load(tmp_path)
    assert again.meta == model.meta
    assert again.calibration == model.calibration
    np.testing.assert_allclose(again.probabilities(TITLES), model.probabilities(TITLES), rtol=1e-4)
    assert FieldModel.from_bytes(again.to_bytes()).meta == again.meta


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        FieldModel.load(tmp_path)
    assert caught.value.code == "model-missing"


@pytest.mark.parametrize("change", ["content", "format", "sklearn", "garbage", "foreign"])
def test_what_does_not_match_is_refused(model: FieldModel, tmp_path: Path, change: str) -> None:
    data = model.to_bytes()
    state = skops_io.loads(data, trusted=[])
    if change == "content":
        state["field"][1] = state["field"][1] + 1
    elif change == "format":
        state["about"] = state["about"].replace(f'"format": {FORMAT}', '"format": 99')
    elif change == "sklearn":
        state["about"] = state["about"].replace('"sklearn": "', '"sklearn": "9.')
    elif change == "foreign":
        state["extra"] = Path("x")
    (tmp_path / MODEL_FILE).write_bytes(b"no model" if change == "garbage" else skops_io.dumps(state))
    with pytest.raises(ConfigurationError) as caught:
        FieldModel.load(tmp_path)
    assert caught.value.code == "model-mismatch"


def test_titles_get_label_reasons_and_sub_field(model: FieldModel, small_settings: Settings) -> None:
    results = list(classify_texts(TITLES, small_settings, model=model))
    assert [r.label for r in results] == ["education", "administration", "technical"]
    assert all(abs(sum(r.probabilities.values()) - 1) < 0.001 for r in results)
    assert "học sinh" in [e.term for e in results[0].evidence]
    assert all(a.weight >= b.weight for r in results for a, b in zip(r.evidence, r.evidence[1:], strict=False))


@pytest.mark.parametrize(
    "text", ["", "   ", "qwrt zxcv", "12345", "!!!", "\x00\ud800", "the quick brown fox jumped over lazy dogs"]
)
def test_a_text_without_known_words_is_unknown(model: FieldModel, small_settings: Settings, text: str) -> None:
    (result,) = classify_texts([text], small_settings, model=model)
    assert result.label == "unknown"
    assert not result.evidence


def test_case_and_lost_accents_do_not_change_a_clear_label(model: FieldModel, small_settings: Settings) -> None:
    bare = ["REN KY NANG DOC CHO HOC SINH LOP 2", TITLES[1].upper(), "Cai tien do ga han vo tau"]
    assert [r.label for r in classify_texts(bare, small_settings, model=model)] == ["education", "administration", "technical"]


def test_a_threshold_given_makes_more_unknown(model: FieldModel, small_settings: Settings) -> None:
    strict = small_settings.model_copy(update={"unknown_below": 1.01})
    results = list(classify_texts(TITLES, strict, model=model))
    assert {r.label for r in results} == {"unknown"}
    assert results[0].secondary == "education"


@given(st.lists(st.sampled_from(TITLES), max_size=4).map("\n".join))
def test_reasons_add_up_to_the_score(model: FieldModel, text: str) -> None:
    analysed = model.features.analyse([text])
    for label in range(3):
        (weights,) = syllable_weights(model, analysed, np.array([label]))
        assert len(weights) == len(syllables(text))
        pull = model.field.weights[label] - np.delete(model.field.weights, label, axis=0).mean(axis=0)
        assert abs(weights.sum() - float((analysed.rows @ pull)[0])) < 1e-3


def test_batches_do_not_matter(model: FieldModel, small_settings: Settings) -> None:
    many = list(classify_texts(TITLES * 100, small_settings, model=model))
    assert [r.label for r in many[:3]] == [r.label for r in many[-3:]]
    assert len(many) == 300
    assert list(classify_texts([], small_settings, model=model)) == []
