"""Personal data of a dossier on the desk goes on request, from wherever it stands; its text is still found again."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from nlp_service.dossier import RegisterError
from nlp_service.language.keys import fold
from nlp_service.service.desk import Desk


def _stored(folder: Path) -> str:
    """Everything that stands in the database, its files of changes among it, in lower case."""
    return b"".join(p.read_bytes() for p in folder.glob("register.sqlite3*")).decode("utf-8", "ignore").lower()


def test_an_erased_dossier_leaves_no_name_no_text_and_no_file_at_the_desk(
    client: TestClient, desk: Desk, dossier: bytes, other_dossier: bytes
) -> None:
    one, twin, other = (
        client.post("/api/v1/screenings?wait=true", files=[("files", (name, content))]).json()
        for name, content in (("mot.docx", dossier), ("hai.docx", dossier), ("ba.docx", other_dossier))
    )
    id, names = one["id"], [a["name"] for a in one["metadata"]["authors"]]
    assert names
    url = f"/api/v1/screenings/{id}"
    client.post(f"{url}/decision", json={"kind": "return", "note": f"Trả lại cho {names[0]}."})
    asked = fold(names[0])
    listed = client.get("/api/v1/screenings", params={"q": asked}).json()["items"]
    assert id in {c["id"] for c in listed}
    desk.register.erase(id, who="canbo")
    kept = _stored(desk.settings.data)
    for name in names:
        assert name.lower() not in kept
        assert fold(name) not in kept
    assert client.get("/api/v1/screenings", params={"q": asked}).json()["items"] == []
    page = client.get(f"/cases/{id}")
    assert page.status_code == 200
    assert not any(name in page.text for name in names)
    assert client.get(f"/cases/{id}/files/0").status_code == 410
    assert client.post(f"{url}/again", json={}).status_code == 410
    digests = {f["sha256"]: desk.vault.path(f["sha256"]).exists() for r in (one, other) for f in r["dossier"]["files"]}
    assert list(digests.values()) == [False, True]  # the twin's copy goes with it, the other dossier keeps its own
    again = client.post("/api/v1/screenings?wait=true", files=[("files", ("bon.docx", dossier))]).json()
    assert {id, twin["id"]} <= {d["dossier"] for d in again["duplicates"] if d["kind"] in ("exact", "near")}
    assert desk.register.check() == ()


def test_a_case_that_never_came_into_the_register_is_erased_by_its_own_id(client: TestClient, desk: Desk) -> None:
    case = client.post("/api/v1/screenings?wait=true", files=[("files", ("Bùi Thị Khoai Lang.docx", b"PK no archive"))]).json()
    assert not desk.register.search(case["id"])
    desk.register.erase(case["id"], who="canbo")
    assert "khoai lang" not in _stored(desk.settings.data)
    assert client.get(f"/cases/{case['id']}").status_code == 200
    assert desk.register.audit_entries(limit=1)[0].action == "personal-data.erase"
    with pytest.raises(RegisterError, match="register-id-unknown"):
        desk.register.erase("never-came", who="canbo")


def test_a_search_index_of_the_desk_that_does_not_fit_is_told(client: TestClient, desk: Desk, dossier: bytes) -> None:
    client.post("/api/v1/screenings?wait=true", files=[("files", ("nam.docx", dossier))])
    assert desk.register.check() == ()
    with desk.engine.begin() as connection:
        connection.execute(text("INSERT INTO cases_fts(cases_fts) VALUES ('delete-all')"))
    assert any("cases_fts" in line for line in desk.register.check())
    with desk.engine.begin() as connection:
        connection.execute(text("INSERT INTO cases_fts(cases_fts) VALUES ('rebuild')"))
    assert desk.register.check() == ()
