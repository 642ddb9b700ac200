"""Texts that are no initiative are unknown, with the reason; initiatives stay what they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlp_service.classification import FieldModel, classify_texts
from nlp_service.classification.calibration import sigmoid
from nlp_service.classification.corrections import gold_titles
from nlp_service.classification.examples import load_corpus, other_examples, other_texts
from nlp_service.classification.items import read_other
from nlp_service.classification.judge import classify_pieces
from nlp_service.classification.strays import PRIOR, fit_weights, stray_odds, with_strays
from nlp_service.classification.views import Piece
from nlp_service.dossier import ConfigurationError
from nlp_service.messages import LANGUAGES, say
from nlp_service.settings import Settings

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no-text"),
        (" \t ", "no-text"),
        ("The committee met on Friday to discuss the budget", "unreadable"),
        ("2024 15 300", "unreadable"),
        ("Rán cá rô giòn rồi rưới nước mắm gừng, ăn với dưa cải", "no-initiative"),
        ("Trời mưa suốt, anh nhớ em nhiều lắm", "no-initiative"),
        ("Kính gửi: Hội đồng sáng kiến thành phố", "no-initiative"),
    ],
)
def test_what_is_no_initiative_says_why(model: FieldModel, small_settings: Settings, text: str, why: str) -> None:
    (result,) = classify_texts([text], small_settings, model=model)
    assert (result.label, result.why_unknown) == ("unknown", why)
    assert max(result.probabilities.values()) < 0.7
    for lang in LANGUAGES:
        assert say(f"why-unknown.{why}", lang)


def test_titles_kept_apart_are_not_taken_for_strays(model: FieldModel, small_settings: Settings) -> None:
    given = list(classify_texts([t for t, _ in gold_titles()], small_settings, model=model))
    assert sum(r.why_unknown == "no-initiative" for r in given) <= 0.03 * len(given)
    assert all((r.label == "unknown") == (r.why_unknown is not None) for r in given)


def test_a_story_in_a_file_has_no_field(model: FieldModel) -> None:
    story = "Ngày xưa có ông vua già. Nàng công chúa gặp anh chàng tiều phu bên cửa sổ. Hắn quát lớn, cô gái đứng lặng im."
    result = classify_pieces(model, [Piece("core", story)])
    assert (result.label, result.why_unknown) == ("unknown", "no-initiative")


def test_a_kind_left_out_is_left_out_and_sentences_are_joined() -> None:
    corpus = load_corpus(CORPUS)
    assert len(corpus.other) >= 250
    kinds = {kind for kind, _ in corpus.other}
    assert {e.group for e in other_examples(corpus, {"recipe"})} == kinds - {"recipe"}
    longest = max(len(text) for _, text in corpus.other)
    assert max(len(text) for _, text in other_texts(corpus)) > longest
    learnt = {i.title.casefold() for i in corpus.items} | {t.casefold() for _, t in corpus.titles}
    assert not learnt & {text.casefold() for _, text in corpus.other}


def test_a_broken_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.tsv"
    assert read_other(path) == []
    for line in ("no tab", "two words\ttext", "kind\t ", "kind\ta\tb"):
        path.write_text(f"kind\ttext\n{line}\n", "utf-8")
        with pytest.raises(ConfigurationError, match="line 2"):
            read_other(path)


def test_odds_follow_the_prior_and_mixing_keeps_probabilities() -> None:
    rng = np.random.default_rng(0)
    seen = np.vstack([rng.normal(-1, 1, (300, 3)), rng.normal(1, 1, (300, 3))])
    stray = np.arange(600) >= 300
    odds = {prior: stray_odds(seen, fit_weights(seen, stray, prior)) for prior in (PRIOR, 0.5)}
    assert (odds[PRIOR] < odds[0.5]).all()
    assert ((odds[0.5] > 0) == stray).mean() > 0.9
    mixed = with_strays(np.full((600, 3), [0.8, 0.1, 0.1]), sigmoid(odds[0.5]))
    np.testing.assert_allclose(mixed.sum(axis=1), 1)
    assert (mixed.argmax(axis=1) == 0).all()
