"""A submission against a checklist with conditions, rounds, counts, timed tests and signatures."""

import copy
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from devices.codecs.checklist import decode
from inspect_app.core.canonical import content_hash
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.models import Defect
from inspect_app.inspections import actions
from inspect_app.inspections.models import Answer, Submission, Visit
from inspect_app.inspections.rules import normal
from inspect_app.projects.actions import add_element
from inspect_app.readings import actions as readings
from tests import make
from tests.cast import Cast

Browser = Callable[[str], FlaskClient]
ITEM = {"clause": "GB 50242-2002 第 4.2.1 条", "severity": "serious"}
LIST: dict[str, Any] = {
    "zh": "给水验收", "en": "Water", "signatures": ["inspector"],
    "sections": [
        {"key": "test", "zh": "水压", "en": "Pressure", "items": [
            {**ITEM, "key": "pipe", "zh": "管材", "en": "Pipe", "kind": "choice", "choices": [
                {"key": "metal", "zh": "金属", "en": "Metal", "outcome": "pass"},
                {"key": "plastic", "zh": "塑料", "en": "Plastic", "outcome": "pass"}]},
            {**ITEM, "key": "hold", "zh": "稳压", "en": "Hold", "kind": "timed", "quantity": "pressure", "unit": "MPa",
             "seconds": 600, "start_least": 0.6, "drop_most": 0.02, "when": "${pipe} = 'metal'"},
            {**ITEM, "key": "long", "zh": "塑料稳压", "en": "Plastic hold", "kind": "judged", "veto": True,
             "when": "${pipe} = 'plastic'"},
            {**ITEM, "key": "joints", "zh": "接口", "en": "Joints", "kind": "counted", "plan": "gb50300", "grade": "general"},
        ]},
        {"key": "homes", "zh": "入户", "en": "Homes", "repeat": {"over": "household"}, "items": [
            {**ITEM, "key": "leak", "zh": "无渗漏", "en": "No leak", "kind": "judged", "photo": "never"},
            {**ITEM, "key": "sign", "zh": "住户签名", "en": "Resident", "kind": "signature", "when": "${leak} = 'fail'"},
        ]},
    ],
}  # fmt: skip


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    version = make.checklist(LIST, "water")
    return make.visit(
        cast.project(), template_id=version.template_id, assignee_id=cast.person("inspector").id
    )


@pytest.fixture
def homes(app: Flask, cast: Cast) -> list[Any]:
    with transaction():
        return [
            add_element(SYSTEM, cast.project(), kind="household", name=name, parent=cast.element(), at=now())
            for name in ("101", "102")
        ]  # fmt: skip


METAL = {"item": "pipe", "text": "metal"}
HELD = {"item": "hold", "values": [[0, 0.6], [600, 0.59]]}
JOINTS = {"item": "joints", "counted": {"checked": 13, "failed": 3}}


def filled(visit: Visit, *answers: dict[str, Any]) -> dict[str, Any]:
    return {**make.filled(visit), "answers": list(answers)}


def submit(cast: Cast, body: dict[str, Any]) -> Submission:
    with transaction():
        receipt = actions.submit(cast.inspector, body, at=now())
    return db.session.get_one(Submission, receipt.id)


def refused(cast: Cast, body: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(Problem) as found, transaction():
        actions.submit(cast.inspector, body, at=now())
    return found.value.errors


def test_a_whole_list_with_two_homes_is_taken_and_judged(cast: Cast, visit: Visit, homes: list[Any]) -> None:
    image = make.received("blue")
    rounds = [
        {"item": "leak", "outcome": "pass", "element": homes[0].id},
        {"item": "leak", "outcome": "fail", "element": homes[1].id},
        {"item": "sign", "text": "王阿姨", "image": image, "element": homes[1].id},
    ]
    taken = submit(cast, filled(visit, METAL, HELD, JOINTS, *rounds))
    assert [each.outcome for each in taken.answers] == ["pass", "pass", "pass", "pass", "fail", "pass"]
    defect = db.session.scalars(select(Defect)).one()
    assert (defect.title, defect.element_id) == ("无渗漏", homes[1].id)


def test_an_answer_to_what_is_not_asked_decides_nothing(cast: Cast, visit: Visit, homes: list[Any]) -> None:
    veto = {"item": "long", "outcome": "fail"}
    leak = {"item": "leak", "outcome": "pass", "element": homes[0].id}
    taken = submit(cast, filled(visit, METAL, HELD, JOINTS, veto, leak))
    assert taken.verdict == "pass"
    assert db.session.scalars(select(Defect)).all() == []
    assert "long" not in {each.item_key for each in db.session.scalars(select(Answer))}
    assert any(each["item"] == "long" for each in taken.body["answers"])


def test_what_a_timed_test_and_a_count_found_stands_in_the_defect(
    cast: Cast, visit: Visit, homes: list[Any]
) -> None:
    dropped = {"item": "hold", "values": [[0, 0.61], [300, 0.5], [600, 0.6]]}
    many = {"item": "joints", "counted": {"checked": 13, "failed": 4}}
    submit(
        cast, filled(visit, METAL, dropped, many, {"item": "leak", "outcome": "na", "element": homes[0].id})
    )
    said = {each.title: each.description for each in db.session.scalars(select(Defect))}
    assert said == {"稳压": "实测值：0.61 → 0.6（最低 0.5，600 秒） MPa", "接口": "检查 13，不合格 4"}


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ([METAL, JOINTS], "answers", "hold"),
        ([METAL, HELD, JOINTS], "answers", "not a single element"),
        (
            [METAL, HELD, JOINTS, {"item": "leak", "outcome": "pass"}],
            "answers.3.element",
            "choose the element",
        ),
        ([METAL, HELD, {"item": "joints"}], "answers.2.counted", "looked at"),
        ([METAL, {"item": "hold", "values": [0.6]}, JOINTS], "answers.1.values", "over 10 min"),
    ],
)
def test_what_is_missing_is_said_at_its_place(
    cast: Cast, visit: Visit, answers: list[Any], field: str, words: str
) -> None:
    errors = refused(cast, filled(visit, *answers))
    assert words in " ".join(en for _zh, en in errors[field])


def test_no_home_at_all_is_said_once_as_not_applicable(cast: Cast, visit: Visit) -> None:
    taken = submit(cast, filled(visit, METAL, HELD, JOINTS, {"item": "leak", "outcome": "na"}))
    assert taken.verdict == "pass"


def test_a_round_is_about_an_element_of_its_kind(cast: Cast, visit: Visit) -> None:
    body = filled(
        visit, METAL, HELD, JOINTS, {"item": "leak", "outcome": "pass", "element": cast.element().id}
    )
    assert "another kind" in refused(cast, body)["answers.3.element"][0][1]


def test_a_body_of_before_keeps_its_hash_and_a_new_one_has_one_at_both_ends(visit: Visit) -> None:
    old = {
        "id": "01920000-0000-7000-8000-000000000001", "visit": "01920000-0000-7000-8000-000000000002", "template": "ab" * 32,
        "started_at": "2026-05-11T09:00:00+08:00", "finished_at": "2026-05-11T09:40:00+08:00",
        "answers": [{"item": "base", "outcome": "pass"}, {"item": "thickness", "values": [3.0, 3.1, 3.2]}],
        "signatures": [{"role": "inspector", "name": "李工"}],
    }  # fmt: skip
    before = "6abe526dbc867b549aa2120b6cb9a41dafb39c9790eeb55734e5780e556fe5e0"
    assert content_hash(normal(old)) == before
    assert content_hash(decode(None, json.dumps(old).encode()).as_dict()) == before
    nulls = {**old, "answers": [{**each, "counted": None, "image": None} for each in old["answers"]]}  # type: ignore[union-attr]
    assert (
        content_hash(normal(nulls))
        == content_hash(decode(None, json.dumps(nulls).encode()).as_dict())
        == before
    )
    span = {"from": "2026-05-11T09:00:00Z", "to": "2026-05-11T10:00:00Z", "device": "press-1"}
    new = {**old, "answers": [JOINTS, HELD, {"item": "a", "image": "ab" * 32, "values": span}]}
    assert content_hash(normal(new)) == content_hash(decode(None, json.dumps(new).encode()).as_dict())


def test_the_web_form_asks_for_rounds_and_the_server_drops_what_is_not_asked(
    browser: Browser, cast: Cast, visit: Visit, homes: list[Any]
) -> None:
    client, path = browser("inspector"), f"/visits/{visit.id}/checklist"
    page = client.get(path).text
    assert "仅当“管材”等于“金属”" in page
    hidden = dict(re.findall(r'name="(id|started_at)" value="([^"]+)"', page))
    values = {
        **hidden, "text-pipe": "metal", "times-hold": ["0", "600"], "values-hold": ["0,6", "0.59"], "checked-joints": "13",
        "failed-joints": "2", "outcome-long": "", "rounds-homes": "1", "round-homes@1": homes[0].path,
        "outcome-leak@1": "pass", "sign-inspector": "李工",
    }  # fmt: skip
    more = client.post(path, data={**values, "more-round": "homes"})
    assert more.status_code == 200
    assert 'name="rounds-homes" value="2"' in more.text
    assert 'name="outcome-leak@2"' in more.text
    assert 'value="0,6"' in more.text
    second = {"rounds-homes": "2", "round-homes@2": homes[1].path, "outcome-leak@2": "fail"}
    wrong = client.post(path, data={**values, **second})
    assert wrong.status_code == 422
    assert "sign (" in wrong.text or 'href="#f-text-sign@2"' in wrong.text
    done = client.post(path, data={**values, **second, "outcome-sign@2": "na"})
    assert done.status_code == 302, re.findall(r"field-error.*?</p>", done.text)
    kept = db.session.scalars(select(Submission)).one()
    assert [each["item"] for each in kept.body["answers"]] == [
        "pipe",
        "hold",
        "joints",
        "leak",
        "leak",
        "sign",
    ]
    record = client.get(done.location).text
    for words in ("检查 13，不合格 2", "0.6 → 0.59", "102"):
        assert words in record


def test_a_sensor_on_site_feeds_a_timed_test_and_what_was_sent_is_kept(app: Flask, cast: Cast) -> None:
    content = copy.deepcopy(LIST)
    content["sections"] = [{**content["sections"][0], "items": content["sections"][0]["items"][:2]}]
    content["sections"][0]["items"][1]["quantity"] = "water_pressure"
    version = make.checklist(content, "water-by-sensor")
    begun = now() - timedelta(hours=1)
    with transaction():
        readings.register_device(SYSTEM, project=cast.project(), name="press-1", kind="pipe", at=begun)
        at_ms = int(begun.timestamp() * 1000)
        told = [
            ("p17", "press-1", "water_pressure", at_ms + n * 300_000, value, "N")
            for n, value in enumerate((0.6, 0.55, 0.6))
        ]
        readings.record([readings.Sample(*each) for each in told], at=now())
    span = {"from": begun.isoformat(), "to": (begun + timedelta(minutes=10)).isoformat(), "device": "press-1"}
    one = make.visit(cast.project(), template_id=version.template_id)
    taken = submit(cast, filled(one, METAL, {"item": "hold", "values": span}))
    assert taken.verdict == "fail"  # it dipped between a sound start and a sound end
    assert taken.body["answers"][1]["values"] == span
    assert taken.answers[1].values == [[0, 0.6], [300, 0.55], [600, 0.6]]
    other = make.visit(cast.project(), template_id=version.template_id)
    silent = {"item": "hold", "values": {**span, "device": "press-2"}}
    assert "answers.1.values" in refused(cast, filled(other, METAL, silent))
