"""Evaluation on any labelled corpus, in folders and in TSV files."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp_service.classification import evaluate_folders
from nlp_service.classification.evaluation import read_labelled
from nlp_service.dossier import ConfigurationError

GOOD = ["giảng viên dạy rất hay", "bài giảng dễ hiểu", "thầy nhiệt tình", "cô dạy dễ hiểu lắm"]
BAD = ["phòng học quá nóng", "máy chiếu hỏng", "phòng chật và nóng", "máy lạnh hỏng hoài"]


def folders(root: Path) -> Path:
    for label, texts in (("teaching", GOOD), ("room", BAD)):
        (root / label).mkdir(parents=True)
        for i, text in enumerate(texts):
            (root / label / f"{i}.txt").write_text(text, "utf-16" if i == 0 else "utf-8")
    return root


def test_folders_and_tsv_give_the_same_figures(tmp_path: Path) -> None:
    root = folders(tmp_path / "train")
    lines = [f"{t}\tteaching" for t in GOOD] + [f"{t}\troom" for t in BAD]
    tsv = tmp_path / "test.tsv"
    tsv.write_text("\n".join(lines) + "\n", "utf-8")
    one = evaluate_folders(root, tsv, tmp_path / "out")
    two = evaluate_folders(tsv, root)
    assert one.accuracy == two.accuracy == 1.0
    assert one.macro_f1 == 1.0
    assert one.confusion.sum() == 8
    assert one.picture is not None
    assert one.picture.read_bytes().startswith(b"\x89PNG")
    assert "macro-F1   1.0000" in one.render()


def test_label_column_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("label\ttext\nx\tmột câu\ny\thai câu\n", "utf-8")
    assert read_labelled(path).labels == ("x", "y")
    path.write_text("x\tmột câu\nx\thai câu\ny\tba câu\n", "utf-8")
    assert read_labelled(path).labels == ("x", "x", "y")
    assert read_labelled(tmp_path).texts == ("một câu", "hai câu", "ba câu")


def test_nothing_labelled_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(ConfigurationError) as caught:
            read_labelled(path)
        assert caught.value.code == "data-invalid"
