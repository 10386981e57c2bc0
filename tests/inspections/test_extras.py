"""What was found besides the checklist: signed with it, raised once, and no part of its result."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from devices.codecs.checklist import decode
from devices.codecs.shapes import Unreadable
from devices.doors import of_tablet, read
from devices.message import Message
from devices.topics import build
from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.files import attachments
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import due_at
from inspect_app.inspections import queries
from inspect_app.inspections.models import Double, DoubleDraw, Submission, Visit
from inspect_app.inspections.rules import normal
from inspect_app.readings.actions import register_device
from tests import make
from tests.cast import Cast

Caller = Callable[[str], FlaskClient]


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    return make.visit(cast.project(), assignee_id=cast.person("inspector").id)


def extra(cast: Cast, **values: Any) -> dict[str, Any]:
    return {
        "id": uuid7(), "title": "消火栓箱被封堵", "kind": "hazard", "severity": "serious", "note": "一层楼道",
        "element": cast.element().id, "photos": [make.received()], **values,
    }  # fmt: skip


def raised() -> list[Defect]:
    db.session.rollback()
    return list(db.session.scalars(select(Defect).where(Defect.source_kind == "extra")))


def test_a_finding_besides_the_checklist_is_a_defect_and_leaves_the_result_alone(
    caller: Caller, browser: Caller, cast: Cast, visit: Visit
) -> None:
    photo = make.received()
    found = extra(
        cast, photos=[photo], layers=[{"photo": photo, "shapes": [dict(each) for each in make.SHAPES]}]
    )
    body = make.filled(visit, extras=[found])
    receipt = caller("inspector").post("/api/submissions", json=body)
    assert receipt.status_code == 200, receipt.json
    kept = db.session.get_one(Submission, body["id"])
    assert (kept.verdict, kept.body["extras"][0]["title"]) == ("pass", "消火栓箱被封堵")
    (made,) = raised()
    assert (made.kind, made.severity, made.place) == ("hazard", "serious", "1号楼 / 屋面")
    assert (made.description, made.due_at) == ("一层楼道", due_at("serious", made.raised_at))
    (shot,) = attachments("defect", made.id)
    assert (shot.sha256, len(shot.layer or [])) == (photo, 2)
    told = journal.timeline("submission", body["id"])[0].data
    assert told["defects"] == [made.number]
    page = browser("supervisor").get(f"/submissions/{body['id']}").text
    assert "检查表外的发现" in page
    assert "2 个标注" in page
    assert f'href="/defects/{made.id}"' in page
    assert "检查表外的发现" in browser("contractor_a").get(f"/defects/{made.id}").text
    assert browser("stranger").get(f"/defects/{made.id}").status_code == 404


def test_sent_twice_over_both_ways_it_is_raised_once_with_the_same_content(
    caller: Caller, cast: Cast, visit: Visit
) -> None:
    body = make.filled(visit, extras=[extra(cast), extra(cast, photos=[], note=None, element=None)])
    with transaction():
        register_device(SYSTEM, project=cast.project(), name="tab-1", kind="tablet", at=make.NOW)
    sent = Message(build("p17", "tab-1", "submission"), json.dumps(body).encode(), False, False, 0.0)
    content = read(sent)
    assert isinstance(content, tuple)
    for _ in range(2):
        outcome = of_tablet(*content, make.NOW)
        assert outcome.receipt is not None
        assert json.loads(outcome.receipt[1])["status"] == "received"
    again = caller("inspector").post("/api/submissions", json=body)
    assert again.json["content"] == json.loads(outcome.receipt[1])["content"]
    assert len(raised()) == 2


def test_a_second_checklist_of_the_visit_raises_what_it_alone_found(
    caller: Caller, cast: Cast, visit: Visit
) -> None:
    both, alone = extra(cast), extra(cast, title="配电箱门缺失")
    for extras in ([both], [both, alone]):
        body = make.filled(visit, extras=extras)
        assert caller("inspector").post("/api/submissions", json=body).status_code == 200
    assert sorted(each.title for each in raised()) == ["消火栓箱被封堵", "配电箱门缺失"]
    assert [each.title for each in queries.besides(db.session.get_one(Visit, visit.id))] == [
        "消火栓箱被封堵", "配电箱门缺失",
    ]  # fmt: skip


def test_whoever_makes_the_visit_again_blindly_does_not_see_it(
    caller: Caller, cast: Cast, visit: Visit
) -> None:
    body = make.filled(visit, extras=[extra(cast)])
    assert caller("inspector").post("/api/submissions", json=body).status_code == 200
    (made,) = raised()
    again = make.visit(cast.project())
    blind = cast.person("supervisor").id
    assert caller("supervisor").get(f"/api/defects/{made.id}").status_code == 200
    drawn = DoubleDraw(region="110114", share=0.04, list_hash="0" * 64, seed="0" * 64, drawn_at=make.NOW)
    with transaction():
        db.session.add(drawn)
        db.session.flush()
        hidden = {"draw_id": drawn.id, "place": 1, "again_id": again.id, "person_id": blind}
        db.session.add(Double(visit_id=visit.id, **hidden))
    assert caller("supervisor").get(f"/api/defects/{made.id}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "字" * 201}, "title"),
        ({"severity": "huge"}, "severity"),
        ({"kind": "other"}, "kind"),
        ({"element": "1"}, "element"),
        ({"photos": ["x"]}, "photos.0"),
        ({"id": "x"}, "id"),
        ({"note": "字" * 4001}, "note"),
        ({"price": 1}, "price"),
    ],
)
def test_a_wrong_finding_is_refused_by_its_field_over_both_ways(
    caller: Caller, cast: Cast, visit: Visit, wrong: dict[str, Any], field: str
) -> None:
    body = make.filled(visit, extras=[extra(cast, **wrong)])
    reply = caller("inspector").post("/api/submissions", json=body)
    assert (reply.status_code, list(reply.json["errors"])) == (422, [f"extras.0.{field}"])
    with pytest.raises(Unreadable):
        decode(None, json.dumps(body).encode())


def test_what_it_names_must_be_there_and_of_the_project(caller: Caller, cast: Cast, visit: Visit) -> None:
    other = cast.element("1号楼 / 屋面", "p18").id
    one = extra(cast)
    for extras, status, field in (
        ([extra(cast, element=other)], 422, "extras.0.element"),
        ([extra(cast, title="  ")], 422, "extras.0.title"),
        ([one, one], 422, "extras.1.id"),
        ([extra(cast, photos=["1" * 64])], 409, "extras.0.photos"),
        ([extra(cast, layers=[{"photo": "1" * 64, "shapes": [dict(make.SHAPES[0])]}])], 422, "extras.0.layers.0.photo"),
    ):  # fmt: skip
        reply = caller("inspector").post("/api/submissions", json=make.filled(visit, extras=extras))
        assert (reply.status_code, list(reply.json["errors"])) == (status, [field])
    assert raised() == []


def test_a_checklist_without_any_keeps_the_hash_it_always_had(visit: Visit) -> None:
    body = make.filled(visit)
    assert "extras" not in normal(body)
    assert "extras" not in decode(None, json.dumps(body).encode()).as_dict()
