"""Evaluation on any labelled corpus: figures, what is chosen, and what is said where it cannot be done."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlp_service.classification import evaluate_folders
from nlp_service.classification.evaluation import Labelled, evaluate
from nlp_service.classification.general import Choice, TextModel, choose
from nlp_service.dossier import ConfigurationError

GOOD = ["giảng viên dạy rất hay", "bài giảng dễ hiểu", "thầy nhiệt tình", "cô dạy dễ hiểu lắm"]
BAD = ["phòng học quá nóng", "máy chiếu hỏng", "phòng chật và nóng", "máy lạnh hỏng hoài"]


def folders(root: Path) -> Path:
    for label, texts in (("teaching", GOOD), ("phòng học", BAD)):
        (root / label).mkdir(parents=True)
        (root / label / ".DS_Store").write_bytes(b"\x00\xff")
        for i, text in enumerate(texts):
            (root / label / f"{i}.txt").write_text(text, "utf-16" if i == 0 else "utf-8")
    return root


def test_folders_and_tsv_give_the_same_figures(tmp_path: Path) -> None:
    root = folders(tmp_path / "train")
    lines = [f"{t}\tteaching" for t in GOOD] + [f"{t}\tphòng học" for t in BAD]
    tsv = tmp_path / "test.tsv"
    tsv.write_text("\n".join(lines) + "\n", "utf-8")
    one = evaluate_folders(root, tsv, tmp_path / "out")
    two = evaluate_folders(tsv, root)
    assert one.accuracy == two.accuracy == 1.0
    assert one.macro_f1 == one.weighted_f1 == 1.0
    assert one.confusion.sum() == 8
    assert one.labels == ("phòng học", "teaching")
    assert one.picture is not None
    assert one.picture.read_bytes().startswith(b"\x89PNG")
    assert "macro-F1   1.0000" in one.render()
    assert "linear SVM" in one.render()


def test_negation_and_smileys_decide() -> None:
    things = [f"{who} {what}" for who in ("thầy", "cô", "giảng viên") for what in ("dạy", "giảng", "nói", "viết", "đọc", "kể")]
    marked = [(f"{t} hay", "+") for t in things] + [(f"{t} không hay", "-") for t in things]
    marked += [(f"{t} :)", "+") for t in things] + [(f"{t} :((((", "-") for t in things]
    model = TextModel.fit([t for t, _ in marked], [x for _, x in marked])
    assert model.predict(["trợ giảng hay", "trợ giảng không hay", "bạn đó :))", "bạn đó :("]) == ["+", "-", "+", "-"]


def test_words_never_seen_are_told_by_their_characters() -> None:
    choice = Choice(characters=True)
    model = TextModel.fit(["colonsmile", "colonlove smile", "buồn chán", "chán nản"], ["+", "+", "-", "-"], choice)
    assert model.predict(["smileyface", "chánnn"]) == ["+", "-"]


def test_the_choice_is_made_once_and_the_same_again() -> None:
    texts, labels = [*GOOD, *BAD] * 3, (["a"] * 4 + ["b"] * 4) * 3
    assert choose(texts, labels) == choose(texts, labels)
    assert choose(texts, labels).score > 0.9
    assert choose(["một", "hai"], ["a", "b"]) == Choice()


def test_rare_labels_are_not_forgotten() -> None:
    words = np.random.default_rng(0).permutation([f"từ{i}" for i in range(60)])
    texts = [f"{a} {b} chung" for a in words[:20] for b in words[20:30]] + [f"hiếm {a}" for a in words[30:36]]
    labels = ["nhiều"] * 200 + ["ít"] * 6
    report = evaluate(Labelled(tuple(texts), tuple(labels)), Labelled(("hiếm mới", "chung mới"), ("ít", "nhiều")))
    assert report.accuracy == 1.0


def test_labels_unseen_and_texts_without_words_are_told() -> None:
    train = Labelled((*GOOD, *BAD, "", " "), ("t",) * 4 + ("r",) * 4 + ("t", "r"))
    report = evaluate(train, Labelled((GOOD[0], BAD[0], "", "điểm thi"), ("t", "r", "t", "exam")))
    assert report.unlearnt == ("exam",)
    assert report.wordless == 2
    assert report.labels == ("exam", "r", "t")
    assert report.accuracy <= 0.75
    assert "not learnt exam" in report.render()


@pytest.mark.parametrize(
    ("texts", "labels"), [((*GOOD, *BAD), ("t",) * 8), ((*GOOD, "", " ", "\t", "\n"), ("t",) * 4 + ("u",) * 4)]
)
def test_one_label_alone_is_refused(texts: tuple[str, ...], labels: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        evaluate(Labelled(texts, labels), Labelled(("a",), ("t",)))
    assert caught.value.code == "labelled-single"
