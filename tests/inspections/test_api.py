"""Inspections for machines and tablets: what each role may ask and send."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.identity.actions import add_membership
from inspect_app.inspections.models import Submission, Visit
from tests import make
from tests.cast import Cast

Caller = Callable[[str], FlaskClient]


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    return make.visit(cast.project(), assignee_id=cast.person("inspector").id)


def send(client: FlaskClient, body: Any) -> Any:
    return client.post("/api/submissions", json=body)


def test_an_inspector_loads_a_visit_with_all_it_needs_and_sends_it(caller: Caller, visit: Visit) -> None:
    make.visit(visit.project)  # somebody else's
    client = caller("inspector")
    listed = client.get("/api/visits/?mine=true&state=planned").json
    assert [each["id"] for each in listed["rows"]] == [visit.id]
    whole = client.get(f"/api/visits/{visit.id}").json
    assert whole["content"] == make.LIST
    assert {each["path"] for each in whole["elements"]} >= {"1号楼", "1号楼 / 屋面"}
    body = make.filled(visit)
    receipt = send(client, body)
    assert (receipt.status_code, receipt.json["status"]) == (200, "received")
    assert send(client, body).json == receipt.json
    assert client.get(f"/api/visits/{visit.id}").json["submission_id"] == body["id"]
    kept = client.get(f"/api/submissions/{body['id']}").json
    assert (kept["verdict"], kept["content"]) == ("pass", receipt.json["content"])
    assert [each["outcome"] for each in kept["answers"]] == ["pass", "pass"]


def give(cast: Cast, role: str, party: str, site: str | None = None) -> None:
    """Give the contractor of p18 another role, narrowed to a project or not."""
    project_id = cast.project(site).id if site else None
    person, where = cast.person("contractor_b"), cast.party(party)
    with transaction():
        add_membership(SYSTEM, person=person, party=where, role=role, project_id=project_id, at=make.NOW)


def test_an_inspector_here_who_builds_there_sees_each_project_by_its_own_grant(
    caller: Caller, cast: Cast, visit: Visit
) -> None:
    announced, done = make.visit(cast.project("p18")), make.visit(cast.project("p18"))
    record = make.filled(done)
    assert send(caller("supervisor"), record).status_code == 200
    give(cast, "inspector", "supervisor", "p17")
    client = caller("contractor_b")
    assert {each["id"] for each in client.get("/api/visits/").json["rows"]} == {visit.id, done.id}
    assert client.get(f"/api/visits/{announced.id}").status_code == 404
    assert send(client, make.filled(announced)).status_code == 422
    assert client.get(f"/api/submissions/{record['id']}").status_code == 200
    assert client.get("/api/plans/").json["total"] == 0
    assert send(client, make.filled(visit)).status_code == 200


def test_a_contractor_who_is_a_utility_elsewhere_sees_no_record_through_the_utility(
    caller: Caller, cast: Cast, visit: Visit
) -> None:
    record = make.filled(visit)
    assert send(caller("inspector"), record).status_code == 200
    give(cast, "utility", "utility")
    client = caller("contractor_b")
    assert [client.get(f"/api/{kind}").json["total"] for kind in ("visits/", "submissions")] == [0, 0]
    assert client.get(f"/api/submissions/{record['id']}").status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("inspector", 200), ("supervisor", 200), ("officer", 200), ("owner", 403), ("admin", 403), ("street", 403),
        ("contractor_a", 403), ("contractor_b", 403), ("stranger", 422), ("utility", 403), ("", 401),
    ],
)  # fmt: skip
def test_only_those_who_inspect_there_may_send(caller: Caller, visit: Visit, name: str, status: int) -> None:
    reply = send(caller(name), make.filled(visit))
    assert reply.status_code == status
    assert len(db.session.scalars(select(Submission)).all()) == (status == 200)


def test_the_inspected_learn_of_a_visit_when_it_is_over(caller: Caller, visit: Visit) -> None:
    assert caller("contractor_a").get(f"/api/visits/{visit.id}").status_code == 404
    assert caller("contractor_a").get("/api/visits/").json["total"] == 0
    body = make.filled(visit)
    send(caller("inspector"), body)
    assert caller("contractor_a").get(f"/api/visits/{visit.id}").status_code == 200
    assert caller("contractor_a").get(f"/api/submissions/{body['id']}").status_code == 200
    for name in ("contractor_b", "stranger", "utility"):
        assert caller(name).get(f"/api/visits/{visit.id}").status_code == 404
        assert caller(name).get(f"/api/submissions/{body['id']}").status_code == 404
    listed = {
        name: caller(name).get("/api/submissions").json for name in ("contractor_a", "contractor_b", "owner")
    }
    assert [listed[name]["total"] for name in listed] == [1, 0, 1]
    assert listed["owner"]["rows"][0]["id"] == body["id"]
    assert caller("utility").get("/api/submissions").status_code == 403


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("id", "7", "id"),
        ("started_at", "2026-05-11 09:00", "started_at"),
        ("finished_at", None, "finished_at"),
        ("answers", [], "answers"),
        ("answers", {}, "answers"),
        ("answers.0.outcome", "maybe", "answers.0.outcome"),
        ("answers.0.photos", ["x"], "answers.0.photos.0"),
        ("answers.0.note", "a\u0000b", "answers.0.note"),
        ("answers.0.note", "\ud800", "answers.0.note"),
        ("answers.1.values", [1, "thick"], "answers.1.values.1"),
        ("answers.1.values", [1e999], "answers.1.values.0"),
        ("answers.0.colour", "red", "answers.0.colour"),
        ("place", {"lat": 91, "lon": 0}, "place.lat"),
        ("signatures.0.name", "", "signatures.0.name"),
        ("template", "0" * 64, "template"),
        ("visit", "01a20b3c-146f-77bb-b49b-af8230ba694b", "visit"),
    ],
)  # fmt: skip
def test_a_bad_body_is_refused_by_field(
    caller: Caller, visit: Visit, path: str, value: Any, field: str
) -> None:
    body = make.filled(visit)
    *way, last = path.split(".")
    at: Any = body
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    at[last] = value
    text = json.dumps(body).replace("Infinity", "1e999")
    reply = caller("inspector").post("/api/submissions", data=text, content_type="application/json")
    assert reply.status_code == 422
    assert field in reply.json["errors"]


def test_missing_photos_and_other_content_are_conflicts_a_tablet_can_tell_apart(
    caller: Caller, visit: Visit
) -> None:
    client = caller("inspector")
    body = make.filled(visit, {"item": "base", "outcome": "fail", "photos": ["1" * 64]})
    refused = send(client, body)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/photos-missing")
    assert "answers.0.photos" in refused.json["errors"]
    sha = client.post("/api/files", data=make.photo("pink"), content_type="image/jpeg").json["sha256"]
    body["answers"][0]["photos"] = [sha]
    assert send(client, body).status_code == 200
    body["answers"][0]["note"] = "其他"
    assert send(client, body).json["type"] == "/problems/same-id-other-content"
    assert send(client, make.filled(visit)).status_code == 200, "another checklist of the visit is merged"


def test_a_supervisor_plans_by_api_and_changes_it(caller: Caller, cast: Cast) -> None:
    client, template = caller("supervisor"), make.checklist()
    body = {
        "project_id": cast.project().id, "name": "每周", "template_id": template.template_id, "every": 5,
        "since": "2030-01-07",
    }  # fmt: skip
    unknown_year = client.post("/api/plans/", json=body)
    assert (unknown_year.status_code, unknown_year.json["type"]) == (409, "/problems/conflict")
    assert client.post("/api/plans/", json={**body, "every": 0}).json["errors"].keys() == {"every"}
    with transaction():
        plan = make.add_plan(
            cast.supervisor, project=cast.project(), name="每周", template_id=template.template_id, every=5,
            since=date(2026, 5, 11), at=make.NOW,
        )  # fmt: skip
    changed = client.patch(f"/api/plans/{plan.id}", json={"active": False})
    assert (changed.status_code, changed.json["active"], changed.json["every"]) == (200, False, 5)
    assert client.get("/api/plans/").json["total"] == 1
    assert caller("contractor_a").get("/api/plans/").status_code == 403
    assert caller("inspector").patch(f"/api/plans/{plan.id}", json={"active": True}).status_code == 403
    assert caller("stranger").get(f"/api/plans/{plan.id}").status_code == 404


@pytest.mark.parametrize("name", ["template_id", "assignee_id", "party_id"])
def test_a_plan_changed_to_what_is_not_there_names_the_field(caller: Caller, cast: Cast, name: str) -> None:
    plan = make.plan(cast.project())
    refused = caller("supervisor").patch(f"/api/plans/{plan.id}", json={name: "nobody"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, [name])


def test_moves_of_a_visit_follow_the_permits(caller: Caller, visit: Visit) -> None:
    base = f"/api/visits/{visit.id}"
    assert caller("supervisor").get(base).json["moves"] == ["cancel"]
    assert caller("inspector").get(base).json["moves"] == []
    for move in ("finish", "miss"):
        assert caller("supervisor").post(f"{base}/moves/{move}", json={}).status_code == 403
    assert caller("supervisor").post(f"{base}/moves/cancel", json={}).status_code == 422
    done = caller("supervisor").post(f"{base}/moves/cancel", json={"reason": "停工"})
    assert (done.status_code, done.json["state"]) == (200, "cancelled")


def test_a_list_of_visits_asks_the_same_number_of_questions_however_long_it_is(
    caller: Caller, cast: Cast, visit: Visit, queries: list[str]
) -> None:
    client = caller("inspector")
    client.get("/api/visits/")
    queries.clear()
    client.get("/api/visits/")
    few = len(queries)
    make.plan(cast.project(), every=1, assignee_id=cast.person("supervisor").id)
    make.plan(cast.project("p18"), every=1, name="二")
    queries.clear()
    assert client.get("/api/visits/").json["total"] > 15
    assert len(queries) == few


def test_a_device_sends_no_checklist_over_http(cast: Cast, caller: Caller) -> None:
    # Its log-in names no project here; over MQTT it does, and the checklist comes in there.
    device = (
        caller("supervisor")
        .post(f"/api/projects/{cast.project().id}/devices", json={"name": "tablet-1", "kind": "tablet"})
        .json
    )
    auth = (device["device"]["username"], device["secret"])
    body = make.filled(make.visit(cast.project()))
    assert caller("").get("/api/checklists/", auth=auth).status_code == 200
    assert caller("").post("/api/submissions", json=body, auth=auth).status_code == 403
