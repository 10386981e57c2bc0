"""Danger now: told before the checklist is done, one defect whatever comes after, and whom to call on site."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.files import attachments
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import AT_ONCE
from inspect_app.identity.models import Party, Person
from inspect_app.inspections.models import Danger, Visit
from inspect_app.notices.actions import move
from inspect_app.notices.models import Notice
from inspect_app.projects import actions as projects
from tests import make
from tests.cast import Cast

Caller = Callable[[str], FlaskClient]
SEEN = "2026-05-11T10:00:00+08:00"


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    return make.visit(cast.project(), assignee_id=cast.person("inspector").id)


def told(**more: Any) -> dict[str, Any]:
    return {"id": uuid7(), "item": "base", "words": "脚手架松动\n三层", "seen_at": SEEN, **more}


def defects() -> list[Defect]:
    db.session.rollback()
    return list(db.session.scalars(select(Defect).order_by(Defect.number)))


def test_a_danger_is_a_major_hazard_at_once_and_once_however_often_it_is_told(
    caller: Caller, cast: Cast, visit: Visit
) -> None:
    path, body = f"/api/visits/{visit.id}/dangers", told(element=cast.element().id)
    before = len(defects())
    first = caller("inspector").post(path, json=body)
    assert first.status_code == 200, first.json
    assert caller("inspector").post(path, json=body).json == first.json
    other = caller("inspector").post(path, json={**body, "id": uuid7()})
    assert (other.status_code, other.json["defect"]) == (200, first.json["defect"])
    made = defects()[before:]
    assert len(made) == 1
    (one,) = made
    assert (one.severity, one.kind, one.source_kind, one.place) == (
        "major",
        "hazard",
        "danger",
        "1号楼 / 屋面",
    )
    assert one.due_at == one.raised_at + AT_ONCE.within
    assert one.description == "脚手架松动\n三层"
    entry = journal.timeline("danger", body["id"])[0]
    assert (entry.verb, entry.data["defect"], entry.data["seen_at"]) == ("danger.report", one.number, SEEN)
    assert db.session.scalar(select(func.count()).select_from(Danger)) == 2


def test_the_checklist_that_follows_adds_its_photos_and_raises_nothing_again(
    caller: Caller, cast: Cast, visit: Visit
) -> None:
    path = f"/api/visits/{visit.id}/dangers"
    found = {"id": uuid7(), "title": "配电箱敞开", "kind": "hazard", "severity": "major", "element": None}
    for body in (told(), told(item=None, extra=found["id"], words="配电箱敞开")):
        assert caller("inspector").post(path, json=body).status_code == 200
    standing = {each.id for each in defects()}
    photo, other = make.received("white"), make.received()
    body = make.filled(visit, extras=[{**found, "note": None, "photos": [other]}])
    (answer,) = [each for each in body["answers"] if each["item"] == "base"]
    answer |= {"outcome": "fail", "severity": "major", "photos": [photo]}
    for _ in range(2):
        assert caller("inspector").post("/api/submissions", json=body).status_code == 200
    assert {each.id for each in defects()} == standing
    made = {each.source_kind: each for each in defects() if each.source_kind in ("danger", "extra")}
    assert [each.sha256 for each in attachments("defect", made["danger"].id)] == [photo]
    assert [each.sha256 for each in attachments("defect", made["extra"].id)] == [other]
    # Another tablet's checklist of the same visit, with the same item failing.
    second = {**make.filled(visit), "id": uuid7(), "answers": body["answers"]}
    assert caller("inspector").post("/api/submissions", json=second).status_code == 200
    assert {each.id for each in defects()} == standing


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"item": "no-such"}, "item"), ({"item": None}, "item"), ({"extra": uuid7()}, "item"), ({"element": uuid7()}, "element"),
        ({"seen_at": "yesterday"}, "seen_at"), ({"words": "x" * 4001}, "words"), ({"id": "x"}, "id"), ({"more": 1}, "more"),
    ],
)  # fmt: skip
def test_bad_input_is_named_by_field_and_raises_nothing(
    caller: Caller, visit: Visit, more: dict[str, Any], field: str
) -> None:
    before = len(defects())
    reply = caller("inspector").post(f"/api/visits/{visit.id}/dangers", json=told(**more))
    assert (reply.status_code, list(reply.json["errors"])) == (422, [field])
    assert len(defects()) == before


def test_who_may_tell_and_who_does_not_even_see_the_visit(caller: Caller, visit: Visit) -> None:
    path = f"/api/visits/{visit.id}/dangers"
    for name, status in (
        ("", 401),
        ("stranger", 404),
        ("contractor_a", 404),
        ("owner", 403),
        ("supervisor", 200),
    ):
        assert caller(name).post(path, json=told()).status_code == status, name
    body = told()
    assert caller("inspector").post(path, json=body).status_code == 200
    changed = caller("inspector").post(path, json={**body, "item": "thickness"})
    assert (changed.status_code, changed.json["type"].rpartition("/")[2]) == (409, "same-id-other-content")


def test_a_tablet_takes_along_whom_to_call_and_asks_no_more_for_more_people(
    caller: Caller, cast: Cast, visit: Visit, queries: list[str]
) -> None:
    with transaction():
        project = cast.project()
        contractor = project.party("contractor")
        assert contractor is not None
        db.session.get_one(Party, contractor.id).phone = "010-5550 0101"
        worker = db.session.get_one(Person, cast.person("contractor_a").id)
        worker.phone, name = "139-0000-0001", worker.name
    inspector, place = caller("inspector"), visit.project_id
    inspector.get("/api/tablet")  # what a first request asks besides
    queries.clear()
    aboard = inspector.get("/api/tablet").json
    few = len(queries)
    rows = aboard["projects"][place]["contacts"]
    assert [(each["zh"], each["phone"]) for each in rows][:2] == [
        ("施工单位", "010-5550 0101"), ("施工单位", "139-0000-0001"),
    ]  # fmt: skip
    assert rows[1]["name"] == name
    with transaction():
        for n in range(8):
            projects.add_element(SYSTEM, cast.project(), kind="building", name=f"{n} 幢", at=make.NOW)
        for person in db.session.scalars(select(Person)):
            person.phone = f"138{person.id[-8:]}"
    queries.clear()
    more = inspector.get("/api/tablet").json
    assert len(queries) <= few
    assert len(more["projects"][place]["contacts"]) > len(rows)


def test_nobody_elses_tablet_learns_the_phones(caller: Caller, cast: Cast, visit: Visit) -> None:
    assert visit.project_id not in caller("supervisor").get("/api/tablet").json["projects"]


def notices() -> list[Notice]:
    db.session.rollback()
    return list(db.session.scalars(select(Notice).order_by(Notice.id)))


def test_a_stop_work_notice_is_drafted_once_and_names_what_is_dangerous(
    caller: Caller, cast: Cast, visit: Visit
) -> None:
    path, roof = f"/api/visits/{visit.id}/dangers", cast.element().id
    first = told(element=roof)
    for body in (first, first, told(element=roof), told(item="thickness", element=roof, words="")):
        assert caller("inspector").post(path, json=body).status_code == 200
    (made,) = notices()
    assert (made.kind, made.state, [each.id for each in made.elements]) == ("partial_stop", "draft", [roof])
    assert len(made.defects) == 2
    assert made.addressee.kind == "contractor"
    assert "脚手架松动" in made.facts
    with transaction():
        move(cast.officer, db.session.get_one(Notice, made.id), "issue", {}, at=make.NOW)
    # Issued, it stays as it is: what is told later is a draft of its own.
    assert (
        caller("inspector").post(path, json=told(item=None, extra=uuid7(), element=roof)).status_code == 200
    )
    assert caller("inspector").post(path, json=told(item=None, extra=uuid7())).status_code == 200
    assert [(each.kind, each.state) for each in notices()] == [
        ("partial_stop", "issued"), ("partial_stop", "draft"), ("stop", "draft"),
    ]  # fmt: skip


def test_a_draft_is_seen_by_whoever_issues_it_and_not_by_whom_it_is_for(
    caller: Caller, browser: Caller, visit: Visit
) -> None:
    assert caller("inspector").post(f"/api/visits/{visit.id}/dangers", json=told()).status_code == 200
    (made,) = notices()
    assert browser("officer").get(f"/notices/{made.id}").status_code == 200
    assert f"/notices/{made.id}" in browser("officer").get("/").text
    for name in ("contractor_a", "contractor_b", "stranger"):
        assert browser(name).get(f"/notices/{made.id}").status_code == 404, name
