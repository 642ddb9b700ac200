"""A dossier read as docx and as pdf gives the same findings: the format must not change what an officer is told."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from nlp_service.corpus import CorpusPaper, parse_dossier
from nlp_service.dossier import Screening
from nlp_service.samples.docx import write_docx
from nlp_service.screening import Screener
from nlp_service.settings import Settings

CORPUS = Path(__file__).parents[1] / "corpus" / "dossiers"
#: of the files themselves, not of what stands in them
OF_THE_FILE = {"legacy-encoding", "ocr-poor", "hidden-text", "mixed-scripts", "unreadable"}


def told(result: Screening) -> Counter[tuple[str, str | None, str]]:
    return Counter((f.rule, f.section, f.severity) for f in result.findings if f.rule not in OF_THE_FILE)


@pytest.mark.office
@pytest.mark.parametrize(("id", "left_out"), [("cor-12", None), ("cor-24", "benefits"), ("cor-32", "prior_state")])
def test_docx_and_pdf_give_the_same_findings(id: str, left_out: str | None, tmp_path: Path, settings: Settings) -> None:
    papers: list[CorpusPaper] = parse_dossier(CORPUS / f"{id}.dossier").papers
    for paper in papers:
        start = next((i for i, x in enumerate(paper.lines) if left_out and x.section == left_out), None)
        if start is not None:
            end = next(i for i in range(start + 1, len(paper.lines)) if paper.lines[i].kind in ("h1", "h2", "sign"))
            del paper.lines[start:end]
    docx = tmp_path / f"{id}.docx"
    write_docx(papers, docx)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(docx)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    screener = Screener(settings)
    as_docx, as_pdf = screener.screen(docx), screener.screen(docx.with_suffix(".pdf"))
    assert told(as_docx) == told(as_pdf)
    assert as_docx.verdict == as_pdf.verdict
    assert {(s.id, s.document, s.status) for s in as_docx.sections} == {(s.id, s.document, s.status) for s in as_pdf.sections}
    if left_out:
        assert ("section-missing", left_out, "error") in told(as_docx)
