"""The API keeps to its description, whatever is sent: no 5xx, no answer that the description does not know.

Some requests a route here; more with ``st run http://127.0.0.1:8000/api/v1/openapi.json``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from nlp_service.service import accounts, create_app
from nlp_service.settings import Settings

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_every_operation_has_examples_that_fit(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))
    description = app.openapi()
    operations = [op for path in description["paths"].values() for op in path.values()]
    assert len(operations) > 50
    for operation in operations:
        assert operation["description"]
        for parameter in operation.get("parameters", ()):
            _fits(parameter["example"], parameter["schema"], description)
        bodies = list(operation.get("requestBody", {}).get("content", {}).values())
        answers = [answer.get("content", {}) for answer in operation["responses"].values()]
        bodies += [content["application/json"] for content in answers if "application/json" in content]
        for body in bodies:
            _fits(body["example"], body["schema"], description)
    app.state.desk.register.close()


def _fits(value: object, schema: dict[str, Any], description: dict[str, Any]) -> None:
    jsonschema.validate(value, {**schema, "components": description["components"]}, cls=jsonschema.Draft202012Validator)


@pytest.mark.filterwarnings("ignore")  # of schemathesis, and of what it sends
def test_every_answer_is_described(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))  # never started: its workers do not work, for what is sent is no dossier
    token = accounts.add_token(app.state.desk.engine, "test", ["admin"])
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:

        @settings(max_examples=4, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def check(case: schemathesis.Case) -> None:
            case.query = {k: v for k, v in (case.query or {}).items() if k != "wait"}
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

        check()
