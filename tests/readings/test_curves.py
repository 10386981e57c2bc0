"""Curves and the live stream: what a chart reads, however long the stretch."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.identity.models import Session
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample, telling
from inspect_app.readings.models import Channel, Device
from inspect_app.readings.queries import still_sees
from tests.cast import Cast
from tests.make import NOW

Caller = Callable[[str], FlaskClient]


def register(caller: Caller, cast: Cast, name: str = "dust-1", kind: str = "dust") -> dict[str, object]:
    reply = caller("supervisor").post(
        f"/api/projects/{cast.project().id}/devices", json={"name": name, "kind": kind, "label": "北门"}
    )
    assert reply.status_code == 201, reply.text
    return {**reply.json["device"], "secret": reply.json["secret"]}


def send(client: FlaskClient, device: dict[str, object], body: object) -> object:
    log_in = (str(device["username"]), str(device["secret"]))
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post("/api/readings", data=data, auth=log_in)


def fill(cast: Cast, rows: int, step_ms: int, quantity: str = "pm10") -> Channel:
    """Store a long series of one channel that ends now."""
    with transaction():
        device = db.session.scalar(select(Device)) or actions.register_device(
            cast.supervisor, project=cast.project(), name="dust-1", kind="dust", at=NOW
        )[0]  # fmt: skip
    end = int(now().timestamp() * 1000)
    samples = [
        Sample("p17", device.name, quantity, end - i * step_ms, 50 + i % 7) for i in range(rows, 0, -1)
    ]
    for start in range(0, rows, 20_000):
        with transaction():
            actions.record(samples[start : start + 20_000], at=now())
    return db.session.scalars(select(Channel).where(Channel.quantity == quantity)).one()


def test_a_curve_shows_peaks_gaps_limits_and_alarms(cast: Cast, caller: Caller) -> None:
    register(caller, cast)
    begin = int(now().timestamp() * 1000) - 3 * 3_600_000
    values = [(i, 3.0) for i in range(60)] + [(60, 15.0), (61, 2.0)] + [(i, 3.0) for i in range(150, 170)]
    with transaction():
        actions.record(
            [Sample("p17", "dust-1", "wind_speed", begin + i * 60_000, v) for i, v in values], at=now()
        )
    channel = db.session.scalars(select(Channel)).one()
    found = caller("supervisor").get(f"/api/channels/{channel.id}/series?hours=4&points=100").json
    times, shown = found["series"]
    assert (max(v for v in shown if v is not None), None in shown, len(times) == len(shown)) == (
        15.0,
        True,
        True,
    )
    assert {each["value"] for each in found["limits"]} == {8.0, 10.8}
    assert found["channel"] == {"id": channel.id, "name": "风速", "unit": "m/s"}
    assert [round(each["to"] - each["from"]) for each in found["alarms"]] == [60, 60]


@pytest.mark.parametrize("name", ["0", "x", "-1", "9" * 40, "²", "1 or 1=1"])
def test_a_channel_that_is_none_is_not_found(cast: Cast, caller: Caller, name: str) -> None:
    assert caller("supervisor").get(f"/api/channels/{name}/series").status_code == 404


@pytest.mark.parametrize(
    "query", ["from=x", "points=1", "points=5000", "hours=0", "from=2026-05-02&to=2026-05-01", "hours=nan"]
)
def test_a_senseless_stretch_of_a_curve_is_refused(cast: Cast, caller: Caller, query: str) -> None:
    channel = fill(cast, 1, 60_000)
    assert caller("supervisor").get(f"/api/channels/{channel.id}/series?{query}").status_code == 422


@pytest.mark.slow
def test_a_month_of_a_million_readings_is_drawn_in_a_thousand_points_with_its_peaks(
    cast: Cast, caller: Caller
) -> None:
    channel = fill(cast, 1_000_000, 2592)
    client = caller("supervisor")
    for hours in (24, 168, 720):
        found = client.get(f"/api/channels/{channel.id}/series?hours={hours}").json
        times, values = found["series"]
        assert 300 <= len(times) <= 1000
        assert {v for v in values if v is not None} <= {float(50 + i) for i in range(7)}
        assert max(v for v in values if v is not None) == 56


def test_a_long_curve_keeps_a_peak_that_came_late(cast: Cast, caller: Caller) -> None:
    channel = fill(cast, 800, 3_600_000)
    end = int(now().timestamp() * 1000)
    with transaction():
        actions.record([Sample("p17", "dust-1", "pm10", end - 400 * 3_600_000 + 7, 777.0)], at=now())
    found = caller("supervisor").get(f"/api/channels/{channel.id}/series?hours=790&points=100").json
    times, values = found["series"]
    assert 777.0 in values
    assert times == sorted(times)
    assert None not in values
    assert times[-1] <= now().timestamp()


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    blocks = [each.split("\n") for each in text.split("\n\n") if "event:" in each]
    return [
        (lines[1].removeprefix("event: "), json.loads(lines[2].removeprefix("data: "))) for lines in blocks
    ]


def test_the_stream_tells_what_is_new_since_the_last_event(cast: Cast, caller: Caller) -> None:
    fill(cast, 1, 60_000, "wind_speed")
    at = int(now().timestamp() * 1000)
    with transaction():
        actions.record([Sample("p17", "dust-1", "wind_speed", at, 12.0)], at=now())
    address = f"/api/projects/{cast.project().id}/stream?seconds=1"
    reply = caller("supervisor").get(address)
    assert reply.mimetype == "text/event-stream"
    told = events(reply.text)
    assert tuple(name for name, _data in told) == ("reading", "alarm", "alarm")
    assert (told[0][1]["at"], told[0][1]["value"]) == (at / 1000, 12.0)
    assert {each["label"] for _name, each in told[1:]} == {"五级风：停止吊篮作业", "六级风：停止露天高处作业"}
    seen_ms = str(int((now() + timedelta(minutes=1)).timestamp() * 1000))
    assert events(caller("supervisor").get(address, headers={"Last-Event-ID": seen_ms}).text) == []
    assert caller("supervisor").get(address, headers={"Last-Event-ID": "²x"}).status_code == 200


def test_a_stream_tells_an_alarm_before_it_looks_at_readings_again(app: Flask, cast: Cast) -> None:
    fill(cast, 1, 60_000, "wind_speed")
    heard = actions.events(app.app_context, cast.project().id, "", 60, "zh", lambda: True)
    assert next(heard) == "retry: 1000\n\n"
    with transaction():
        actions.record([Sample("p17", "dust-1", "wind_speed", int(now().timestamp() * 1000), 1.0)], at=now())
    assert [name for name, _told in events(next(heard))] == ["reading"]
    with transaction():
        actions.record([Sample("p17", "dust-1", "wind_speed", int(now().timestamp() * 1000), 12.0)], at=now())
    # Two alarms of what was filled in end, two begin.
    assert [events(next(heard))[0][0] for _ in range(5)] == [*["alarm"] * 4, "reading"]
    heard.close()


def test_a_stream_tells_each_change_of_an_alarm_once(app: Flask, cast: Cast) -> None:
    fill(cast, 1, 60_000, "wind_speed")
    at = int(now().timestamp() * 1000)
    with transaction():
        actions.record([Sample("p17", "dust-1", "wind_speed", at, 12.0)], at=now())
    watch = telling._Watch(cast.project().id, None, "zh", "")
    assert len(watch.look(readings=False)) == 2
    assert watch.look(readings=False) == []
    with transaction():
        actions.record(
            [Sample("p17", "dust-1", "wind_speed", at + 60_000, 1.0)], at=now() + timedelta(seconds=1)
        )
    assert [events(each)[0][1]["to"] is None for each in watch.look(readings=False)] == [False, False]


def test_a_stream_ends_when_the_listeners_role_or_log_in_ends(cast: Cast) -> None:
    key, officer = cast.project().id, cast.supervisor
    assert still_sees(officer, key)
    person = cast.person("supervisor")
    log_in = next(each for each in db.session.scalars(select(Session)) if each.person_id == person.id)
    with transaction():
        log_in.ended_at = now()
    assert not still_sees(replace(officer, session=log_in.id), key)
    with transaction():
        for each in person.memberships:
            each.ended_at = now()
    assert not still_sees(officer, key)


def test_whoever_may_not_stay_hears_nothing_more(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "RECHECK_S", 0)
    told = list(actions.events(app.app_context, cast.project().id, "", 60, "zh", lambda: False))
    assert told == ["retry: 1000\n\n"]
