"""How a checklist was filled in: part of what is signed, marked with reasons, read by few, never in the way."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.checklist import decode
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.ids import uuid7
from inspect_app.inspections import actions
from inspect_app.inspections.models import FillLog, Submission, Visit
from inspect_app.inspections.rules.fill_log import clocked, marks, sealed
from tests import make
from tests.cast import Cast
from tests.make import NOW, later

LOG: dict[str, Any] = {
    "place": "given",
    "items": [
        {"item": "thickness", "element": None, "at": 20, "spent": 65, "changed": 1},
        {"item": "base", "element": None, "at": 95, "spent": 12, "changed": 0},
    ],
    "fixes": [{"at": 0, "lat": 40.2213, "lon": 116.2311, "accuracy": 8.5}],
    "changes": [{"at": 300, "item": "base", "element": None, "role": None, "reason": "漏看一处"}],
    "clock": [], "cut": 0,
}  # fmt: skip
Caller = Callable[[str], FlaskClient]


def fixes(*rows: tuple[int, float, float, float | None]) -> dict[str, Any]:
    """Return a log of nothing but places: (seconds, degrees north, degrees east, accuracy)."""
    names = ("at", "lat", "lon", "accuracy")
    return {**LOG, "items": [], "fixes": [dict(zip(names, each, strict=True)) for each in rows]}


def kinds(log: dict[str, Any], **rest: Any) -> list[str]:
    return [each.kind for each in marks(log, **rest)]


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    return make.visit(cast.project(), assignee_id=cast.person("inspector").id)


def test_an_honest_log_has_no_mark() -> None:
    assert kinds(LOG) == []


def test_a_place_that_was_not_given_is_a_fact_and_no_mark() -> None:
    for place in ("refused", "none", "unasked"):
        assert kinds({**fixes(), "place": place}) == []


def test_an_accuracy_of_exactly_zero_is_marked() -> None:
    assert kinds(fixes((0, 40.0, 116.0, 0))) == ["exact"]
    assert kinds(fixes((0, 40.0, 116.0, 0.5), (60, 40.0, 116.0, None))) == []


def test_places_alike_to_the_last_digit_for_minutes_are_marked_and_a_short_stop_is_not() -> None:
    assert kinds(fixes(*((n * 120, 40.0, 116.0, 9) for n in range(5)))) == ["still"]
    assert kinds(fixes(*((n * 120, 40.0, 116.0, 9) for n in range(4)))) == []
    assert kinds(fixes(*((n * 30, 40.0, 116.0, 9) for n in range(5)))) == []
    assert kinds(fixes(*((n * 120, 40.0 + n % 2 * 1e-7, 116.0, 9) for n in range(9)))) == []


def test_a_jump_no_car_could_make_is_marked_unless_the_fixes_were_that_uncertain() -> None:
    assert kinds(fixes((0, 40.0, 116.0, 10), (60, 40.1, 116.0, 10))) == ["fast"]
    assert kinds(fixes((0, 40.0, 116.0, 6000), (60, 40.1, 116.0, 6000))) == []
    assert kinds(fixes((0, 40.0, 116.0, 10), (600, 40.1, 116.0, 10))) == []


def test_only_being_far_at_every_fix_is_marked() -> None:
    there = (40.0, 116.0)
    assert kinds(fixes((0, 40.02, 116.0, 10)), site=there) == ["far"]
    assert kinds(fixes((0, 40.02, 116.0, 10), (600, 40.001, 116.0, 10)), site=there) == []
    assert kinds(fixes((0, 40.02, 116.0, 2000)), site=there) == []
    assert kinds(fixes((0, 40.02, 116.0, 10)), site=None) == []


def test_a_clock_set_back_and_one_that_runs_ahead_are_marked_and_sleep_is_not() -> None:
    assert kinds({**LOG, "clock": [{"at": 5, "by": -3600}]}) == ["clock-back"]
    assert kinds({**LOG, "clock": [{"at": 5, "by": 3600}, {"at": 9, "by": -30}]}) == []
    assert kinds(LOG, late=600) == ["clock-ahead"]
    assert kinds(LOG, late=60) == []


def test_items_answered_faster_than_they_can_be_read_are_marked() -> None:
    rows = [{"item": f"i{n}", "element": None, "at": n, "spent": 1, "changed": 0} for n in range(6)]
    assert kinds({**LOG, "items": rows}) == ["hasty"]
    assert kinds({**LOG, "items": rows[:3]}) == []
    assert kinds({**LOG, "items": [{**each, "spent": 9} for each in rows]}) == []


AT = st.integers(-100_000, 100_000)
FIX = st.fixed_dictionaries(
    {
        "at": AT, "lat": st.floats(-90, 90), "lon": st.floats(-180, 180),
        "accuracy": st.none() | st.floats(0, 1e8),
    }
)  # fmt: skip
WHOLE = st.fixed_dictionaries(
    {
        "place": st.just("given"), "fixes": st.lists(FIX, max_size=12), "changes": st.just([]), "cut": st.just(0),
        "items": st.lists(st.fixed_dictionaries({"spent": st.integers(0, 9)}), max_size=9),
        "clock": st.lists(st.fixed_dictionaries({"at": AT, "by": AT}), max_size=4),
    }
)  # fmt: skip


@given(WHOLE, st.floats(0, 1e9))
def test_whatever_a_tablet_noted_the_marks_are_words_in_both_languages(
    log: dict[str, Any], late: float
) -> None:
    found = marks(log, late=late, site=(40.0, 116.0))
    assert len({each.kind for each in found}) == len(found)
    assert all(each.zh and each.en for each in found)


def test_seconds_are_read_as_a_clock() -> None:
    assert [clocked(each) for each in (0, 65, 3600, -5)] == ["0:00", "1:05", "1:00:00", "-0:05"]


def test_the_log_is_signed_as_its_hash_and_kept_beside_the_record(cast: Cast, visit: Visit) -> None:
    body = make.filled(visit, log=LOG)
    with transaction():
        receipt = actions.submit(cast.inspector, body, at=NOW)
    kept = db.session.get_one(Submission, body["id"])
    row = db.session.get_one(FillLog, body["id"])
    assert kept.body["log"] == row.sha256 == content_hash(LOG)
    assert receipt.content == content_hash(kept.body) == content_hash(sealed({**kept.body, "log": LOG}))
    assert row.log == LOG
    without = {name: value for name, value in body.items() if name != "log"}
    assert decode(None, json.dumps(body).encode()).content() == receipt.content
    assert decode(None, json.dumps(without).encode()).content() != receipt.content


def test_the_same_with_another_log_is_another_content(cast: Cast, visit: Visit) -> None:
    body = make.filled(visit, log=LOG)
    with transaction():
        first = actions.submit(cast.inspector, body, at=NOW)
    with transaction():
        assert actions.submit(cast.inspector, body, at=later(days=1)) == first
    with pytest.raises(Problem) as found, transaction():
        actions.submit(cast.inspector, {**body, "log": {**LOG, "cut": 1}}, at=NOW)
    assert found.value.slug == "same-id-other-content"


def test_a_checklist_without_a_log_is_taken_and_has_none(caller: Caller, cast: Cast, visit: Visit) -> None:
    body = make.filled(visit)
    assert caller("inspector").post("/api/submissions", json=body).status_code == 200
    assert "log" not in db.session.get_one(Submission, body["id"]).body
    assert caller("supervisor").get(f"/api/submissions/{body['id']}/fill-log").status_code == 404
    assert "填写过程" not in caller("supervisor").get(f"/submissions/{body['id']}").text


def test_the_log_is_for_supervisors_officers_and_whoever_it_is_about(
    caller: Caller, browser: Caller, cast: Cast, visit: Visit
) -> None:
    body = make.filled(visit, log=fixes((0, 40.0, 116.0, 0)))
    assert caller("inspector").post("/api/submissions", json=body).status_code == 200
    address = f"/api/submissions/{body['id']}/fill-log"
    for name, status in (
        ("supervisor", 200), ("officer", 200), ("inspector", 200), ("admin", 200), ("contractor_a", 403),
        ("street", 403), ("contractor_b", 404), ("stranger", 404), ("", 401),
    ):  # fmt: skip
        assert caller(name).get(address).status_code == status, name
    told = caller("officer").get(address).json
    assert [each["kind"] for each in told["marks"]] == ["exact"]
    assert told["log"]["fixes"][0]["accuracy"] == 0
    page = browser("supervisor").get(f"/submissions/{body['id']}").text
    assert 'data-mark="exact"' in page
    assert "40.0, 116.0" in page
    other = browser("contractor_a").get(f"/submissions/{body['id']}").text
    assert "fill-log" not in other
    seen = caller("contractor_a").get(f"/api/submissions/{body['id']}").json
    assert seen["content"] == content_hash(seen["body"])
    assert "40.0" not in json.dumps(seen)


def test_a_log_of_a_merged_checklist_is_kept_under_its_own_id(
    caller: Caller, browser: Caller, cast: Cast, visit: Visit
) -> None:
    first, second = make.filled(visit), make.filled(visit, id=uuid7(), log=LOG)
    for each in (first, second):
        assert caller("inspector").post("/api/submissions", json=each).status_code == 200
    assert caller("officer").get(f"/api/submissions/{second['id']}/fill-log").json["log"] == LOG
    assert "签字后的修改" in browser("officer").get(f"/visits/{visit.id}/merge").text
    assert caller("stranger").get(f"/api/submissions/{second['id']}/fill-log").status_code == 404


def test_a_log_that_is_none_is_refused_by_its_field(caller: Caller, visit: Visit) -> None:
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({**LOG, "place": "home"}, "log.place"),
        ({**LOG, "fixes": [{**LOG["fixes"][0], "lat": 91}]}, "log.fixes.0.lat"),
        ({**LOG, "fixes": LOG["fixes"] * 201}, "log.fixes"),
        ({**LOG, "items": [{**LOG["items"][0], "spent": 1.5}]}, "log.items.0.spent"),
        ({**LOG, "changes": [{**LOG["changes"][0], "reason": ""}]}, "log.changes.0.reason"),
        ({**LOG, "clock": [{"at": 10**9, "by": 1}]}, "log.clock.0.at"),
        ({**LOG, "more": 1}, "log.more"),
    )
    for log, field in wrong:
        reply = caller("inspector").post("/api/submissions", json=make.filled(visit, log=log))
        assert (reply.status_code, list(reply.json["errors"])) == (422, [field]), field
