"""Arrows and circles over a photo: signed with the checklist, shown over the photo, which stays as it was taken."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from devices.codecs.checklist import decode
from devices.codecs.shapes import Unreadable
from devices.doors import Outcome, of_tablet, read
from devices.message import Message
from devices.topics import build
from inspect_app.core import marks
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db, transaction
from inspect_app.core.files import attachments, read_original
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.models import Defect
from inspect_app.inspections.models import Submission, Visit
from inspect_app.inspections.rules import normal
from inspect_app.readings.actions import register_device
from tests import make
from tests.cast import Cast

Caller = Callable[[str], FlaskClient]
SHAPES = [dict(each) for each in make.SHAPES]


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    return make.visit(cast.project(), assignee_id=cast.person("inspector").id)


def marked(visit: Visit, shapes: Any = None, photo: str = "") -> dict[str, Any]:
    sha = make.received()
    layer = {"photo": photo or sha, "shapes": SHAPES if shapes is None else shapes}
    return make.filled(visit, {"item": "base", "outcome": "fail", "photos": [sha], "layers": [layer]})


def test_marks_are_signed_and_shown_over_the_photo_on_the_record_and_the_defect(
    caller: Caller, browser: Caller, visit: Visit
) -> None:
    body = marked(visit)
    receipt = caller("inspector").post("/api/submissions", json=body)
    assert receipt.status_code == 200, receipt.json
    kept = db.session.get_one(Submission, body["id"])
    assert receipt.json["content"] == content_hash(normal(kept.body))
    made = db.session.scalars(select(Defect)).one()
    sha = body["answers"][0]["photos"][0]
    assert read_original(sha) == make.photo()
    for kind, key in (("answer", kept.answers[0].id), ("defect", made.id)):
        assert [each.layer for each in attachments(kind, key)] == [
            kept.body["answers"][0]["layers"][0]["shapes"]
        ]
    told = caller("contractor_a").get(f"/api/defects/{made.id}").json
    assert told["photos"][0]["layer"] == SHAPES
    for page in (
        browser("supervisor").get(f"/submissions/{body['id']}").text,
        browser("contractor_a").get(f"/defects/{made.id}").text,
        browser("contractor_a").get(f"/defects/{made.id}/print").text,
    ):
        assert "2 个标注：箭头 1、圆圈 1" in page
        assert '<svg viewBox="0 0 64 48" role="img"' in page
        assert "隐藏标注" in page
    assert browser("stranger").get(f"/submissions/{body['id']}").status_code == 404


def test_the_same_marks_give_the_same_content_over_mqtt_and_http(
    app: Flask, cast: Cast, visit: Visit, caller: Caller
) -> None:
    body = marked(visit)
    with transaction():
        register_device(SYSTEM, project=cast.project(), name="tab-1", kind="tablet", at=make.NOW)
    sent = Message(build("p17", "tab-1", "submission"), json.dumps(body).encode(), False, False, 0.0)
    found = read(sent)
    assert isinstance(found, tuple)
    outcome = of_tablet(*found, make.NOW)
    assert isinstance(outcome, Outcome)
    assert outcome.receipt is not None
    receipt = json.loads(outcome.receipt[1])
    assert receipt["status"] == "received"
    again = caller("inspector").post("/api/submissions", json=body)
    assert (again.status_code, again.json["content"]) == (200, receipt["content"])


def test_marks_cannot_be_changed_after_the_receipt(caller: Caller, visit: Visit) -> None:
    body = marked(visit)
    assert caller("inspector").post("/api/submissions", json=body).status_code == 200
    for answer in (
        {**body["answers"][0], "layers": [{**body["answers"][0]["layers"][0], "shapes": SHAPES[:1]}]},
        {name: value for name, value in body["answers"][0].items() if name != "layers"},
    ):
        reply = caller("inspector").post(
            "/api/submissions", json={**body, "answers": [answer, *body["answers"][1:]]}
        )
        assert reply.status_code == 409


def test_a_checklist_without_marks_keeps_the_hash_it_always_had(visit: Visit) -> None:
    body = make.filled(visit, {"item": "base", "outcome": "pass", "photos": ["1" * 64]})
    assert all("layers" not in each for each in normal(body)["answers"])
    assert "layers" not in decode(None, json.dumps(body).encode()).as_dict()["answers"][0]


ONE = SHAPES[0]


@pytest.mark.parametrize(
    ("shapes", "field"),
    [
        ([{**ONE, "kind": "star"}], "shapes.0.kind"),
        ([{**ONE, "colour": "#f00"}], "shapes.0.colour"),
        ([{**ONE, "points": [[0, 0]]}], "shapes.0.points"),
        ([{**ONE, "points": [[0, 0], [1, 1.01]]}], "shapes.0.points.1.1"),
        ([{**ONE, "points": [[0, 0], [-0.1, 1]]}], "shapes.0.points.1.0"),
        ([{**ONE, "points": [[0, 0], [True, 1]]}], "shapes.0.points.1.0"),
        ([{**ONE, "points": [[0, 0], ["1", 1]]}], "shapes.0.points.1.0"),
        ([{**ONE, "points": [[0, 0, 0], [1, 1]]}], "shapes.0.points.0"),
        ([{**ONE, "points": None}], "shapes.0.points"),
        ([{**ONE, "words": "<b>"}], "shapes.0.words"),
        ([{"kind": "arrow", "colour": "red"}], "shapes.0.points"),
        ([], "shapes"),
        ([ONE] * 41, "shapes"),
    ],
)
def test_a_wrong_mark_is_refused_by_its_field_over_http_and_over_mqtt(
    caller: Caller, visit: Visit, shapes: list[Any], field: str
) -> None:
    body = marked(visit, shapes)
    reply = caller("inspector").post("/api/submissions", json=body)
    assert (reply.status_code, list(reply.json["errors"])) == (422, [f"answers.0.layers.0.{field}"])
    with pytest.raises(Unreadable):
        decode(None, json.dumps(body).encode())


def test_marks_belong_to_a_photo_of_their_answer_and_once(caller: Caller, visit: Visit) -> None:
    body = marked(visit, photo="2" * 64)
    reply = caller("inspector").post("/api/submissions", json=body)
    assert (reply.status_code, list(reply.json["errors"])) == (422, ["answers.0.layers.0.photo"])
    body = marked(visit)
    body["answers"][0]["layers"] *= 2
    reply = caller("inspector").post("/api/submissions", json=body)
    assert (reply.status_code, list(reply.json["errors"])) == (422, ["answers.0.layers.1.photo"])


def test_forty_marks_are_taken(caller: Caller, visit: Visit) -> None:
    assert caller("inspector").post("/api/submissions", json=marked(visit, [ONE] * 40)).status_code == 200


def test_marks_are_said_in_words_and_drawn_to_the_size_of_the_picture() -> None:
    assert marks.said(SHAPES[:1]) == ("1 个标注：箭头 1", "1 mark: 1 arrow")
    assert marks.said([ONE, ONE, SHAPES[1]])[1] == "3 marks: 2 arrows, 1 circle"
    line = {"kind": "line", "colour": "blue", "points": [[0, 0], [1, 0.5]]}
    assert marks.drawn([line], 400, 300) == [("M0.0 0.0L400.0 150.0", "#0a5bd6")]
    ((path, colour),) = marks.drawn(SHAPES[1:], 400, 200)
    assert (path[:9], colour) == ("M0.0 100.", "#ffd21f")
