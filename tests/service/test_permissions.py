"""Who may call what: every route of pages and API, one by one, for every role, for tokens of every scope, and for nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from nlp_service.service import accounts, create_app
from nlp_service.service.roles import ROLES, SCOPES
from nlp_service.settings import Settings

from .test_guard import PASSWORD, as_role

ANYBODY, PERSON = "anybody", "person"
#: Route → what it takes: an ability, any person or program that is known, or nothing.
WANTED = {
    "GET /healthz": ANYBODY, "GET /readyz": ANYBODY, "GET /metrics": ANYBODY,
    "GET /login": ANYBODY, "POST /login": ANYBODY, "POST /logout": ANYBODY, "GET /login/oidc": ANYBODY,
    "GET /login/oidc/done": ANYBODY,
    "GET /": PERSON, "POST /cases": "upload", "GET /cases": PERSON, "GET /cases/export.{kind}": PERSON,
    "POST /cases/decide": "work", "POST /cases/views": PERSON, "GET /cases/{id}": PERSON, "POST /cases/{id}/waive": "work",
    "POST /cases/{id}/unwaive": "work", "POST /cases/{id}/field": "work", "POST /cases/{id}/profile": "work",
    "POST /cases/{id}/again": "upload", "POST /cases/{id}/cancel": "upload", "POST /cases/{id}/decision": "work",
    "GET /cases/{id}/files/{position}": PERSON, "GET /cases/{id}/duplicates/{earlier:path}": "see",
    "POST /cases/{id}/duplicates/{earlier:path}": "work",
    "GET /register": "see", "POST /register/import": "register", "GET /register/export.xlsx": "see",
    "GET /register/{id:path}": "see", "GET /overview": "see", "GET /overview/{id}.xlsx": "see",
    "GET /admin/rules": "lead", "POST /admin/rules": "admin", "POST /admin/rounds": "lead",
    "POST /admin/rounds/{number:int}/rules": "lead",
    "POST /admin/rounds/{number:int}": "lead", "POST /admin/rounds/remove": "lead",
    "GET /admin/health": "log", "GET /admin/log": "log",
    "POST /admin/users": "admin", "POST /admin/users/{name}": "admin", "POST /admin/tokens": "admin",
    "POST /admin/tokens/revoke": "admin", "GET /admin/policies": "admin", "POST /admin/bands": "admin",
    "POST /admin/retention": "admin", "POST /admin/retention/sweep": "admin", "GET /admin/units": "admin",
    "POST /admin/units": "admin", "GET /admin/letters": "admin", "POST /admin/agency": "admin",
    "GET /admin/letters/{which}.docx": "admin", "POST /admin/letters/{which}": "admin",
    "POST /admin/letters/{which}/drop": "admin", "GET /admin/webhooks": "admin", "POST /admin/webhooks": "admin",
    "POST /admin/webhooks/remove": "admin",
    "POST /api/v1/screenings": "upload", "GET /api/v1/screenings": PERSON, "GET /api/v1/screenings/{id}": PERSON,
    "POST /api/v1/screenings/{id}/cancel": "upload", "GET /api/v1/screenings/{id}/events": PERSON,
    "GET /api/v1/screenings/{id}/findings": PERSON, "POST /api/v1/screenings/{id}/decision": "work",
    "POST /api/v1/screenings/{id}/waivers": "work", "POST /api/v1/screenings/{id}/field": "work",
    "POST /api/v1/screenings/{id}/again": "work", "POST /api/v1/screenings/{id}/opinions": "work",
    "GET /api/v1/screenings/{id}/{which}.{kind}": PERSON,
    "GET /api/v1/register": "see", "POST /api/v1/register": "register", "GET /api/v1/register/search": "see",
    "GET /api/v1/register/{id:path}": "see", "DELETE /api/v1/register/{id:path}": "register",
    "POST /api/v1/audits": "see+upload", "GET /api/v1/audits/{id}": "see", "GET /api/v1/audits/{id}/{report}": "see",
    "GET /api/v1/admin/rounds": "lead", "POST /api/v1/admin/rounds": "lead", "PUT /api/v1/admin/rounds/{id}": "lead",
    "DELETE /api/v1/admin/rounds/{id}": "lead", "GET /api/v1/admin/rules": "lead",
    "GET /api/v1/admin/rounds/{id}/rules": "lead", "PUT /api/v1/admin/rounds/{id}/rules": "lead",
    "GET /api/v1/admin/log": "log", "GET /api/v1/admin/health": "log",
}  # fmt: skip
#: Pages that show each caller what is theirs, and refuse those who have nothing there.
OF_SEVERAL = {"GET /admin": {"lead", "log"}}


def every_route(app: Any) -> Iterator[str]:
    """All routes but the description of the API and static files."""

    def walk(routes: Any, prefix: str) -> Iterator[str]:
        for route in routes:
            if isinstance(route, APIRoute):
                yield from (f"{method} {prefix}{route.path}" for method in sorted(route.methods or ()))
            elif hasattr(route, "original_router"):  # a router that was included
                yield from walk(route.original_router.routes, prefix + route.include_context.prefix)

    yield from walk(app.routes, "")


def wanted(route: str) -> str | set[str]:
    if route in OF_SEVERAL:
        return OF_SEVERAL[route]
    return WANTED.get(route, "admin" if "/api/v1/admin/" in route else "no entry")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A desk with a user of each role and a token of each scope; its workers do not work."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("desk")))
    for role in ROLES:
        accounts.add_user(app.state.desk.engine, role, PASSWORD, role=role)
    yield TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000), follow_redirects=False)
    app.state.desk.register.close()


def call(client: TestClient, route: str, **more: Any) -> int:
    method, path = route.split(" ")
    for place in ("{id:path}", "{earlier:path}", "{id}", "{name}", "{position}", "{number:int}"):
        path = path.replace(place, "987654")
    kind = "docx" if "{which}" in path else "csv"
    path = path.replace("{which}", "letter").replace("{kind}", kind).replace("{report}", "report.xlsx")
    return client.request(method, path, headers={"accept": "application/json", **more}).status_code


def may(abilities: frozenset[str], what: str | set[str]) -> bool:
    if isinstance(what, set):
        return bool(what & abilities)
    return what in (ANYBODY, PERSON) or set(what.split("+")) <= abilities


def test_every_route_is_in_the_table(client: TestClient) -> None:
    routes = set(every_route(client.app))
    assert len(routes) > 90
    assert {r for r in routes if wanted(r) == "no entry"} == set()
    assert set(WANTED) - routes == set()


@pytest.mark.parametrize("role", sorted(ROLES))
def test_what_a_role_may(client: TestClient, role: str) -> None:
    as_role(client, role)
    for route in sorted(every_route(client.app)):
        if route != "POST /logout":
            status = call(client, route)
            assert (status not in (401, 403)) is may(ROLES[role], wanted(route)), (route, status)


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_what_a_token_may(client: TestClient, scope: str) -> None:
    client.cookies.clear()
    desk = client.app.state.desk  # type: ignore[attr-defined]
    token = accounts.add_token(desk.engine, f"of-{scope}", [scope])
    for route in sorted(every_route(client.app)):
        status = call(client, route, authorization=f"Bearer {token}")
        assert (status not in (401, 403)) is may(SCOPES[scope], wanted(route)), (route, status)


def test_nobody_gets_in_anywhere(client: TestClient) -> None:
    client.cookies.clear()
    for route in sorted(every_route(client.app)):
        status = call(client, route)
        assert (status not in (401, 403)) is (wanted(route) == ANYBODY), (route, status)
