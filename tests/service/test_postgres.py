"""The whole desk on PostgreSQL: upload, worker, result, list, search, overview, the queue that wakes workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import settings_on
from fastapi.testclient import TestClient

from nlp_service.service.crew import attending, make_queue
from nlp_service.service.desk import Desk
from nlp_service.settings import Settings
from service.conftest import client_for


@pytest.fixture(scope="module")
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Settings]:
    with settings_on("postgresql", request, tmp_path_factory.mktemp("desk"), models=models) as settings:
        yield settings


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    """A desk with its tables in PostgreSQL."""
    with client_for(settings) as client:
        yield client


def test_a_dossier_goes_its_way(client: TestClient, dossier: bytes, other_dossier: bytes) -> None:
    first = client.post("/api/v1/screenings?wait=true", files=[("files", ("a.docx", dossier))])
    assert first.status_code == 200, first.text
    job = client.post("/api/v1/screenings", files=[("files", ("b.docx", other_dossier))]).json()
    kinds = [line[7:] for line in client.get(job["links"]["events"]).text.splitlines() if line.startswith("event: ")]
    assert (kinds[0], kinds[-1]) == ("queued", "done")
    again = client.post("/api/v1/screenings?wait=true", files=[("files", ("c.docx", dossier))]).json()
    assert any(d["dossier"] == first.json()["id"] and d["kind"] == "exact" for d in again["duplicates"])
    title = str(first.json()["metadata"]["title"])
    listed = client.get("/api/v1/screenings", params={"q": title}).json()
    assert {c["id"] for c in listed["items"]} == {first.json()["id"], again["id"]}
    assert listed["total"] == 2
    found = client.get("/api/v1/register/search", params={"q": title}).json()["items"]
    assert first.json()["id"] in {e["id"] for e in found}
    pages = ("", "cases?order=title", f"cases/{job['id']}", "register?q=giai+phap", f"register/{job['id']}", "overview")
    for path in pages:
        answer = client.get(f"/{path}")
        assert answer.status_code == 200, (path, answer.text)
    assert client.post(f"/api/v1/screenings/{job['id']}/decision", json={"kind": "forward"}).is_success
    assert client.post(f"/api/v1/screenings/{job['id']}/cancel").json()["code"] == "job-ended"
    assert 'nlp_service_jobs{kind="done"} 3' in client.get("/metrics").text
    desk: Desk = client.app.state.desk  # type: ignore[attr-defined]
    desk.register.erase(first.json()["id"], who="canbo")
    author = first.json()["metadata"]["authors"][0]["name"]
    assert author not in client.get(f"/cases/{first.json()['id']}").text + client.get(f"/cases/{again['id']}").text
    assert client.get("/api/v1/screenings", params={"q": author}).json()["items"] == []
    assert desk.register.check() == ()


def test_the_queue_carries_the_news(settings: Settings) -> None:
    queue, heard = make_queue(settings), []
    attend = attending(queue, lambda: heard.append("work"))
    queue.flush()
    attend()
    assert queue.pending_count() == 1
    message = queue.dequeue()
    assert message is not None
    queue.execute(message)
    assert heard == ["work"]
    assert queue.pending_count() == 0
    queue.storage.close()
