"""The API keeps to its description, whatever is sent: no 5xx, no answer that the description does not know.

Some requests a route here; more with ``st run http://127.0.0.1:8000/api/v1/openapi.json``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from nlp_service.service import create_app
from nlp_service.settings import Settings


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    """The description, and an application behind it whose workers do not work."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("desk")), workers=0)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000)) as client:
        api.client = client  # type: ignore[attr-defined]
        yield schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json())


schema = schemathesis.pytest.from_fixture("api")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.filterwarnings("ignore")  # of schemathesis and of what it sends
@schema.parametrize()
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_described(case: schemathesis.Case) -> None:
    if case.query.get("wait"):
        case.query = {**case.query, "wait": False}
    answer = case.call(session=api.client, base_url="http://127.0.0.1")  # type: ignore[attr-defined]
    case.validate_response(answer, checks=CHECKS)
