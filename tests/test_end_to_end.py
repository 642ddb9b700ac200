"""One dossier through the whole house, in every form that the demo shows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import nlp_service
from nlp_service.cli.demo import fill_register
from nlp_service.dossier import Screening
from nlp_service.samples import samples
from nlp_service.settings import Settings

OFFICE = pytest.mark.office
SCAN = (OFFICE, pytest.mark.ocr)
FORMS = [
    "docx", "zip", "tcvn3",
    pytest.param("pdf", marks=OFFICE), pytest.param("doc", marks=OFFICE), pytest.param("scan", marks=SCAN),
]  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, sample_files: dict[str, Path]) -> dict[str, Any]:
    """The JSON of every sample, from one run of the command, compared with the demo register."""
    data = tmp_path_factory.mktemp("demo")
    settings = Settings(data=data)
    uploads = {s.dossier for s in samples()}
    assert fill_register(settings, leave_out=uploads) == fill_register(settings, leave_out=uploads)  # nothing twice
    command = [sys.executable, "-m", "nlp_service", "screen", "--json", "--data", data, *sample_files.values()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return dict(zip(sample_files, lines, strict=True))


@pytest.fixture(scope="module")
def truth(corpus: Path) -> dict[str, dict[str, str]]:
    """What the corpus says of the dossier behind each form."""
    from nlp_service.corpus import parse_dossier

    return {s.form: parse_dossier(corpus / "dossiers" / f"{s.dossier}.dossier").header for s in samples()}


def _fold(text: str | None) -> str:
    from nlp_service.language.keys import fold

    return " ".join(fold(text or "").split())


@pytest.mark.parametrize("form", FORMS)
def test_a_sample_is_understood(form: str, results: dict[str, Any], truth: dict[str, dict[str, str]]) -> None:
    r = results[form]
    assert Screening.model_validate(r).verdict in ("complete", "needs_supplement", "needs_review")
    assert {d["kind"] for d in r["documents"]} & {"request", "description"}
    assert r["classification"]["label"] == truth[form]["field"]
    title = truth[form]["title"]
    if form == "scan":  # a letter may be wrong
        assert len(set(_fold(r["metadata"]["title"]).split()) & set(_fold(title).split())) > len(title.split()) / 2
    else:
        assert _fold(r["metadata"]["title"]) == _fold(title)
    present = {s["id"] for s in r["sections"] if s["status"] == "present"}
    assert {"title", "solution"} <= present


@pytest.mark.parametrize("form", FORMS)
def test_every_place_points_into_the_text(form: str, results: dict[str, Any], sample_files: dict[str, Path]) -> None:
    dossier = nlp_service.read(sample_files[form])
    findings = [f for f in results[form]["findings"] if f["rule"] != "personal-data"]  # those quotes are masked
    places = [e for f in findings for e in f["evidence"]]
    places += [p["query"] for d in results[form]["duplicates"] for p in d["passages"]]
    for e in places:
        text = " ".join(dossier.files[e["file"]].text[e["start"] : e["end"]].split())
        begun = e["quote"].split("…")[0].strip()  # a long passage is quoted in parts
        assert begun[:80] == text[: len(begun[:80])], e


def test_legacy_letters_become_unicode(results: dict[str, Any]) -> None:
    assert results["tcvn3"]["dossier"]["files"][0]["encoding"] == "tcvn3"


@pytest.mark.office
def test_left_out_sections_are_missed(results: dict[str, Any]) -> None:
    sample = next(s for s in samples() if s.form == "pdf")
    missed = {f["section"] for f in results["pdf"]["findings"] if f["rule"] == "section-missing"}
    assert set(sample.drop) <= missed
    assert results["pdf"]["verdict"] == "needs_supplement"


@pytest.mark.office
def test_borrowed_paragraphs_are_found(results: dict[str, Any]) -> None:
    sample = next(s for s in samples() if s.form == "doc")
    first = results["doc"]["duplicates"][0]
    assert (first["dossier"], first["level"]) == (sample.borrowed, "high")
    assert first["passages"]
    for form in ("docx", "zip", "tcvn3"):
        assert not any(d["level"] == "high" for d in results[form]["duplicates"]), form


@pytest.mark.ocr
@pytest.mark.office
def test_a_scan_is_read_page_by_page(results: dict[str, Any]) -> None:
    file = results["scan"]["dossier"]["files"][0]
    assert file["ocr_pages"] == file["pages"] > 1


def test_the_public_names(sample_files: dict[str, Path]) -> None:
    nlp = nlp_service.load()
    text = "Tổ chức góc chơi mở giúp trẻ 5 tuổi mạnh dạn giao tiếp."
    doc = nlp.make_doc(text)
    assert all(text[t.idx : t.idx + len(t)] == t.text for t in doc)
    assert any(" " in t.text for t in doc)
    result = nlp_service.screen(sample_files["docx"])
    assert json.loads(result.model_dump_json(by_alias=True))["schema"] == "nlp-service/screening@1"
