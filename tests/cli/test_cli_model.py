"""``evaluate`` where the picture cannot be drawn."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nlp_service.messages import say


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_without_matplotlib_the_figures_are_printed_all_the_same(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)  # what an import finds where it is not installed
    texts = tmp_path / "texts.tsv"
    texts.write_text("thầy dạy hay\ta\ncô dạy dễ hiểu\ta\nphòng học nóng\tb\nphòng chật\tb\n", "utf-8")
    done = run("evaluate", "--train", texts, "--test", texts, "--out", tmp_path / "out", "--lang", lang)
    assert done.code == 0
    assert "accuracy   1.0000" in done.out
    assert say("errors.picture-impossible.message", lang, path=tmp_path / "out") in done.err
    assert "[picture-impossible]" in done.err
    assert "pip install matplotlib" in done.err
