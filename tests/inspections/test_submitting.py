"""A filled checklist is taken whole or refused whole, judged by the server, and receipted once."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from devices.codecs.canonical import content_hash
from devices.codecs.checklist import decode
from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import attachments
from inspect_app.core.ids import uuid7
from inspect_app.core.journal import Entry
from inspect_app.core.keys import own_key
from inspect_app.core.permits import Actor
from inspect_app.core.signing import verify
from inspect_app.defects.models import Defect
from inspect_app.inspections import actions
from inspect_app.inspections.models import Answer, Submission, Visit
from inspect_app.inspections.rules import RECEIPT, receipt_bytes
from tests import make
from tests.cast import Cast
from tests.make import NOW, later

FAIL = {"item": "base", "outcome": "fail", "note": "积水", "photos": []}


def submit(actor: Actor, body: dict[str, Any], **rest: Any) -> actions.Receipt:
    with transaction():
        return actions.submit(actor, body, at=rest.pop("at", NOW), **rest)


def refused(actor: Actor, body: dict[str, Any], **rest: Any) -> Problem:
    with pytest.raises(Problem) as found:
        submit(actor, body, **rest)
    assert db.session.get(Submission, body["id"]) is None
    return found.value


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    return make.visit(cast.project(), assignee_id=cast.person("inspector").id)


def test_a_submission_finishes_its_visit_with_one_entry_and_a_signed_receipt(
    cast: Cast, visit: Visit
) -> None:
    body = make.filled(visit)
    receipt = submit(cast.inspector, body)
    assert (receipt.id, receipt.status, receipt.at) == (body["id"], "received", NOW.isoformat())
    signed = receipt_bytes(receipt.id, receipt.content, receipt.at)
    assert verify(own_key().public, receipt.signature, RECEIPT, signed)
    assert not verify(own_key().public, receipt.signature, RECEIPT, signed.replace(b"05-11", b"05-12"))
    assert (visit.state, visit.done_at) == ("done", NOW)
    kept = db.session.get_one(Submission, body["id"])
    assert (kept.verdict, kept.person_name) == ("pass", "inspector")
    entries = db.session.scalars(
        select(Entry).where(Entry.verb.like("submission.%") | Entry.verb.like("visit.f%"))
    )
    assert [(each.verb, each.thing_id, each.data["pass"]) for each in entries] == [
        ("submission.receive", body["id"], 2)
    ]


def test_the_same_again_gets_the_same_receipt_and_changes_nothing(cast: Cast, visit: Visit) -> None:
    sha = make.received()
    body = make.filled(visit, {**FAIL, "photos": [sha]})
    first = submit(cast.inspector, body)
    again = submit(cast.inspector, copy.deepcopy(body), at=later(days=2))
    assert again == first
    assert len(db.session.scalars(select(Defect)).all()) == 1
    assert len(journal.timeline("submission", body["id"])) == 1


def test_the_same_id_with_other_content_is_refused_and_the_first_kept(cast: Cast, visit: Visit) -> None:
    body = make.filled(visit)
    first = submit(cast.inspector, body)
    with pytest.raises(Problem) as found:
        submit(cast.inspector, make.filled(visit, id=body["id"], finished_at="2026-05-11T10:00:00+08:00"))
    assert (found.value.slug, found.value.status) == ("same-id-other-content", 409)
    assert db.session.get_one(Submission, body["id"]).content == first.content


def test_the_same_checklist_has_one_fingerprint_however_it_came(cast: Cast, visit: Visit) -> None:
    body = make.filled(visit, {"item": "thickness", "values": [3, 3, 4]}, place={"lat": 40.2, "lon": 116})
    from_tablet = decode(None, json.dumps(body).encode()).as_dict()
    assert submit(cast.inspector, body).content == content_hash(from_tablet)
    assert submit(cast.inspector, from_tablet).content == content_hash(from_tablet)


def test_a_failing_item_opens_a_ticket_with_everything_the_inspector_knew(cast: Cast, visit: Visit) -> None:
    sha, element = make.received(), cast.element()
    body = make.filled(visit, {**FAIL, "photos": [sha], "element": element.id, "severity": "major"})
    submit(cast.inspector, body)
    answer = db.session.scalars(select(Answer).where(Answer.item_key == "base")).one()
    defect = db.session.scalars(select(Defect)).one()
    assert (defect.source_kind, defect.source_id) == ("answer", answer.id)
    assert (defect.title, defect.clause, defect.severity) == ("基层干净干燥", "GB 50207-2012 找平层", "major")
    assert (defect.element_id, defect.description) == (element.id, "积水")
    assert defect.liable_party_id == cast.party("contractor_a").id
    assert [each.sha256 for each in attachments("defect", defect.id)] == [sha]
    assert [each.sha256 for each in attachments("answer", answer.id)] == [sha]
    assert db.session.get_one(Submission, body["id"]).verdict == "veto"


def test_the_server_judges_measured_values_and_keeps_what_the_tablet_said(cast: Cast, visit: Visit) -> None:
    thin = {"item": "thickness", "outcome": "pass", "values": [2.9, 2.8, 3.0]}
    submit(cast.inspector, make.filled(visit, thin))
    answer = db.session.scalars(select(Answer).where(Answer.item_key == "thickness")).one()
    assert (answer.outcome, answer.claimed, answer.values) == ("fail", "pass", [2.9, 2.8, 3.0])
    defect = db.session.scalars(select(Defect)).one()
    assert defect.severity == "general"
    assert "2.9、2.8、3" in defect.description


def test_an_inspectors_fail_stands_within_tolerance_and_its_defect_says_so(cast: Cast, visit: Visit) -> None:
    sound = {"item": "thickness", "outcome": "fail", "values": [3.0, 3.1, 3.2], "note": "搭接处脱开"}
    body = make.filled(visit, sound)
    submit(cast.inspector, body)
    answer = db.session.scalars(select(Answer).where(Answer.item_key == "thickness")).one()
    assert (answer.outcome, answer.claimed) == ("fail", "fail")
    said = db.session.scalars(select(Defect)).one().description
    assert said == "搭接处脱开\n实测值：3、3.1、3.2 mm（实测值在允许范围内，检查人员现场判定不合格）"
    assert db.session.get_one(Submission, body["id"]).verdict == "fail"


def test_the_same_item_at_two_elements_is_two_answers(cast: Cast, visit: Visit) -> None:
    places = [cast.element(), cast.element("1号楼 / 给水")]
    answers = [{"item": "base", "outcome": "pass", "element": each.id} for each in places]
    submit(cast.inspector, make.filled(visit, *answers))
    stmt = select(Answer.element_id).where(Answer.item_key == "base").order_by(Answer.position)
    assert db.session.scalars(stmt).all() == [each.id for each in places]


Change = Callable[[dict[str, Any], Cast], None]


def put(path: str, value: Any) -> Change:
    def change(body: dict[str, Any], _cast: Cast) -> None:
        *way, last = path.split(".")
        at: Any = body
        for step in way:
            at = at[int(step)] if step.isdigit() else at[step]
        at[int(last) if last.isdigit() else last] = value

    return change


def elsewhere(body: dict[str, Any], cast: Cast) -> None:
    body["answers"][0]["element"] = cast.element(site="p18").id


def twice(body: dict[str, Any], _cast: Cast) -> None:
    body["answers"].append(dict(body["answers"][0]))


def without(body: dict[str, Any], _cast: Cast) -> None:
    del body["answers"][1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (put("visit", uuid7()), "visit"),
        (put("template", "a" * 64), "template"),
        (put("finished_at", "2026-05-11T08:59:59+08:00"), "finished_at"),
        (put("started_at", "yesterday"), "started_at"),
        (put("started_at", "2026-05-11T09:00:00"), "started_at"),
        (put("answers.0.item", "roof"), "answers.0.item"),
        (put("answers.0.outcome", None), "answers.0.outcome"),
        (put("answers.1.values", [3.0]), "answers.1.values"),
        (put("answers.0.outcome", "fail"), "answers.0.photos"),
        (elsewhere, "answers.0.element"),
        (put("answers.0.element", uuid7()), "answers.0.element"),
        (twice, "answers.2.item"),
        (without, "answers"),
        (put("signatures", [{"role": "inspector", "name": "李工"}] * 2), "signatures.1.name"),
    ],
)
def test_a_refusal_names_the_field_and_leaves_nothing(
    cast: Cast, visit: Visit, change: Change, field: str
) -> None:
    body = make.filled(visit)
    change(body, cast)
    problem = refused(cast.inspector, body)
    assert (problem.slug, problem.status) == ("bad-input", 422)
    assert field in problem.errors
    assert problem.field_words("zh")[field][0]
    assert problem.field_words("en")[field][0].isascii() or "thickness" in str(problem.errors)
    db.session.expire_all()
    assert visit.state == "planned"
    assert db.session.scalars(select(Defect)).all() == []


def test_photos_that_have_not_arrived_are_named_and_after_them_the_same_is_taken(
    cast: Cast, visit: Visit
) -> None:
    missing = "0" * 64
    body = make.filled(visit, {**FAIL, "photos": [make.received(), missing]})
    body["signatures"][0]["image"] = missing
    problem = refused(cast.inspector, body)
    assert (problem.slug, problem.status, problem.detail["count"]) == ("photos-missing", 409, 1)
    assert set(problem.errors) == {"answers.0.photos", "signatures.0.image"}
    assert missing in problem.field_words("en")["answers.0.photos"][0]
    late = make.received("blue")
    body["answers"][0]["photos"][1] = body["signatures"][0]["image"] = late
    submit(cast.inspector, body)
    assert [each.label for each in attachments("submission", body["id"])] == ["signature-0"]


def test_a_cancelled_visit_is_refused_and_a_missed_one_still_taken(cast: Cast, visit: Visit) -> None:
    with transaction():
        actions.move(cast.supervisor, visit, "cancel", {"reason": "雨"}, at=NOW)
    assert refused(cast.inspector, make.filled(visit)).slug == "wrong-state"
    other = make.visit(cast.project())
    with transaction():
        actions.miss_late(cast.admin, at=later(days=9))
    assert other.state == "missed"
    submit(cast.inspector, make.filled(other), at=later(days=10))
    assert other.state == "done"


def test_a_tablet_of_another_site_does_not_know_the_visit(cast: Cast, visit: Visit) -> None:
    tablet = Actor("device", uuid7(), "tablet-01")
    problem = refused(tablet, make.filled(visit), project_id=cast.project("p18").id)
    assert list(problem.errors) == ["visit"]
    receipt = submit(tablet, make.filled(visit), project_id=cast.project().id, device_id=tablet.id)
    kept = db.session.get_one(Submission, receipt.id)
    assert (kept.person_name, kept.device_id, kept.person_id) == ("李工", tablet.id, None)
