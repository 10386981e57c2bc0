"""Corrections that are let count, refused or taken back, and what they make of hours, heads and alarms."""

import csv
import io
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.readings.actions import Sample, move_correction, record, register_device, registry, set_limit
from inspect_app.readings.models import Alarm, Channel, Correction, Device, Head, Hour, Limit, Reading, Track
from inspect_app.readings.rules.derived import all_episodes
from inspect_app.readings.rules.episodes import Episode, Point
from tests.cast import Cast
from tests.conftest import ON_POSTGRES
from tests.make import NOW
from tests.walls.fuzz import TIMES

MINUTE = 60_000
START = int(datetime(2026, 5, 10, 2, tzinfo=UTC).timestamp() * 1000)
EPOCH = datetime.fromtimestamp(0, UTC)


@pytest.fixture
def device(app: Flask, cast: Cast) -> Device:
    with transaction():
        made, _secret = register_device(
            SYSTEM, project=cast.project(), name="pit-1", kind="structure", at=NOW
        )
    return made


def tell(*values: tuple[int, float], quantity: str = "tilt", flag: str = "N") -> None:
    with transaction():
        record([Sample("p17", "pit-1", quantity, START + i * MINUTE, v, flag) for i, v in values], at=NOW)


def decide(name: str, minute: int, value: float) -> None:
    stmt = select(Correction).where(Correction.at_ms == START + minute * MINUTE, Correction.value == value)
    with transaction():
        move_correction(SYSTEM, db.session.scalars(stmt).one(), name, {"reason": "核对原始记录"}, at=NOW)


def standing() -> list[Episode]:
    stmt = select(Alarm).where(Alarm.withdrawn_at.is_(None)).order_by(Alarm.began_ms)
    return [
        Episode(each.began_ms, each.opened_ms, each.cleared_ms, each.ended_by, each.peak, each.peak_ms)
        for each in db.session.scalars(stmt)
    ]


def limit(cast: Cast, quantity: str = "tilt", **more: object) -> Limit:
    told = {"value": 100.0, "clear_value": 100.0, "basis": "专项方案", "zh": "试", "en": "t", **more}
    with transaction():
        return set_limit(SYSTEM, project=cast.project(), quantity=quantity, at=EPOCH, **told)  # type: ignore[arg-type]


def test_a_correction_counts_beside_what_was_told_first_until_it_is_taken_back(
    cast: Cast, device: Device
) -> None:
    limit(cast, value=10.0, clear_value=9.0)
    tell((0, 1), (1, 12), (2, 1))
    (alarm,) = db.session.scalars(select(Alarm)).all()
    tell((1, 2))
    decide("accept", 1, 2)
    db.session.refresh(alarm)
    assert alarm.withdrawn_at is not None
    assert [row[:] for row in db.session.execute(select(Reading.value).order_by(Reading.at_ms))] == [
        (1,),
        (2,),
        (1,),
    ]
    assert db.session.execute(select(Hour.least, Hour.most)).one() == (1, 2)
    tell((1, 12), (1, 2))  # both are known: nothing new
    rows = db.session.execute(select(Correction.value, Correction.state, Correction.is_first)).all()
    assert sorted(row[:] for row in rows) == [(2, "accepted", False), (12, "told", True)]
    decide("undo", 1, 2)
    db.session.refresh(alarm)
    assert (alarm.withdrawn_at, standing()[0].peak) == (None, 12)
    assert db.session.execute(select(Hour.least, Hour.most)).one() == (1, 12)
    assert db.session.scalars(select(Correction.state)).all() == ["told"]
    stmt = select(Entry).where(Entry.thing_kind == "correction").order_by(Entry.seq)
    assert [(each.verb, each.data["first"], each.data["counts"]) for each in db.session.scalars(stmt)] == [
        ("correction.accept", 12, 2), ("correction.undo", 2, 12),
    ]  # fmt: skip
    assert [each.verb for each in journal.timeline("alarm", alarm.id)] == [
        "alarm.open", "alarm.clear", "alarm.withdraw", "alarm.reopen", "alarm.clear",
    ]  # fmt: skip


def test_the_page_the_api_the_file_and_the_curve_show_both_values(
    cast: Cast, device: Device, browser: Callable[[str], FlaskClient]
) -> None:
    tell((0, 1), (1, 12.5), (2, 1))
    tell((1, 2.5))
    one, project = db.session.scalars(select(Correction)).one(), cast.project().id
    assert (
        browser("contractor_a").post(f"/corrections/{one.id}/moves/accept", data={"reason": "x"}).status_code
        == 403
    )
    client = browser("supervisor")
    assert f"/corrections/{one.id}" in client.get(f"/devices/{device.id}").text
    assert f"/corrections/{one.id}" in client.get(f"/projects/{project}/corrections?state=told").text
    assert client.post(f"/corrections/{one.id}/moves/accept", data={"reason": ""}).status_code == 422
    assert client.post(f"/corrections/{one.id}/moves/accept", data={"reason": "核对"}).status_code == 302
    page = client.get(f"/corrections/{one.id}").text
    assert ("12.5" in page, "2.5" in page, "核对" in page) == (True, True, True)
    assert "此前有效的值：12.5 · 现在有效的值：2.5" in page
    told = client.get(f"/api/corrections/{one.id}").json
    assert (told["state"], told["counts"], told["first"], told["moves"]) == ("accepted", 2.5, 12.5, ["undo"])
    span = "from=2026-05-10T00:00:00Z&to=2026-05-11T00:00:00Z"
    curve = client.get(f"/api/channels/{one.channel_id}/series?{span}").json
    assert [(each["value"], each["first"]) for each in curve["corrected"]] == [(2.5, 12.5)]
    rows = client.get(f"/api/channels/{one.channel_id}/readings.csv?{span}").text.splitlines()
    assert [each.split(",")[4:6] + each.split(",")[7:9] for each in rows[1:]] == [
        ["1.0", "N", "", ""], ["2.5", "N", "12.5", "N"], ["1.0", "N", "", ""],
    ]  # fmt: skip
    listed = client.get(f"/projects/{project}/corrections?as=csv&lang=en").text.lstrip("\ufeff")
    (row,) = csv.DictReader(io.StringIO(listed))
    assert (row["Value that counts"], row["Told later"], row["State"]) == ("2.5", "2.5", "Counts")
    assert "2.5 °" in client.get(f"/projects/{project}/corrections").text


def test_one_correction_counts_for_a_moment_and_the_newest_moves_the_head(cast: Cast, device: Device) -> None:
    tell((0, 1), (1, 5))
    tell((1, 6))
    tell((1, 7), flag="D")
    decide("accept", 1, 7)
    head = db.session.scalars(select(Head)).one()
    db.session.refresh(head)
    assert (head.value, head.flag, head.normal_ms) == (7, "D", START)
    with pytest.raises(Problem) as refused:
        decide("accept", 1, 6)
    assert "take that decision back" in refused.value.words("en")


# ----------------------------------------------------------------------------------- in any order, with corrections

LIMITS = st.sampled_from(
    [
        {"clear_value": 80.0},
        {"clear_value": 100.0, "duration_s": 120, "max_gap_s": 240},
        {"clear_value": 90.0, "window_s": 300, "max_gap_s": 900},
        {"measure": "count", "times": 2, "per_s": 900, "max_gap_s": 240},
        {"measure": "count", "times": 2, "per_s": 86_400, "window_s": 300, "max_gap_s": 86_400},
        {"measure": "rise", "value": 40.0, "clear_value": 20.0, "per_s": 600, "duration_s": 60},
        {"measure": "met", "per_s": 300, "max_gap_s": 600},
    ]
)
MESSAGES = st.lists(
    st.tuples(st.sampled_from(["settlement", "settlement", "tilt"]), st.integers(0, 40), st.sampled_from([50.0, 85.0, 130.0]),
              st.sampled_from("NNNND")),
    min_size=1, max_size=35,
)  # fmt: skip


@settings(
    max_examples=(3 if ON_POSTGRES else 8) * TIMES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(messages=MESSAGES, more=LIMITS, data=st.data())
def test_any_order_with_decisions_between_gives_the_episodes_of_the_final_series(
    device: Device,
    cast: Cast,
    messages: list[tuple[str, int, float, str]],
    more: dict[str, object],
    data: st.DataObject,
) -> None:
    with transaction():
        for model in (Alarm, Track, Correction, Reading, Hour, Head, Channel, Limit):
            db.session.execute(delete(model))
        registry.forget()
    if more.get("measure") == "met":
        more = {
            **more,
            "conditions": [
                {"quantity": "tilt", "value": 60.0, "above": True, "inclusive": False, "near": True}
            ],
        }
    bound = registry.as_bound(limit(cast, "settlement", **more))
    sent = data.draw(st.permutations(messages))
    while sent:
        size = data.draw(st.integers(1, 9))
        piece, sent = sent[:size], sent[size:]
        with transaction():
            record([Sample("p17", "pit-1", q, START + i * MINUTE, v / (1 if q == "settlement" else 2), flag)
                    for q, i, v, flag in piece], at=NOW)  # fmt: skip
        _decide_some(data)
        if data.draw(st.booleans()):
            registry.drop()  # a restart remembers nothing
            db.session.expunge_all()
    stmt = select(Channel.quantity, Reading.at_ms, Reading.value).join(
        Channel, Channel.id == Reading.channel_id
    )
    found: dict[str, list[Point]] = {"settlement": [], "tilt": []}
    for quantity, at_ms, value in db.session.execute(stmt.where(Reading.flag == "N").order_by(Reading.at_ms)):
        found[quantity].append(Point(at_ms, value))
    assert standing() == all_episodes(found["settlement"], bound, [[found["tilt"]]])
    hours = select(Hour.channel_id, Hour.hour_ms, Hour.least, Hour.most).order_by(
        Hour.channel_id, Hour.hour_ms
    )
    hour = Reading.at_ms - Reading.at_ms % 3_600_000
    counted = (
        select(Reading.channel_id, hour, db.func.min(Reading.value), db.func.max(Reading.value))
        .where(Reading.flag == "N").group_by(Reading.channel_id, hour).order_by(Reading.channel_id, hour)
    )  # fmt: skip
    assert db.session.execute(hours).all() == db.session.execute(counted).all()


def _decide_some(data: st.DataObject) -> None:
    told = select(Correction).where(Correction.is_first.is_(False))
    for one in db.session.scalars(told.order_by(Correction.received_ms, Correction.id)).all():
        moves = [each.name for each in one.WORKFLOW.open_moves(one.state)]
        name = data.draw(st.sampled_from([*moves, ""]))
        if name:
            with suppress(Problem), transaction():  # of two, the first is to be taken back before
                move_correction(SYSTEM, one, name, {"reason": "核对"}, at=NOW + timedelta(minutes=1))
