"""A device that is retired, or whose secret is another by now, is shown out of its living connection."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from devices.intake import Intake
from devices.revocation import Guest, Guests
from devices.sources.publisher import Publisher
from devices.topics import build
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.readings import actions
from inspect_app.readings.models import DeadLetter, Reading
from inspect_app.readings.models import Device as Registered
from tests.brokers import PATIENCE, Device, broker_alone, until
from tests.cast import Cast
from tests.devices.test_intake_live import count, running

NAMES = ("wind-1", "wind-2")


@pytest.fixture
def secrets(cast: Cast) -> dict[str, str]:
    """Register weather stations on p17; return their secrets."""
    with transaction():
        return {
            name: actions.register_device(
                SYSTEM, project=cast.project(), name=name, kind="weather", at=now()
            )[1]
            for name in NAMES
        }


def registered(name: str) -> Registered:
    db.session.rollback()
    return db.session.scalars(select(Registered).where(Registered.name == name)).one()


def retire(name: str) -> None:
    device = registered(name)
    with transaction():
        actions.move_device(SYSTEM, device, "retire", {"reason": "stolen"}, at=now())


def rotate(name: str) -> str:
    device = registered(name)
    with transaction():
        return actions.rotate_device(SYSTEM, device, at=now())


class Station(Device):
    """A device that notes when its connection ended, and then tries no more."""

    def __init__(self, url: str, client_id: str = "") -> None:
        self.ended_at = 0.0
        super().__init__(url, client_id)
        self.client.on_disconnect = self._ended

    def _ended(self, *_: object) -> None:
        self.ended_at = self.ended_at or time.monotonic()
        threading.Thread(target=self.client.disconnect).start()

    def report(self, name: str, value: float, qos: int = 1) -> None:
        payload = json.dumps({"at": int(time.time() * 1000), "values": {"wind_speed": value}})
        self.client.publish(build("p17", name), payload, qos)


@pytest.fixture
def stations(
    app: Flask, secrets: dict[str, str], tmp_path: Path
) -> Iterator[dict[str, Callable[[str], Station]]]:
    """`stations["wind-1"](secret)`: connect the station with that secret, "" for the one it was given."""
    with running(app, tmp_path / "broker") as (_broker, address):

        def station(name: str) -> Callable[[str], Station]:
            return lambda secret="": Station(address(f"p17_{name}", secret or secrets[name]))

        yield {name: station(name) for name in NAMES}


def test_a_retired_device_is_cut_off_and_nothing_more_of_it_is_kept(
    stations: dict[str, Callable[[str], Station]],
) -> None:
    with stations["wind-1"]("") as other:
        with stations["wind-2"]("") as thief:
            thief.report("wind-2", 1.0)
            until(lambda: count(Reading) == 1, what="the reading of a device in good standing")
            retire("wind-2")
            since = time.monotonic()
            until(lambda: thief.ended_at, what="the end of its connection")
            print(f"cut off after {thief.ended_at - since:.2f} s")
            for qos in (0, 1):
                thief.report("wind-2", 66.0, qos)
        again = stations["wind-2"]("")
        assert again.reason == "Not authorized"
        again.close()
        other.report("wind-1", 2.0)
        until(lambda: 2.0 in stored_values(), what="the reading of the other")
        assert not other.ended_at
    assert set(stored_values()) == {1.0, 2.0}
    assert count(DeadLetter) == 0


def stored_values() -> list[float]:
    db.session.rollback()
    return list(db.session.scalars(select(Reading.value)))


def test_what_a_retired_device_sends_until_it_is_cut_off_is_refused_by_the_intake(
    app: Flask, cast: Cast, secrets: dict[str, str], tmp_path: Path
) -> None:
    # As behind an external broker, which lets it stay: here nobody shows anybody out.
    with running(app, tmp_path / "broker", revoking=False) as (_broker, address):
        station = Station(address("p17_wind-1", secrets["wind-1"]))
        retire("wind-1")
        station.report("wind-1", 66.0)
        until(lambda: count(DeadLetter) == 1, what="the dead letter")
        station.close()
    assert [each.reason for each in db.session.scalars(select(DeadLetter))] == ["retired"]
    assert count(Reading) == 0


def test_whoever_came_with_the_old_secret_is_cut_off_and_comes_back_with_the_new(
    stations: dict[str, Callable[[str], Station]],
) -> None:
    with stations["wind-2"]("") as other:
        with stations["wind-1"]("") as old:
            secret = rotate("wind-1")
            until(lambda: old.ended_at, what="the end of its connection")
        with stations["wind-1"](secret) as new:
            rotate("wind-2")
            until(lambda: other.ended_at, what="the end of the other's connection")
            assert not new.ended_at


def test_a_device_retired_in_the_middle_of_its_log_in_does_not_stay(
    app: Flask, secrets: dict[str, str], tmp_path: Path
) -> None:
    with broker_alone(tmp_path / "broker") as broker:
        intake = Intake(app.app_context, Publisher(broker.mqtt_url).publish_all)
        asked, answer = threading.Event(), threading.Event()

        def slowly(name: str, secret: str) -> object:
            grant = intake.authenticate(name, secret)
            asked.set()
            assert answer.wait(PATIENCE)
            return grant

        callout = broker.callout(slowly)  # type: ignore[arg-type]
        revocation = broker.revocation(callout.guests, app.app_context)
        callout.start()
        revocation.start()
        url = f"mqtt://p17_wind-1:{secrets['wind-1']}@127.0.0.1:{broker.mqtt_port}"
        found: list[Station] = []
        coming = threading.Thread(target=lambda: found.append(Station(url)))
        coming.start()
        assert asked.wait(PATIENCE)
        retire("wind-1")
        time.sleep(2 * 0.3)  # the revocation has long looked at the new state of the registry
        answer.set()
        coming.join(PATIENCE)
        until(lambda: found[0].ended_at or not found[0].admitted, what="the end of a connection just made")
        found[0].close()
        revocation.stop()
        callout.stop()


def test_nobody_is_remembered_who_has_left(app: Flask, secrets: dict[str, str], tmp_path: Path) -> None:
    with broker_alone(tmp_path / "broker") as broker:
        callout = broker.callout(Intake(app.app_context, Publisher(broker.mqtt_url).publish_all).authenticate)
        revocation = broker.revocation(callout.guests, app.app_context)
        callout.start()
        revocation.start()
        url = f"mqtt://p17_wind-1:{secrets['wind-1']}@127.0.0.1:{broker.mqtt_port}"
        for _ in range(3):
            with Device(url):
                assert len(callout.guests) >= 1
        until(lambda: len(callout.guests) == 0, what="the broker's word that they left")
        revocation.stop()
        callout.stop()


def test_a_connection_that_closed_itself_for_good_does_not_let_everybody_stay(
    app: Flask, secrets: dict[str, str], tmp_path: Path
) -> None:
    with broker_alone(tmp_path / "broker") as broker:
        callout = broker.callout(Intake(app.app_context, Publisher(broker.mqtt_url).publish_all).authenticate)
        revocation = broker.revocation(callout.guests, app.app_context)
        callout.start()
        revocation.start()
        url = f"mqtt://p17_wind-1:{secrets['wind-1']}@127.0.0.1:{broker.mqtt_port}"
        with Station(url) as old:
            until(revocation.close_connection, what="a connection to close")
            rotate("wind-1")
            until(lambda: old.ended_at, what="the end of its connection")
        revocation.stop()
        callout.stop()


def test_log_ins_are_answered_again_after_their_connection_closed_itself_for_good(
    app: Flask, secrets: dict[str, str], tmp_path: Path
) -> None:
    with broker_alone(tmp_path / "broker") as broker:
        callout = broker.callout(Intake(app.app_context, Publisher(broker.mqtt_url).publish_all).authenticate)
        callout.start()
        assert callout.close_connection()

        def comes_in() -> bool:
            with Station(f"mqtt://p17_wind-1:{secrets['wind-1']}@127.0.0.1:{broker.mqtt_port}") as station:
                return station.reason == "Success"

        until(comes_in, what="a device that comes in")
        callout.stop()


def test_the_guests_of_a_broker_that_ended_are_forgotten() -> None:
    guests = Guests()
    guests.came(Guest("first", 7, "p17_wind-1", "a"))
    guests.came(Guest("second", 7, "p17_wind-1", "b"))
    assert [each.server for each in guests.doubtful(1)] == ["second"]
    guests.vouch(guests.doubtful(1), 1)
    assert not guests.doubtful(1)
    assert guests.doubtful(2)
