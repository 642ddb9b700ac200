"""What `make run` prints of each sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp_service.cli.demo import _verdict
from nlp_service.cli.report import report
from nlp_service.dossier import Coverage, DossierInfo, Duplicate, Screening, Versions
from nlp_service.duplicates import coverage_told
from nlp_service.messages import LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_demo_and_the_report_tell_the_same_share(lang: str) -> None:
    shares = Coverage(query=0.68, earlier=0.41)
    copy = Duplicate(dossier="frm-09", title="Tên", kind="paraphrase", level="medium", score=0.35, coverage=shares)
    result = Screening(
        dossier=DossierInfo(id="a", name="a.docx", sha256="0" * 64, files=()),
        duplicates=(copy, copy.model_copy(update={"dossier": "lead", "level": "low"})),
        verdict="needs_review",
        versions=Versions(package="0", rules="0", model="0", fingerprints="0"),
    )
    line, told = _verdict(Path("a.docx"), result, lang), report(result, lang)
    assert "frm-09" in line
    assert "lead" not in line
    assert coverage_told(copy, lang) in line
    assert coverage_told(copy, lang) in " ".join(told.split())
    assert "35%" not in line + told
