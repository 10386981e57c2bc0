"""A spoken note on an item: signed with the checklist, heard on the record and on the defect."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from devices.codecs.checklist import decode
from inspect_app.core.db import db, transaction
from inspect_app.core.sounds import store_sound
from inspect_app.defects.models import Defect
from inspect_app.inspections.models import Submission, Visit
from tests import make
from tests.cast import Cast

Caller = Callable[[str], FlaskClient]


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    return make.visit(cast.project(), assignee_id=cast.person("inspector").id)


def test_a_spoken_note_is_heard_on_the_record_and_on_the_defect(
    caller: Caller, browser: Caller, visit: Visit
) -> None:
    with transaction():
        voice = {"sha256": store_sound(make.sound()), "seconds": 12}
    failed = {"item": "base", "outcome": "fail", "photos": [make.received()], "voice": voice}
    body = make.filled(visit, failed)
    receipt = caller("inspector").post("/api/submissions", json=body)
    assert receipt.status_code == 200
    assert receipt.json["content"] == decode(None, json.dumps(body).encode()).content()
    assert db.session.get_one(Submission, body["id"]).body["answers"][0]["voice"] == voice
    made = db.session.scalars(select(Defect)).one()
    for page in (
        browser("supervisor").get(f"/submissions/{body['id']}").text,
        browser("contractor_a").get(f"/defects/{made.id}").text,
    ):
        assert '<audio controls preload="none"' in page
        assert "autoplay" not in page
        assert "语音备注，12 秒" in page


def test_a_note_that_has_not_arrived_or_is_too_long_is_refused_by_its_field(
    caller: Caller, visit: Visit
) -> None:
    with transaction():
        name = store_sound(make.sound())
    for voice, field in (
        ({"sha256": "0" * 64, "seconds": 5}, "answers.0.voice"),
        ({"sha256": name, "seconds": 61}, "answers.0.voice.seconds"),
        ({"sha256": name, "seconds": 0}, "answers.0.voice.seconds"),
        ({"sha256": "x", "seconds": 5}, "answers.0.voice.sha256"),
        ({"sha256": name}, "answers.0.voice.seconds"),
    ):
        body = make.filled(visit, {"item": "base", "outcome": "pass", "voice": voice})
        reply = caller("inspector").post("/api/submissions", json=body)
        assert (reply.status_code, list(reply.json["errors"])) == (
            409 if field == "answers.0.voice" else 422,
            [field],
        ), voice
