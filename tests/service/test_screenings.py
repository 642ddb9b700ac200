"""The way of a dossier over the API and the pages."""

from __future__ import annotations

import html
import io
import json
import shutil
import zipfile

import pytest
from docx import Document
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw

from nlp_service.dossier import Screening
from nlp_service.messages import LANGUAGES, say
from nlp_service.service.desk import Desk


@pytest.fixture(scope="module")
def result(client: TestClient, dossier: bytes) -> dict[str, object]:
    answer = client.post("/api/v1/screenings?wait=true", files=[("files", ("ho-so.docx", dossier))])
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_waiting_gives_the_screening_of_the_contract(client: TestClient, result: dict[str, object]) -> None:
    again = client.get(f"/api/v1/screenings/{result['id']}").json()
    assert again == result
    assert result["schema"] == "nlp-service/screening@1"
    Screening.model_validate({k: v for k, v in result.items() if k != "id"})


def test_without_waiting_a_job_is_answered_and_can_be_followed(client: TestClient, other_dossier: bytes) -> None:
    answer = client.post("/api/v1/screenings", files=[("files", ("a.docx", other_dossier))])
    assert answer.status_code == 202
    job = answer.json()
    assert job["status"] == "queued"
    assert answer.headers["location"] == job["links"]["self"] == f"/api/v1/screenings/{job['id']}"
    kinds = [line[7:] for line in client.get(job["links"]["events"]).text.splitlines() if line.startswith("event: ")]
    assert kinds[0] == "queued"
    assert kinds[-1] == "done"
    assert "stage" in kinds
    assert client.get(job["links"]["self"]).json()["schema"] == "nlp-service/screening@1"


def test_events_go_on_after_the_last_one_seen(client: TestClient, result: dict[str, object]) -> None:
    url = f"/api/v1/screenings/{result['id']}/events"
    ids = [int(line[4:]) for line in client.get(url).text.splitlines() if line.startswith("id: ")]
    rest = client.get(url, headers={"last-event-id": str(ids[2])}).text
    assert [int(line[4:]) for line in rest.splitlines() if line.startswith("id: ")] == ids[3:]


def test_the_same_files_twice_are_told(client: TestClient, dossier: bytes, result: dict[str, object]) -> None:
    job = client.post("/api/v1/screenings", files=[("files", ("khac-ten.docx", dossier))]).json()
    assert result["id"] in job["same_as"]
    client.get(job["links"]["events"])
    again = client.get(job["links"]["self"]).json()
    assert any(d["dossier"] == result["id"] and d["kind"] == "exact" for d in again["duplicates"])


def test_an_idempotency_key_gives_the_same_job(client: TestClient, dossier: bytes, other_dossier: bytes) -> None:
    send = {"headers": {"idempotency-key": "k1"}}
    first = client.post("/api/v1/screenings", files=[("files", ("a.docx", dossier))], **send).json()  # type: ignore[arg-type]
    second = client.post("/api/v1/screenings", files=[("files", ("a.docx", dossier))], **send).json()  # type: ignore[arg-type]
    assert first["id"] == second["id"]
    other = client.post("/api/v1/screenings", files=[("files", ("b.docx", other_dossier))], **send)  # type: ignore[arg-type]
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency-conflict"


def test_a_field_that_is_not_told_says_why_in_both_languages(client: TestClient) -> None:
    result = client.post("/api/v1/screenings?wait=true", files=[("files", ("x.txt", b"qwerty zxcvb asdfgh " * 9))]).json()
    why = result["classification"]["why_unknown"]
    assert (result["classification"]["label"], why is None) == ("unknown", False)
    for lang in LANGUAGES:
        assert say(f"why-unknown.{why}", lang) in html.unescape(client.get(f"/cases/{result['id']}?lang={lang}").text)


@pytest.mark.parametrize(
    ("name", "content"), [("rong.docx", b""), ("hong.pdf", b"%PDF-1.7 nothing"), ("la.bin", bytes(range(256)) * 9)]
)
def test_a_bad_file_ends_in_a_verdict_and_is_kept(client: TestClient, desk: Desk, name: str, content: bytes) -> None:
    answer = client.post("/api/v1/screenings?wait=true", files=[("files", (name, content))])
    assert answer.status_code == 200
    result = answer.json()
    assert result["verdict"] == "unreadable"
    assert result["dossier"]["files"][0]["errors"]
    assert client.get(f"/cases/{result['id']}/files/0").content == content


def test_a_zip_is_one_dossier(client: TestClient, dossier: bytes, other_dossier: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("don.docx", dossier)
        archive.writestr("mo-ta.docx", other_dossier)
    result = client.post("/api/v1/screenings?wait=true", files=[("files", ("ho-so.zip", out.getvalue()))]).json()
    assert len(result["dossier"]["files"]) == 2


def test_no_file_is_a_problem_with_a_code(client: TestClient) -> None:
    answer = client.post("/api/v1/screenings", files=[("other", ("a", b"x"))])
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "request-invalid"


def test_an_unknown_dossier_is_not_found(client: TestClient) -> None:
    answer = client.get("/api/v1/screenings/nope")
    assert (answer.status_code, answer.json()["code"]) == (404, "case-unknown")


def test_the_page_shows_verdict_checklist_field_and_quotes(client: TestClient, result: dict[str, object]) -> None:
    page = client.get(f"/cases/{result['id']}").text
    for part in ('id="findings"', 'id="checklist"', 'id="field"', 'id="duplicates"', 'class="sheet"'):
        assert part in page
    assert str(result["metadata"]["title"]) in page  # type: ignore[index]


def test_the_plain_form_works_without_a_script(client: TestClient, dossier: bytes, other_dossier: bytes) -> None:
    files = [("files", ("a.docx", dossier)), ("files", ("b.docx", other_dossier))]
    one = client.post("/cases", files=files, data={"mode": "one"}, follow_redirects=False)
    assert one.status_code == 303
    assert one.headers["location"].startswith("/cases/")
    each = client.post("/cases", files=files, data={"mode": "each"}, follow_redirects=False)
    assert each.headers["location"] == "/cases"


def test_officers_waive_correct_decide_and_write(client: TestClient, result: dict[str, object]) -> None:
    url = f"/api/v1/screenings/{result['id']}"
    findings = client.get(f"{url}/findings").json()
    assert findings
    key = findings[0]["key"]
    assert client.post(f"{url}/waivers", json={"finding": key, "reason": "=đã có bản giấy & dấu"}).status_code == 200
    assert next(f for f in client.get(f"{url}/findings").json() if f["key"] == key)["waived"]
    assert client.post(f"{url}/waivers", json={"finding": "nope", "reason": "x"}).json()["code"] == "finding-unknown"
    assert client.post(f"{url}/field", json={"label": "education"}).status_code == 200
    for no_day in ("2026-13-45", "2026-02-30", "mai"):
        refused = client.post(f"{url}/decision", json={"kind": "supplement", "note": "Bổ sung.", "deadline": no_day})
        assert (refused.status_code, refused.json()["code"]) == (422, "request-invalid")
        form = client.post(f"/cases/{result['id']}/decision", data={"kind": "supplement", "deadline": no_day})
        assert form.status_code == 422
    assert client.post(f"{url}/decision", json={"kind": "supplement", "note": "Bổ sung.", "deadline": "2026-12-01"}).is_success
    for which in ("report", "letter"):
        letter = client.get(f"{url}/{which}.docx")
        words = "\n".join(p.text for p in Document(io.BytesIO(letter.content)).paragraphs)
        assert "{{" not in words
        assert "{%" not in words
        assert str(result["metadata"]["title"]) in words  # type: ignore[index]
    listed = client.get("/api/v1/screenings", params={"decision": "supplement"}).json()["items"]
    assert [c["label"] for c in listed if c["id"] == result["id"]] == ["education"]


def test_another_form_is_tried_without_reading_again(client: TestClient, result: dict[str, object]) -> None:
    job = client.post(f"/api/v1/screenings/{result['id']}/again", json={"profile": "skkn_three_part"}).json()
    events = client.get(f"/api/v1/screenings/{result['id']}/events").text
    assert '"stage":"rules"' in events.replace(": ", ":")
    assert '"stage":"read"' not in events.replace(": ", ":")
    assert job["kind"] == "rescreen"
    assert client.get(f"/api/v1/screenings/{result['id']}").json()["verdict"]
    assert client.post(f"/api/v1/screenings/{result['id']}/again", json={"profile": "nope"}).json()["code"] == "profile-unknown"


def events_of(stream: str) -> list[tuple[int, dict[str, object]]]:
    """Number and data of every event."""
    found = [dict(line.split(": ", 1) for line in part.splitlines() if ": " in line) for part in stream.split("\n\n")]
    return [(int(f["id"]), json.loads(f["data"])) for f in found if "id" in f]


def pages_of_a_scan(count: int) -> bytes:
    """A pdf of pictures of a short text."""
    page = Image.new("L", (900, 300), 255)
    ImageDraw.Draw(page).text((40, 40), "SANG KIEN 2026", fill=0, font_size=60)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=110, save_all=True, append_images=[page] * (count - 1))
    return out.getvalue()


@pytest.mark.ocr
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is missing")
def test_every_page_of_a_scan_is_told_and_can_be_resumed(client: TestClient) -> None:
    job = client.post("/api/v1/screenings", files=[("files", ("quet.pdf", pages_of_a_scan(3)))]).json()
    seen = events_of(client.get(job["links"]["events"]).text)
    pages = [(n, d["page"], d["of"], d["file"]) for n, d in seen if "page" in d]
    assert [p[1:] for p in pages] == [(1, 3, "quet.pdf"), (2, 3, "quet.pdf"), (3, 3, "quet.pdf")]
    rest = client.get(job["links"]["events"], headers={"last-event-id": str(pages[1][0])}).text
    assert events_of(rest)[0][1]["page"] == 3


def test_the_register_goes_page_by_page(client: TestClient) -> None:
    for i in range(3):
        assert client.post("/api/v1/register", json={"id": f"cu/{i}", "title": f"Sáng kiến cũ {i}", "year": 1990}).is_success
    seen, cursor = [], None
    while True:
        query = {"limit": 1, "year": 1990, **({"cursor": cursor} if cursor else {})}
        page = client.get("/api/v1/register", params=query).json()
        seen += [e["id"] for e in page["items"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert seen == ["cu/0", "cu/1", "cu/2"]
    assert client.get("/api/v1/register", params={"cursor": "không-có"}).json()["code"] == "cursor-invalid"
    assert client.get("/register", params={"after": "cu/0", "year": "1990"}).text.count("Sáng kiến cũ") == 2


@pytest.mark.parametrize(
    "path", [f"/register?year={10**20}", f"/cases?round={10**20}", "/register?q=cu&start=50", "/cases?q=%22"]
)
def test_odd_addresses_are_answered(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200
