"""Single sign-on against a real provider: a process of its own on this machine."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.service import accounts, create_app, oidc, signing
from nlp_service.service.pages.login import CARRIED
from nlp_service.settings import Settings

PEOPLE: dict[str, dict[str, object]] = {
    "lan": {"preferred_username": "lan", "name": "Nguyễn Thị Lan", "roles": ["so-van-thu", "ca-nhan"]},
    "minh": {"preferred_username": "minh", "realm": {"roles": ["ca-nhan"]}, "roles": "ca-nhan"},
    "khach": {"preferred_username": "khach", "roles": ["nguoi-la"]},
    "trung-ten": {"preferred_username": "canbo", "roles": ["ca-nhan"]},
    "la/ten": {"preferred_username": "tên có dấu cách", "roles": ["ca-nhan"]},
}
ROLES = ("so-van-thu=lead", "ca-nhan=officer", "gia=khong-co-vai-nay")


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a provider that knows some people and lets in whoever says who they are."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    people = [arg for sub, claims in PEOPLE.items() for arg in ("--user-claims", json.dumps({"sub": sub, **claims}))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), *people]
    with (tmp_path_factory.mktemp("provider") / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "PYTHONWARNINGS": "ignore"})
        try:
            while process.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except ConnectionRefusedError:
                    continue
            assert process.poll() is None
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


@pytest.fixture(scope="module")
def desk(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A desk that sends people there; ``canbo`` has a password here."""
    folder = tmp_path_factory.mktemp("desk")
    ours = {"oidc_issuer": provider, "oidc_client": "ban-lam-viec", "oidc_secret": "bi mat:1", "oidc_roles": ROLES}
    settings = Settings.model_validate({"data": folder, **ours})
    app = create_app(settings)
    accounts.add_user(app.state.desk.engine, "canbo", "mat-khau-dai-2026", role="administrator")
    client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000), follow_redirects=False)
    yield client
    app.state.desk.register.close()


@pytest.fixture(autouse=True)
def _fresh(desk: TestClient) -> None:
    desk.cookies.clear()


def visit(address: str, sub: str) -> dict[str, str]:
    """What a person does at the provider: say who they are.  Gives what it sends back through the browser."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request(
        "POST", f"{parts.path}?{parts.query}", urlencode({"sub": sub}), {"content-type": "application/x-www-form-urlencoded"}
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 302, answer.status
    return {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def log_in(desk: TestClient, sub: str, then: str = "/cases") -> tuple[int, str]:
    """The whole way; gives the status and where it leads, or the page."""
    leave = desk.get("/login/oidc", params={"next": then})
    assert leave.status_code == 303
    done = desk.get("/login/oidc/done", params=visit(leave.headers["location"], sub))
    return done.status_code, done.headers.get("location", done.text)


def test_a_person_gets_the_role_that_the_provider_gives(desk: TestClient) -> None:
    assert log_in(desk, "lan") == (303, "/cases")
    page = desk.get("/admin")
    assert page.status_code == 200  # a lead may
    assert "Nguyễn Thị Lan" in page.text
    desk.cookies.clear()
    assert log_in(desk, "minh") == (303, "/cases")
    assert desk.get("/admin").status_code == 403  # an officer may not
    assert desk.get("/register").status_code == 200


def test_the_same_person_is_the_same_user_the_next_time(desk: TestClient) -> None:
    for _ in range(2):
        log_in(desk, "lan")
    names = [u.name for u in accounts.users(desk.app.state.desk.engine)]  # type: ignore[attr-defined]
    assert names.count("lan") == 1


def test_an_odd_name_becomes_a_plain_one(desk: TestClient) -> None:
    assert log_in(desk, "la/ten")[0] == 303
    assert any(u.name.startswith("oidc-") for u in accounts.users(desk.app.state.desk.engine))  # type: ignore[attr-defined]


@pytest.mark.parametrize(("sub", "status", "code"), [("khach", 403, "vai trò"), ("trung-ten", 409, "canbo")])
def test_no_role_or_a_name_that_is_taken_is_refused(desk: TestClient, sub: str, status: int, code: str) -> None:
    answer = log_in(desk, sub)
    assert answer[0] == status
    assert code in answer[1]
    assert desk.get("/cases", headers={"accept": "application/json"}).status_code == 401


def test_a_closed_account_stays_closed(desk: TestClient) -> None:
    log_in(desk, "minh")
    accounts.change_user(desk.app.state.desk.engine, "minh", active=False)  # type: ignore[attr-defined]
    desk.cookies.clear()
    assert log_in(desk, "minh")[0] == 401
    accounts.change_user(desk.app.state.desk.engine, "minh", active=True)  # type: ignore[attr-defined]


def test_no_password_opens_an_account_of_the_provider(desk: TestClient) -> None:
    log_in(desk, "lan")
    for password in ("!", "", "mat-khau-dai-2026"):
        with pytest.raises(accounts.AccountError, match="login-failed"):
            accounts.log_in(desk.app.state.desk.engine, "lan", password)  # type: ignore[attr-defined]


def test_a_visit_that_this_browser_did_not_begin_is_refused(desk: TestClient) -> None:
    theirs = visit(desk.get("/login/oidc").headers["location"], "lan")  # an attacker's own visit …
    desk.cookies.clear()
    assert desk.get("/login/oidc/done", params=theirs).status_code == 502  # … in a browser that has begun none
    desk.get("/login/oidc")
    assert desk.get("/login/oidc/done", params=theirs).status_code == 502  # … or another one
    assert "nlps_session" not in desk.cookies


def test_a_code_works_once(desk: TestClient) -> None:
    leave = desk.get("/login/oidc")
    carried = desk.cookies[CARRIED]
    back = visit(leave.headers["location"], "lan")
    assert desk.get("/login/oidc/done", params=back).status_code == 303
    desk.cookies.clear()
    again = desk.get("/login/oidc/done", params=back, headers={"cookie": f"{CARRIED}={carried}"})
    assert again.status_code == 502


def test_a_token_of_another_visit_is_refused(desk: TestClient) -> None:
    """The nonce ties the token to the visit: what the browser carries is exchanged for that of another visit."""
    first = desk.get("/login/oidc")
    back = visit(first.headers["location"], "lan")
    key = signing.key_of(desk.app.state.desk.settings)  # type: ignore[attr-defined]
    carried = signing.unseal(key, desk.cookies[CARRIED])
    assert carried is not None
    forged = signing.seal(key, {**carried, "nonce": "khac"}, 60)
    desk.cookies.clear()
    answer = desk.get("/login/oidc/done", params=back, headers={"cookie": f"{CARRIED}={forged}"})
    assert answer.status_code == 502
    assert "nonce" in answer.text


def test_after_the_login_one_stays_on_this_site(desk: TestClient) -> None:
    assert log_in(desk, "lan", then="https://la.example/")[1] == "/"


def test_an_error_of_the_provider_is_told(desk: TestClient) -> None:
    answer = desk.get("/login/oidc/done", params={"error": "access_denied"})
    assert answer.status_code == 403
    assert "access_denied" in answer.text


def test_a_desk_with_a_provider_is_closed_without_users(provider: str, tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, oidc_issuer=provider))
    client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000))
    assert client.get("/api/v1/screenings").status_code == 401
    assert "/login/oidc" in client.get("/login").text
    app.state.desk.register.close()


def test_it_is_off_by_default_and_an_absent_provider_is_told(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path / "a"))
    client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000), follow_redirects=False)
    assert "/login/oidc" not in client.get("/login").text
    assert client.get("/login/oidc").status_code == 404
    app.state.desk.register.close()
    app = create_app(Settings(data=tmp_path / "b", oidc_issuer="http://127.0.0.1:9"))
    client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000), follow_redirects=False)
    assert client.get("/login/oidc").status_code == 502
    app.state.desk.register.close()


@pytest.mark.parametrize(
    ("claim", "claims", "role"),
    [
        ("roles", {"roles": ["ca-nhan", "so-van-thu"]}, "lead"),
        ("roles", {"roles": "ca-nhan"}, "officer"),
        ("realm_access.roles", {"realm_access": {"roles": ["ca-nhan"]}}, "officer"),
        ("realm_access.roles", {"realm_access": "ca-nhan"}, None),
        ("roles", {"roles": ["gia"]}, None),
        ("roles", {"roles": [1, None]}, None),
        ("roles", {}, None),
    ],
)
def test_roles_from_claims(claim: str, claims: dict[str, object], role: str | None) -> None:
    assert oidc.role_of(claims, Settings(oidc_claim=claim, oidc_roles=ROLES)) == role


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4), st.binary(min_size=1, max_size=9))
def test_what_is_sealed_comes_back_only_with_its_key_and_in_time(value: dict[str, str], key: bytes) -> None:
    sealed = signing.seal(key, value, 60)
    assert signing.unseal(key, sealed) == value
    assert signing.unseal(key + b"x", sealed) is None
    assert signing.unseal(key, "A" + sealed) is None
    assert signing.unseal(key, signing.seal(key, value, -1)) is None


@given(st.text(max_size=80))
def test_nothing_else_unseals(text: str) -> None:
    assert signing.unseal(b"k", text) is None


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    key = signing.key_of(settings)
    assert signing.key_of(settings) == key
    assert len(key) >= 32
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    assert signing.key_of(Settings(data=tmp_path, secret="cua-co-quan")) == b"cua-co-quan"
