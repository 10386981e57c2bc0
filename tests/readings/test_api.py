"""Readings for machines: intake over HTTP, curves, the live stream, and who may see what."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

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
