"""Who gets in, what foreign pages may not do, headers, limits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from starlette.datastructures import Headers

from nlp_service.register.database import writing
from nlp_service.service import accounts, create_app
from nlp_service.service.guard import POLICY, Bucket, foreign
from nlp_service.service.intake import clean_name
from nlp_service.service.tables import UserRow
from nlp_service.settings import Settings

PASSWORD = "mat-khau-dai-2026"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A desk with one user of each role."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("desk"), max_bytes=100_000))
    engine = app.state.desk.engine
    for role in ("administrator", "officer", "uploader", "auditor", "lead"):
        accounts.add_user(engine, role, PASSWORD, role=role)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000)) as client:
        yield client


ADDRESSES = (f"127.0.{n // 250}.{n % 250 + 1}" for n in count(1))


def as_role(client: TestClient, role: str) -> TestClient:
    """Logged in as a user of ``role``, each time from another address: log-ins from one are counted."""
    client.cookies.clear()
    client._transport.client = (next(ADDRESSES), 50000)  # type: ignore[attr-defined]
    answer = client.post("/login", data={"name": role, "password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return client


def test_nobody_is_sent_to_the_login_page_or_told_so(guarded: TestClient) -> None:
    guarded.cookies.clear()
    page = guarded.get("/cases", headers={"accept": "text/html"}, follow_redirects=False)
    assert page.headers["location"] == "/login?next=%2Fcases"
    api = guarded.get("/api/v1/screenings")
    assert (api.status_code, api.json()["code"]) == (401, "login-needed")
    assert api.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("uploader", {"/": 200, "/cases": 200, "/register": 403, "/overview": 403, "/admin": 403}),
        ("officer", {"/": 200, "/register": 200, "/overview": 200, "/admin": 403}),
        ("lead", {"/register": 200, "/admin": 200, "/admin/log": 200}),
        ("auditor", {"/register": 200, "/admin/log": 200}),
        ("administrator", {"/admin": 200}),
    ],
)
def test_pages_by_role(guarded: TestClient, role: str, allowed: dict[str, int]) -> None:
    client = as_role(guarded, role)
    for path, status in allowed.items():
        assert client.get(path).status_code == status, path


def test_an_uploader_sees_only_what_is_their_own(guarded: TestClient) -> None:
    mine = as_role(guarded, "officer").post("/api/v1/screenings", files=[("files", ("a.txt", b"chu"))]).json()["id"]
    uploader = as_role(guarded, "uploader")
    for path in (f"/cases/{mine}", f"/cases/{mine}/files/0", f"/api/v1/screenings/{mine}", f"/api/v1/screenings/{mine}/events"):
        assert uploader.get(path).status_code == 404, path
    assert uploader.get("/api/v1/screenings").json()["total"] == 0
    assert uploader.post(f"/api/v1/screenings/{mine}/cancel").status_code == 404
    assert uploader.post(f"/api/v1/screenings/{mine}/decision", json={"kind": "forward"}).status_code == 403
    auditor = as_role(guarded, "auditor")
    assert auditor.get(f"/api/v1/screenings/{mine}").status_code == 200
    assert auditor.post(f"/api/v1/screenings/{mine}/decision", json={"kind": "forward"}).status_code == 403
    assert auditor.post("/api/v1/screenings", files=[("files", ("a.txt", b"x"))]).status_code == 403


def test_a_wrong_password_locks_after_five_tries(guarded: TestClient) -> None:
    engine = guarded.app.state.desk.engine  # type: ignore[attr-defined]
    accounts.add_user(engine, "locked", PASSWORD)
    for _ in range(accounts.FAILURES):
        with pytest.raises(accounts.AccountError, match="login-failed"):
            accounts.log_in(engine, "locked", "sai")
    with pytest.raises(accounts.AccountError, match="login-failed"):  # the same words: nobody learns that the name exists
        accounts.log_in(engine, "locked", PASSWORD)
    with writing(engine) as session:
        session.execute(update(UserRow).where(UserRow.name == "locked").values(locked_until=0.0))
    assert accounts.log_in(engine, "locked", PASSWORD)


def test_logging_out_ends_the_session(guarded: TestClient) -> None:
    client = as_role(guarded, "officer")
    cookie = client.cookies["nlps_session"]
    client.post("/logout")
    client.cookies.clear()
    assert client.get("/api/v1/screenings", headers={"cookie": f"nlps_session={cookie}"}).status_code == 401


def test_tokens_have_scopes_and_can_be_revoked(guarded: TestClient) -> None:
    guarded.cookies.clear()
    engine = guarded.app.state.desk.engine  # type: ignore[attr-defined]
    token = accounts.add_token(engine, "may-doc", ["read"])
    head = {"authorization": f"Bearer {token}"}
    assert guarded.get("/api/v1/register", headers=head).status_code == 200
    assert guarded.post("/api/v1/register", headers=head, json={"title": "Một sáng kiến"}).status_code == 403
    accounts.revoke_token(engine, "may-doc")
    assert guarded.get("/api/v1/register", headers=head).json()["code"] == "token-invalid"


def test_the_last_administrator_stays(guarded: TestClient) -> None:
    engine = guarded.app.state.desk.engine  # type: ignore[attr-defined]
    with pytest.raises(accounts.AccountError, match="last-administrator"):
        accounts.change_user(engine, "administrator", role="officer")


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://la.example"}]
)
def test_a_foreign_page_cannot_act(guarded: TestClient, headers: dict[str, str]) -> None:
    answer = as_role(guarded, "officer").post("/api/v1/screenings", files=[("files", ("a.txt", b"x"))], headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross-site")


def test_own_pages_and_programs_are_not_foreign() -> None:
    for headers in ({"sec-fetch-site": "same-origin"}, {"origin": "http://desk", "host": "desk"}, {}):
        assert not foreign(Headers(headers))


def test_a_desk_without_users_is_open_on_this_machine_only(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000)) as here:
        assert here.get("/cases").status_code == 200
        assert here.get("/cases", headers={"host": "rebound.example"}).status_code == 403
        assert here.get("/cases", headers={"x-forwarded-for": "10.0.0.9"}).status_code == 403
    far = TestClient(app, base_url="http://127.0.0.1", client=("10.0.0.9", 50000))
    assert far.get("/cases").json()["code"] == "desk-closed"


def test_a_body_beyond_the_limit_is_cut_off(guarded: TestClient) -> None:
    client = as_role(guarded, "officer")
    answer = client.post("/api/v1/screenings", files=[("files", ("a.bin", b"x" * 300_000))])
    assert (answer.status_code, answer.json()["code"]) == (413, "upload-too-large")

    def endless() -> Iterator[bytes]:  # no content-length: counted while it streams
        for _ in range(10):
            yield b"y" * 50_000

    answer = client.post("/api/v1/screenings", content=endless(), headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code in (413, 400)


def test_every_answer_carries_the_policy_and_no_page_an_inline_script(guarded: TestClient) -> None:
    client = as_role(guarded, "administrator")
    for path in ("/", "/cases", "/register", "/overview", "/admin", "/login", "/nope"):
        answer = client.get(path, headers={"accept": "text/html"})
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "style=" not in answer.text
        assert " onclick" not in answer.text


def test_next_leads_only_into_this_site(guarded: TestClient) -> None:
    data = {"name": "officer", "password": PASSWORD, "next": "//la.example/"}
    assert guarded.post("/login", data=data, follow_redirects=False).headers["location"] == "/"


@given(st.text(max_size=300))
def test_names_of_files_are_harmless_labels(name: str) -> None:
    label = clean_name(name)
    assert label
    assert len(label) <= 200
    assert ".." not in label.split("/")
    assert not label.startswith("/") or len(name) > 200
    assert clean_name(label) == label or len(name) > 200


@given(st.lists(st.floats(0, 5), min_size=1, max_size=200))
def test_a_bucket_never_gives_more_than_its_rate(waits: list[float]) -> None:
    bucket, now, taken = Bucket(rate=2, burst=5), 0.0, 0
    for wait in waits:
        now += wait
        taken += bucket.take("a", now) == 0
    assert taken <= 5 + 2 * now + 1e-6
