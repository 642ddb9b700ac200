"""A few real files in legacy encodings, where the shared reference files are there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nlp_service.reading.office import soffice
from nlp_service.reading.registry import reader
from nlp_service.settings import Settings

ROOT = Path(__file__).parents[2]
LEGACY = ROOT.parent / "shared" / "real" / "legacy"
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not LEGACY.is_dir(), reason="the shared reference files are not there")]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("2006-Mau21_CKTC_NSH.xls", "vni"), ("2005-FDILangson.xls", "tcvn3"), ("2004-B6.doc", "tcvn3"), ("2004-A33.rtf", "tcvn3")],
)
def test_real_file(name: str, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not name.endswith("xls") and soffice() is None:
        pytest.skip("LibreOffice is not installed")
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    sys.modules.pop("legacy", None)
    from legacy import score

    path = LEGACY / "files" / name
    read = reader(path.suffix[1:])
    assert read is not None
    file = read(path.read_bytes(), name, Settings())
    truth = (LEGACY / "truth" / f"{path.stem}.txt").read_text("utf-8")
    assert file.encoding == encoding
    assert score(truth, file.text).accuracy >= 0.992
