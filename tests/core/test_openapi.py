"""The API's description of itself: who may go without a log-in, what bodies are raw, how refusals look."""

from typing import Any

import pytest
from flask import Flask

from inspect_app.core.errors import REGISTRY
from inspect_app.core.permits import TABLE, anyone
from inspect_app.core.web import GUARDED


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    return dict(app.test_client().get("/api/openapi.json").get_json())


def calls(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return `POST /api/…` -> its description."""
    methods = ("get", "post", "patch", "put", "delete")
    return {
        f"{method.upper()} {path}": call for path, found in document["paths"].items()
        for method, call in found.items() if method in methods
    }  # fmt: skip


def test_a_call_needs_a_log_in_unless_anyone_may(app: Flask, document: dict[str, Any]) -> None:
    assert set(document["components"]["securitySchemes"]) == {"token", "device", "session"}
    public = {name for name, call in calls(document).items() if call.get("security") == []}
    expected = {
        f"{method} {rule.rule.replace('<string:', '{').replace('>', '}')}" for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and anyone in TABLE.get(GUARDED.get(rule.endpoint, ""), ())
        for method in rule.methods - {"HEAD", "OPTIONS"}
    } - {"GET /api/docs"}  # fmt: skip
    assert public == expected
    assert "POST /api/session" in public


def test_every_refusal_is_described_as_it_is_written(document: dict[str, Any]) -> None:
    for name, call in calls(document).items():
        assert call["responses"]["default"] == {"$ref": "#/components/responses/DEFAULT_ERROR"}, name
    assert list(document["components"]["responses"]["DEFAULT_ERROR"]["content"]) == [
        "application/problem+json"
    ]
    kinds = document["components"]["schemas"]["core.ProblemOut"]["properties"]["type"]["enum"]
    assert kinds == [f"/problems/{slug}" for slug in REGISTRY]


def test_every_call_that_writes_says_what_it_reads_and_whether_it_must_come(document: dict[str, Any]) -> None:
    found = calls(document)
    assert list(found["POST /api/readings"]["requestBody"]["content"]) == ["application/json"]
    assert "multipart/form-data" in found["POST /api/files"]["requestBody"]["content"]
    assert "application/pdf" in found["POST /api/documents/files"]["requestBody"]["content"]
    assert found["POST /api/defects/"]["requestBody"]["required"]
    assert not found["POST /api/defects/{id}/moves/accept"]["requestBody"]["required"]
    assert list(found["GET /api/projects/{id}/stream"]["responses"]["200"]["content"]) == [
        "text/event-stream"
    ]


def test_every_list_says_how_its_pages_are_asked_for(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert not [name for name in schemas if name.startswith("abc.")]
    for name, call in calls(document).items():
        content = call["responses"].get("200", {}).get("content", {}).get("application/json", {})
        if content.get("schema", {}).get("$ref", "").endswith("Page"):
            assert "page" in {each["name"] for each in call["parameters"]}, name
