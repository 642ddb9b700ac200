"""Batches over HTTP, and letters as pdf, from end to end."""

from __future__ import annotations

import io
import json
import shutil
import time

import pypdfium2 as pdfium
import pytest
from docx import Document
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from nlp_service.dossier import Screening
from nlp_service.service.desk import Desk


def ended(client: TestClient, url: str, seconds: float = 120.0) -> dict[str, object]:
    """The state of a batch when it has ended."""
    end = time.monotonic() + seconds
    state = client.get(url).json()
    while state["status"] in ("queued", "running") and time.monotonic() < end:
        state = client.get(url).json()
    return dict(state)


@pytest.fixture(scope="module")
def batch(client: TestClient, dossier: bytes, other_dossier: bytes) -> dict[str, object]:
    """A finished batch: a copy among them, two files of one name, a folder, and one that cannot be read."""
    files = [
        ("files", ("mot.docx", dossier)), ("files", ("hai.docx", other_dossier)), ("files", ("mot.docx", dossier)),
        ("files", ("ba/don.docx", other_dossier)), ("files", ("../../hong.pdf", b"%PDF-1.7 x")),
    ]  # fmt: skip
    answer = client.post("/api/v1/audits", files=files)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/v1/audits/{answer.json()['id']}"
    return ended(client, answer.headers["location"])


def test_every_dossier_of_a_batch_has_its_result(client: TestClient, batch: dict[str, object]) -> None:
    assert batch["status"] == "done", batch
    lines = client.get(batch["links"]["results.jsonl"]).text.splitlines()  # type: ignore[index]
    results = [Screening.model_validate_json(line) for line in lines]
    assert len(results) == 5
    assert sum(r.verdict == "unreadable" for r in results) == 1
    assert any(d.kind == "exact" for r in results for d in r.duplicates)  # compared with each other
    assert {r.dossier.name for r in results} == {"mot.docx", "2-mot.docx", "hai.docx", "ba", "hong.pdf"}


def test_of_a_finished_batch_the_reports_are_kept_and_no_second_copy_of_files_and_texts(
    batch: dict[str, object], desk: Desk
) -> None:
    left = {p.name for p in (desk.settings.data / "audits" / str(batch["id"])).iterdir()}
    assert left == {"results.jsonl", "report.xlsx", "report.html"}


def test_the_reports_can_be_opened(client: TestClient, batch: dict[str, object]) -> None:
    links: dict[str, str] = batch["links"]  # type: ignore[assignment]
    book = load_workbook(io.BytesIO(client.get(links["report.xlsx"]).content))
    assert any(row[0].value for sheet in book for row in sheet.iter_rows(min_row=2))
    page = client.get(links["report.html"])
    assert page.headers["content-disposition"].startswith("attachment")  # never shown under our own address
    assert "<html" in page.text


def test_a_batch_that_is_not_there_is_not_found(client: TestClient, batch: dict[str, object]) -> None:
    assert client.get("/api/v1/audits/nope").json()["code"] == "job-unknown"
    case = client.get("/api/v1/screenings").json()["items"]
    assert all(client.get(f"/api/v1/audits/{c['id']}").status_code == 404 for c in case)
    for report in ("..%2F..%2Fregister.sqlite3", "journal.jsonl", "in%2Fmot.docx"):
        assert client.get(f"/api/v1/audits/{batch['id']}/{report}").status_code in (404, 422)


def test_a_batch_goes_by_the_choices_of_the_office(client: TestClient, dossier: bytes, other_dossier: bytes) -> None:
    parts, others = Document(io.BytesIO(dossier)), Document(io.BytesIO(other_dossier)).paragraphs
    for p in parts.paragraphs[len(parts.paragraphs) // 2 :]:
        p.text = ""
    for p in others[len(others) // 2 :]:
        parts.add_paragraph(p.text)
    half = io.BytesIO()
    parts.save(half)
    files = [("files", ("ca.docx", dossier)), ("files", ("nua.docx", half.getvalue()))]

    def results() -> list[Screening]:
        state = ended(client, client.post("/api/v1/audits", files=files).headers["location"])
        assert state["status"] == "done", state
        links: dict[str, str] = state["links"]  # type: ignore[assignment]
        return [Screening.model_validate_json(line) for line in client.get(links["results.jsonl"]).text.splitlines()]

    usual = results()
    rules = {f.rule for r in usual for f in r.findings}
    assert rules
    assert {d.dossier: d.level for d in usual[1].duplicates}["ca"] == "high"  # half of "nua" is copied
    try:
        client.put("/api/v1/admin/rules", json={"off": sorted(rules)})
        client.put("/api/v1/admin/bands", json={"high": 1.0, "medium": 0.999, "passage": 100_000})
        chosen = results()
    finally:
        client.put("/api/v1/admin/rules", json={})
        client.put("/api/v1/admin/bands", json={})
    assert not {f.rule for r in chosen for f in r.findings} & rules
    assert {d.dossier: d.level for d in chosen[1].duplicates}["ca"] == "low"


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is missing")
def test_letters_as_pdf_say_what_the_word_files_say(client: TestClient, dossier: bytes) -> None:
    result = client.post("/api/v1/screenings?wait=true", files=[("files", ("a.docx", dossier))]).json()
    url = f"/api/v1/screenings/{result['id']}"
    body = {"kind": "supplement", "note": "Bổ sung xác nhận của đơn vị áp dụng.", "deadline": "2026-12-15"}
    client.post(f"{url}/decision", json=body)
    title = " ".join(result["metadata"]["title"].split())
    for which, words in (("report", ["PHIẾU KIỂM TRA HỒ SƠ SÁNG KIẾN"]), ("letter", ["THÔNG BÁO", "15/12/2026", body["note"]])):
        answer = client.get(f"{url}/{which}.pdf")
        assert answer.headers["content-type"] == "application/pdf", answer.text[:300]
        with pdfium.PdfDocument(answer.content) as paper:
            raw = "\n".join(page.get_textpage().get_text_range() for page in paper)
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in raw  # on one line
        text = " ".join(raw.split())
        for part in (title, *words):
            assert part in text, (which, part, json.dumps(text[:600], ensure_ascii=False))
