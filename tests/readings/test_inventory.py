"""Whether a device is in touch, by will and by silence, and the inventory of all sites."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from devices import doors
from devices.message import Message
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import Actor
from inspect_app.readings import actions, jobs
from inspect_app.readings.actions import Sample
from inspect_app.readings.models import Device
from inspect_app.readings.models.placements import Presence
from inspect_app.readings.queries import health, lives
from tests.cast import Cast
from tests.make import NOW
from tests.readings.test_devices import MS, register, send
from tests.readings.test_lives import LATER, plan

Browser = Callable[[str], FlaskClient]


def say(payload: bytes, seconds: int = 0, device: str = "dust-1") -> doors.Unfit | None:
    """Send a status as the broker hands it over."""
    arrived = NOW.timestamp() + seconds
    message = Message(
        f"site/p17/device/{device}/status", payload, retained=False, dup=False, received_at=arrived
    )
    found = doors.read(message)
    if isinstance(found, doors.Unfit):
        return found
    return doors.of_tablet(*found, doors.moment(message)).unfit  # type: ignore[arg-type]


def presence(device: Device, seconds: int = 0) -> str | None:
    stmt = health.inventory(_admin(), NOW + timedelta(seconds=seconds), device_id=device.id)
    return db.session.scalars(stmt).unique().one().presence


def _admin() -> Actor:
    return Cast().admin


def test_a_will_puts_a_device_offline_in_the_order_of_events_and_data_bring_it_back(cast: Cast) -> None:
    device, _secret = register(cast)
    assert presence(device) == "never"
    assert say(b'{"online": true, "session": "a"}', 1) is None
    assert presence(device) == "online"
    say(b'{"online": true, "session": "b"}', 5)
    say(b'{"online": false, "session": "a"}', 6)  # the will of the connection before
    assert presence(device) == "online"
    say(b'{"online": false, "session": "b"}', 9)
    say(b'{"online": true, "session": "b", "at": "2026-01-01T00:00:00+08:00"}', 10)  # told late
    assert presence(device) == "offline"
    assert [(each.online, each.at_ms - MS) for each in reversed(lives.presences(device.id))] == [
        (True, 1000),
        (False, 9000),
    ]
    send(("pm10", 1, 50))
    assert presence(device) == "online"


def test_a_device_whose_clock_stands_in_2099_goes_offline_like_any_other(cast: Cast) -> None:
    device, _secret = register(cast)
    say(b'{"online": true, "at": "2099-01-01T00:00:00+08:00"}', 1)
    say(b'{"online": false}', 2)
    assert presence(device) == "offline"
    told = [(each.online, each.at_ms - MS) for each in reversed(lives.presences(device.id))]
    assert told == [(True, 1000), (False, 2000)]
    with transaction():
        device.online_ms = MS + 400 * 86_400_000  # a clock of ours, since set back
    say(b'{"online": true}', 3)
    assert presence(device) == "online"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [(b"gone", "json"), (b'{"online": 1}', "type"), (b"{}", "missing"), (b'{"online": true, "x": 1}', "unknown"),
     (b'{"online": true, "online": false}', "duplicate"), (b'{"online": true, "at": "now"}', "time"),
     (b'{"online": true, "session": "a b"}', "pattern")],
)  # fmt: skip
def test_a_status_that_cannot_be_read_says_why(payload: bytes, reason: str) -> None:
    unfit = say(payload)
    assert unfit is not None
    assert unfit.reason == reason


def test_silence_and_being_heard_again_stand_in_the_history(cast: Cast) -> None:
    assert say(b"online", device="nobody") == doors.Unfit("device")
    device, _secret = register(cast)
    send(("pm10", 0, 50))
    silent = LATER + timedelta(hours=5)
    with transaction():
        jobs.tell_silent_devices(silent)
    assert presence(device, int((silent - NOW).total_seconds())) == "silent"
    with transaction():
        actions.record(
            [actions.Sample("p17", "dust-1", "pm10", MS + 9, 51.0, "N")], at=silent + timedelta(hours=1)
        )
    for _ in range(2):
        with transaction():
            jobs.tell_silent_devices(silent + timedelta(hours=1, minutes=1))
    rows = db.session.scalars(select(Presence).order_by(Presence.id)).all()
    assert [(each.online, each.way) for each in rows] == [(False, "silence"), (True, "silence")]


def test_the_inventory_counts_filters_and_asks_the_database_as_often_for_many_as_for_few(
    cast: Cast, browser: Browser
) -> None:
    asked: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    def shown(address: str = "/devices?lang=en") -> str:
        asked.clear()
        reply = browser("officer").get(address)
        assert reply.status_code == 200, address
        return str(reply.text)

    register(cast)
    register(cast, "tab-1", "tablet")
    with transaction():
        actions.keep_dead_letter("site/p17/device/dust-1/telemetry", b"{", "json", "", NOW)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        shown()
        few = len(asked)
        for n in range(2, 9):
            device, _secret = register(cast, f"dust-{n}")
            plan(cast.supervisor, device)
        page = shown()
        assert len(asked) == few
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert "dust-8" in page
    assert "tab-1" in page
    assert "dust-8" not in shown("/devices?lang=en&presence=online")
    assert "dust-8" in shown("/devices?lang=en&placed=planned&calibration=missing")
    assert "dust-1" in shown("/devices?lang=en&placed=none")
    found = health.tally(cast.officer, NOW + timedelta(hours=1))
    assert (found.presence, found.unaccepted, found.overdue) == ({"never": 8, "tablet": 1}, 8, 0)
    assert found.letters == {"json": 1}
    assert health.tally(cast.stranger, NOW + timedelta(hours=1)).standing == 0
    with transaction():
        actions.record([Sample("p17", "dust-2", "pm10", MS, 0.1, "B")], at=NOW)
    rows = list(
        csv.DictReader(io.StringIO(browser("officer").get("/devices?lang=en&as=csv").text.lstrip("\ufeff")))
    )
    graded = {each["Name"]: (each["Trust grade"], each["In doubt because"]) for each in rows}
    assert graded["dust-1"] == ("B Usable, papers missing", "")
    assert graded["dust-2"][0] == "D Not usable"
    assert graded["dust-2"][1].startswith("The device itself marked it as not valid; ")
    assert graded["tab-1"] == ("", "")
