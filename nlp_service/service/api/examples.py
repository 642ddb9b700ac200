"""Examples in the description of the API: every parameter, every body and every answer has one.

Fields carry their own examples (`Field(examples=…)`); an example of a whole is put together from those of its parts.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

Schema = dict[str, Any]
#: Examples of parameters by name; what is not here takes the first allowed value.
PARAMETERS: dict[str, Any] = {
    "id": "4f3a9c01b2d3", "name": "lan", "q": "so theo doi", "cursor": "50", "subject": "4f3a9c01b2d3", "year": 2024,
    "verdict": "needs_supplement", "label": "education", "decision": "recognised", "duplicate": "high", "limit": 50,
    "idempotency-key": "ho-so-17-lan-1", "last-event-id": "128", "lang": "en", "wait": True,
}  # fmt: skip
_BY_TYPE: dict[str, Any] = {"string": "…", "integer": 1, "number": 0.5, "boolean": True, "null": None}


def install(app: FastAPI) -> None:
    """Put examples into the description when it is first asked for."""
    plain = app.openapi

    def openapi() -> Schema:
        if app.openapi_schema is None:
            app.openapi_schema = with_examples(plain())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents


def with_examples(description: Schema) -> Schema:
    """The description with an example wherever one belongs; those that are there already stay."""
    for path in description["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                parameter.setdefault("example", _parameter(parameter, description))
            for content in operation.get("requestBody", {}).get("content", {}).values():
                content.setdefault("example", example(content["schema"], description))
            for answer in operation["responses"].values():
                if content := answer.get("content", {}).get("application/json"):
                    content.setdefault("example", example(content["schema"], description))
    return description


def _parameter(parameter: Schema, description: Schema) -> Any:
    schema = parameter["schema"]
    if schema.get("type") == "integer" and parameter["in"] == "path":
        return 1
    return PARAMETERS[parameter["name"]] if parameter["name"] in PARAMETERS else example(schema, description)


def example(schema: Schema, description: Schema) -> Any:
    """A value of ``schema``: its own example, or one made of the examples of its parts."""
    if "$ref" in schema:
        return example(description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], description)
    if "examples" in schema:
        return schema["examples"][0]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], description)
    if schema.get("type") == "array":
        return [example(schema["items"], description)] if "items" in schema else []
    if schema.get("type") == "object":
        parts = schema.get("properties", {})
        wanted = set(schema.get("required", ())) | {k for k, v in parts.items() if "examples" in v}
        return {k: example(v, description) for k, v in parts.items() if k in wanted}
    return schema.get("default", _BY_TYPE.get(schema.get("type", ""), "…"))
