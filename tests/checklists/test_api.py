"""Checklists for machines and tablets."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from inspect_app.checklists.rules import content_id
from tests.checklists.test_actions import publish
from tests.checklists.test_rules import CONTENT, changed

Caller = Callable[[str], FlaskClient]


def test_an_officer_publishes_and_everyone_with_an_account_reads(caller: Caller) -> None:
    body: dict[str, Any] = {"key": "walls", "content": CONTENT}
    made = caller("officer").post("/api/checklists/", json=body)
    assert made.status_code == 201
    assert made.json["id"] == content_id(CONTENT)
    assert caller("officer").post("/api/checklists/", json=body).json == made.json
    read = caller("contractor_a").get(f"/api/checklists/versions/{made.json['id']}")
    assert read.json["content"] == CONTENT
    listed = caller("inspector").get("/api/checklists/").json
    assert listed["total"] == 1
    assert listed["rows"][0]["versions"][0]["id"] == made.json["id"]
    assert caller("inspector").get("/api/checklists/walls").json["zh"] == "表"


def test_the_unnamed_may_not_read_and_a_contractor_not_publish(caller: Caller) -> None:
    body = {"key": "walls", "content": CONTENT}
    assert caller("").get("/api/checklists/").status_code == 401
    assert caller("contractor_a").post("/api/checklists/", json=body).status_code == 403


def test_faults_come_back_by_field_in_both_languages(caller: Caller) -> None:
    body = {"key": "walls", "content": changed("sections.0.items.0.severity", "dreadful")}
    refused = caller("admin").post("/api/checklists/", json=body, headers={"Accept-Language": "en"})
    assert refused.status_code == 422
    assert refused.json["errors"] == {
        "content.sections.0.items.0.severity": ["one of general, serious, major"]
    }
    refused = caller("admin").post("/api/checklists/", json={"key": "walls", "content": [1]})
    assert refused.json["errors"] == {"content": ["应为对象"]}


def test_unknown_checklists_and_versions_are_not_found(caller: Caller) -> None:
    for path in ("nothing", "versions/nothing"):
        assert caller("inspector").get(f"/api/checklists/{path}").status_code == 404


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(
    caller: Caller, queries: list[str]
) -> None:
    publish(key="first")
    caller("inspector").get("/api/checklists/")
    queries.clear()
    caller("inspector").get("/api/checklists/")
    few = len(queries)
    for number in range(5):
        publish(changed("zh", f"表{number}"), key=f"k{number}")
    queries.clear()
    assert caller("inspector").get("/api/checklists/").json["total"] == 6
    assert len(queries) == few
