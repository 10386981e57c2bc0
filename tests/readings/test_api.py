"""Readings for machines: intake over HTTP, curves, the live stream, and who may see what."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample
from inspect_app.readings.models import Alarm, Channel, Device, Reading
from inspect_app.readings.rules.quantities import MOST_CHANNELS
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


def test_a_device_sends_over_http_what_it_would_send_over_mqtt(cast: Cast, caller: Caller) -> None:
    device = register(caller, cast)
    at = int(now().timestamp() * 1000) - 60_000
    body = [{"at": at + i, "values": {"pm10": 50 + i, "pm25": 20}} for i in range(3)]
    assert send(caller(""), device, body).json == {"new": 6, "same": 0, "differing": 0}  # type: ignore[attr-defined]
    assert send(caller(""), device, body).json == {"new": 0, "same": 6, "differing": 0}  # type: ignore[attr-defined]
    assert send(caller(""), device, {"values": {"pm10": 51.5}}).status_code == 200  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"\xff", 400, None), (b"", 400, None), (b'{"values": {"pm10": NaN}}', 400, None), (b"[" * 5000, 400, None),
        ([], 422, "body"), (7, 422, "body"), ({"values": {}}, 422, "values"), ({"values": {"pm10": "5"}}, 422, "values.pm10"),
        ({"values": {"pm10": True}}, 422, "values.pm10"), ({"values": {"pm10": None}}, 422, "values.pm10"),
        (b'{"values": {"pm10": 1e999}}', 422, "values.pm10"), ({"values": {"pm10": 1}, "more": 1}, 422, "more"),
        ({"values": {"pm10": 1}, "at": "2026-05-01"}, 422, "at"), ({"values": {"pm10": 1}, "at": -1}, 422, "at"),
        ({"values": {"pm10": 1}, "flag": {"pm10": "X"}}, 422, "flag.pm10"),
        ({"values": {"pm10": 1}, "flag": {"tsp": "N"}}, 422, "flag.tsp"), ([{"values": {"pm10": 1}}], 422, "[0].at"),
        (b'{"values": {"pm10": 1, "pm10": 2}}', 422, "pm10"), ({"values": {"colour": 1}}, 422, "values.colour"),
        ({"values": {"pm10": 1, "colour": 1}}, 422, "values.colour"), ({"values": {"pm10": 1}, "seq": -1}, 422, "seq"),
        ({"values": {"pm10": 10**400}}, 422, "values.pm10"), (b" " * 70_000, 413, None),
    ],
)  # fmt: skip
def test_a_bad_message_is_refused_whole_naming_its_field(
    cast: Cast, caller: Caller, body: object, status: int, field: str | None
) -> None:
    device = register(caller, cast)
    reply = send(caller(""), device, body)
    assert reply.status_code == status, reply.text  # type: ignore[attr-defined]
    assert list(reply.json.get("errors", {})) == ([field] if field else [])  # type: ignore[attr-defined]
    assert db.session.scalar(select(func.count()).select_from(Reading)) == 0


def test_without_the_right_secret_nothing_is_taken(cast: Cast, caller: Caller) -> None:
    device = register(caller, cast)
    for wrong in (
        {**device, "secret": "x"},
        {**device, "username": "p18_dust-1"},
        {**device, "username": "nobody"},
    ):
        assert send(caller(""), wrong, {"values": {"pm10": 1}}).status_code in (401, 403)  # type: ignore[attr-defined]
    assert caller("supervisor").post("/api/readings", json={"values": {"pm10": 1}}).status_code == 403
    assert caller("").post("/api/readings", json={"values": {"pm10": 1}}).status_code == 401
    # A device's log-in opens nothing else.
    auth = (str(device["username"]), str(device["secret"]))
    assert caller("").get(f"/api/devices/{device['id']}", auth=auth).status_code in (403, 404)


def test_a_device_has_a_limited_number_of_channels(
    cast: Cast, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspect_app.readings.actions.recording.MOST_CHANNELS", 2)
    device = register(caller, cast)
    assert MOST_CHANNELS == 64
    reply = send(caller(""), device, {"values": {"pm10": 1, "pm25": 1, "tsp": 1}})
    assert reply.status_code == 422  # type: ignore[attr-defined]


def test_the_readings_of_a_project_are_hidden_from_those_outside_it(cast: Cast, caller: Caller) -> None:
    channel = fill(cast, 3, 60_000)
    project, device_id = cast.project().id, channel.device_id
    seen = [
        f"/api/projects/{project}/channels", f"/api/projects/{project}/devices", f"/api/projects/{project}/limits",
        f"/api/channels/{channel.id}/series", f"/api/devices/{device_id}", f"/api/projects/{project}/stream?seconds=1",
    ]  # fmt: skip
    for address in seen:
        assert caller("contractor_a").get(address).status_code == 200, address
        assert caller("officer").get(address).status_code == 200, address
        for outsider in ("contractor_b", "stranger"):
            assert caller(outsider).get(address).status_code == 404, (outsider, address)
        for narrow in ("utility", "property"):
            assert caller(narrow).get(address).status_code in (403, 404), (narrow, address)
        assert caller("").get(address).status_code in (401, 404), address


def test_alarms_are_scoped_and_acknowledged_once_by_those_who_answer_for_the_site(
    cast: Cast, caller: Caller
) -> None:
    fill(cast, 1, 60_000, "wind_speed")
    with transaction():
        actions.record([Sample("p17", "dust-1", "wind_speed", int(now().timestamp() * 1000), 12.0)], at=now())
    alarm = db.session.scalars(select(Alarm).where(Alarm.limit_id == "wind-6")).one().id
    for outsider in ("contractor_b", "stranger"):
        assert caller(outsider).get("/api/alarms").json["total"] == 0
        assert caller(outsider).get(f"/api/alarms/{alarm}").status_code == 404
        assert caller(outsider).post(f"/api/alarms/{alarm}/acknowledge", json={}).status_code == 404
    assert caller("street").post(f"/api/alarms/{alarm}/acknowledge", json={}).status_code == 403
    rows = caller("contractor_a").get("/api/alarms?state=unseen").json
    assert {each["id"] for each in rows["rows"]} >= {alarm}
    reply = caller("contractor_a").post(f"/api/alarms/{alarm}/acknowledge", json={"note": "已停工"})
    assert (reply.status_code, reply.json["acknowledged_note"], reply.json["cleared_at"]) == (
        200,
        "已停工",
        None,
    )
    assert caller("supervisor").post(f"/api/alarms/{alarm}/acknowledge", json={}).status_code == 409


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
def test_a_month_of_a_million_readings_is_drawn_in_a_tenth_of_the_time_of_reading_it(
    cast: Cast, caller: Caller
) -> None:
    channel = fill(cast, 1_000_000, 2592)
    client = caller("supervisor")
    mine = select(func.sum(Reading.value), func.max(Reading.at_ms)).where(Reading.channel_id == channel.id)
    begin = perf_counter()
    db.session.execute(mine.where(Reading.flag == "N")).one()
    whole = perf_counter() - begin
    for hours in (24, 168, 720):
        begin = perf_counter()
        found = client.get(f"/api/channels/{channel.id}/series?hours={hours}").json
        spent = perf_counter() - begin
        times, values = found["series"]
        print(
            f"{hours} h of 1,000,000 readings: {len(times)} points in {spent * 1000:.0f} ms (all: {whole * 1000:.0f})"
        )
        assert 300 <= len(times) <= 1000
        assert {v for v in values if v is not None} <= {float(50 + i) for i in range(7)}
        assert max(v for v in values if v is not None) == 56
    assert spent < whole / 2


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


def test_dead_letters_are_for_the_administrator_alone(cast: Cast, caller: Caller) -> None:
    with transaction():
        letter = actions.keep_dead_letter("site/p17/device/x/telemetry", b"\x00\xff{", "json", "bad", NOW)
    whole = caller("admin").get(f"/api/dead-letters/{letter.id}").json
    assert (whole["hex"], whole["size"], whole["moves"]) == ("00ff7b", 3, ["replay", "discard"])
    for other in ("supervisor", "officer", ""):
        assert caller(other).get("/api/dead-letters").status_code in (401, 403)
        assert caller(other).get(f"/api/dead-letters/{letter.id}").status_code in (401, 404)
        assert caller(other).post(f"/api/dead-letters/{letter.id}/moves/replay", json={}).status_code in (
            401,
            404,
        )
    assert caller("admin").post(f"/api/dead-letters/{letter.id}/moves/settle", json={}).status_code == 403
    assert (
        caller("admin").post(f"/api/dead-letters/{letter.id}/moves/replay", json={}).json["state"] == "queued"
    )


def test_a_limit_is_set_and_ended_by_those_who_may(cast: Cast, caller: Caller) -> None:
    address = f"/api/projects/{cast.project().id}/limits"
    body = {"quantity": "noise", "value": 65, "zh": "夜间值", "basis": "告知承诺书"}
    assert caller("contractor_a").post(address, json=body).status_code == 403
    made = caller("officer").post(address, json=body)
    assert (made.status_code, made.json["clear_value"]) == (201, 65)
    assert caller("contractor_b").post(f"/api/limits/{made.json['id']}/end").status_code == 404
    assert caller("officer").post(f"/api/limits/{made.json['id']}/end").json["until"] is not None
    assert caller("officer").post(f"/api/limits/{made.json['id']}/end").status_code == 409


def test_lists_ask_the_database_equally_often_for_few_and_many_rows(
    cast: Cast, caller: Caller, queries: list[str]
) -> None:
    client, project = caller("supervisor"), cast.project().id
    addresses = (f"/api/projects/{project}/channels", f"/api/projects/{project}/devices", "/api/alarms")

    def asked() -> list[int]:
        counted = []
        for address in addresses:
            queries.clear()
            assert client.get(address).status_code == 200
            counted.append(len(queries))
        return counted

    at = int(datetime(2026, 5, 1, tzinfo=UTC).timestamp() * 1000)

    def add(first: int, last: int) -> None:
        with transaction():
            for i in range(first, last):
                actions.register_device(
                    cast.supervisor, project=cast.project(), name=f"w-{i}", kind="weather", at=NOW
                )
            actions.record(
                [
                    Sample("p17", f"w-{i}", "wind_speed", at + j, 12.0 - 6 * (j % 2))
                    for i in range(first, last)
                    for j in range(4)
                ],
                at=NOW,
            )

    add(0, 2)
    few = asked()
    add(2, 12)
    assert asked() == few
