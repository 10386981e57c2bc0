"""A place on a drawing: part of an answer and of its hash, on the defect's page, taken along by tablets."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from devices.codecs.checklist import decode
from inspect_app.core.db import db, transaction
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.models import Defect
from inspect_app.inspections.models import Submission, Visit
from inspect_app.projects.actions import add_sheet
from inspect_app.projects.models import Pin, Sheet
from tests import make
from tests.cast import Cast
from tests.make import NOW

Caller = Callable[[str], FlaskClient]


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    return make.visit(cast.project(), assignee_id=cast.person("inspector").id)


def drawing(cast: Cast, site: str = "p17") -> Sheet:
    with transaction():
        return add_sheet(SYSTEM, cast.project(site), name="屋面", sha256=make.received("white"), at=NOW)


def test_a_pin_of_a_failed_item_is_on_the_record_and_on_the_defect(
    caller: Caller, browser: Caller, cast: Cast, visit: Visit
) -> None:
    sheet = drawing(cast)
    pin = {"sheet": sheet.id, "x": 250, "y": 750}
    failed = {"item": "base", "outcome": "fail", "photos": [make.received("red")], "pin": pin}
    body = make.filled(visit, failed)
    receipt = caller("inspector").post("/api/submissions", json=body)
    assert receipt.status_code == 200
    assert receipt.json["content"] == decode(None, json.dumps(body).encode()).content()
    assert db.session.get_one(Submission, body["id"]).body["answers"][0]["pin"] == pin
    made = db.session.scalars(select(Defect)).one()
    assert {(each.thing_kind, each.x, each.y) for each in db.session.scalars(select(Pin))} == {
        ("answer", 250, 750),
        ("defect", 250, 750),
    }
    page = browser("contractor_a").get(f"/defects/{made.id}").text
    assert 'cx="16.0" cy="36.0"' in page
    assert "距左 25 %，距上 75 %" in page
    assert 'class="pinned"' in browser("supervisor").get(f"/submissions/{body['id']}").text
    assert (
        'class="pinned"' not in browser("contractor_a").get(f"/defects/{make.defect(cast.project()).id}").text
    )


def test_a_pin_on_another_projects_drawing_or_beside_it_is_refused_by_its_field(
    caller: Caller, cast: Cast, visit: Visit
) -> None:
    own, foreign = drawing(cast), drawing(cast, "p18")
    for pin, field in (
        ({"sheet": foreign.id, "x": 1, "y": 1}, "answers.0.pin"),
        ({"sheet": uuid7(), "x": 1, "y": 1}, "answers.0.pin"),
        ({"sheet": own.id, "x": 1001, "y": 1}, "answers.0.pin.x"),
        ({"sheet": own.id, "x": 1, "y": 0.5}, "answers.0.pin.y"),
        ({"sheet": own.id, "x": 1}, "answers.0.pin.y"),
    ):
        body = make.filled(visit, {"item": "base", "outcome": "pass", "pin": pin})
        reply = caller("inspector").post("/api/submissions", json=body)
        assert (reply.status_code, list(reply.json["errors"])) == (422, [field]), pin


def test_a_tablet_takes_the_drawings_along_and_the_pins_of_open_defects(
    caller: Caller, cast: Cast, visit: Visit
) -> None:
    sheet = drawing(cast)
    pin = {"sheet": sheet.id, "x": 10, "y": 20}
    body = make.filled(
        visit, {"item": "base", "outcome": "fail", "photos": [make.received("red")], "pin": pin}
    )
    assert caller("inspector").post("/api/submissions", json=body).status_code == 200
    another = make.visit(cast.project(), assignee_id=cast.person("inspector").id)
    site = caller("inspector").get("/api/tablet").json["projects"][another.project_id]
    (taken,) = site["sheets"]
    assert (taken["id"], taken["width"], taken["height"]) == (sheet.id, 64, 48)
    assert caller("").get(taken["image"]).mimetype == "image/jpeg"
    assert [each["pin"] for each in site["defects"]] == [pin]


def test_of_two_checklists_with_two_places_a_person_decides(
    caller: Caller, browser: Caller, cast: Cast, visit: Visit
) -> None:
    sheet = drawing(cast)
    bodies = [
        make.filled(
            visit,
            {"item": "base", "outcome": "pass", "pin": {"sheet": sheet.id, "x": x, "y": 500}},
            id=uuid7(),
        )
        for x in (100, 900)
    ]
    for body in bodies:
        assert caller("inspector").post("/api/submissions", json=body).status_code == 200
    officer = browser("officer")
    page = officer.get(f"/visits/{visit.id}/merge").text
    assert "图上位置" in page
    assert "90 %, 50 %" in page
    sent = {"chosen-0": "second", "reason": "后一份在现场量过"}
    assert officer.post(f"/visits/{visit.id}/merge", data=sent).status_code == 302
    assert db.session.scalars(select(Pin.x)).one() == 900
