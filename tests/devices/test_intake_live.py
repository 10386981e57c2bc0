"""Broker, log-in, source and intake together: from a device's or tablet's wire to the rows, and back."""

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from flask import Flask
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import func, select, text

from devices.broker import EmbeddedBroker
from devices.intake import Intake
from devices.message import Message
from devices.outbox import Receipt
from devices.sources.nats import NatsSource
from devices.sources.publisher import Publisher
from devices.tablet import Tablet
from devices.topics import STATUS, build
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.files import StoredFile
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.models import Defect
from inspect_app.inspections.models import Submission
from inspect_app.readings import actions
from inspect_app.readings.models import DeadLetter, Device, Reading
from inspect_app.readings.rules.provisioning import PORCH, REQUEST, RESPONSE
from tests import make
from tests.brokers import PATIENCE, broker_alone, until
from tests.brokers import Device as Guest
from tests.cast import Cast

TOPIC = build("p17", "wind-1")
TABLET = "tab-1"


@pytest.fixture
def secrets(cast: Cast) -> dict[str, str]:
    """Register a weather station and a tablet on p17; return their secrets."""
    with transaction():
        return {
            name: actions.register_device(SYSTEM, project=cast.project(), name=name, kind=kind, at=now())[1]
            for name, kind in (("wind-1", "weather"), (TABLET, "tablet"))
        }


@pytest.fixture
def sent() -> list[tuple[str, bytes]]:
    return []


@pytest.fixture
def intake(app: Flask, secrets: dict[str, str], sent: list[tuple[str, bytes]]) -> Intake:
    return Intake(app.app_context, sent.extend)


def message(payload: object, topic: str = TOPIC) -> Message:
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Message(topic, data, retained=False, dup=False, received_at=time.time())


def wind(value: object, ago_ms: int = 1000) -> Message:
    return message({"at": int(time.time() * 1000) - ago_ms, "values": {"wind_speed": value}})


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@contextmanager
def running(
    app: Flask, folder: Any, *, revoking: bool = True
) -> Iterator[tuple[EmbeddedBroker, Callable[[str, str], str]]]:
    """Run broker, log-in, source and intake together; yields the broker and the address of a device."""
    with broker_alone(folder) as broker:
        publisher = Publisher(broker.mqtt_url)
        intake = Intake(app.app_context, publisher.publish_all)
        callout = broker.callout(intake.authenticate)
        revocations = [broker.revocation(callout.guests, app.app_context)] if revoking else []
        stop = threading.Event()
        source = NatsSource(broker.client_url)
        thread = threading.Thread(target=source.run, args=(intake.handle, stop))
        for each in (callout, thread, *revocations):
            each.start()
        try:
            yield broker, lambda name, secret: f"mqtt://{name}:{secret}@127.0.0.1:{broker.mqtt_port}"
        finally:
            stop.set()
            thread.join(PATIENCE)
            for answering in (*revocations, callout):
                answering.stop()
            publisher.close()


def test_from_a_tablets_disk_to_a_defect_and_back_to_its_receipt(
    app: Flask, cast: Cast, secrets: dict[str, str], tmp_path: Any
) -> None:
    visit = make.visit(cast.project())
    data = make.photo("blue")
    with running(app, tmp_path / "broker") as (broker, _address):
        url = f"mqtt://127.0.0.1:{broker.mqtt_port}"
        tablet = Tablet(url, "p17_tab-1", secrets[TABLET], "p17", TABLET, tmp_path / "outbox.sqlite")
        name = tablet.add_photo(data)
        body = make.filled(visit)
        body["answers"][0] |= {"outcome": "fail", "photos": [name]}
        tablet.submit(body)
        tablet.sync(PATIENCE)
        until(lambda: isinstance(tablet.receipt(body["id"]), Receipt), what="the receipt")
        found = tablet.receipt(body["id"])
    assert found is not None
    assert found.status == "received", found
    assert (count(Submission), count(StoredFile)) == (1, 1)
    assert count(Defect) == 1


def test_a_device_without_a_log_in_registers_itself_over_mqtt_and_comes_in(
    app: Flask, cast: Cast, tmp_path: Any
) -> None:
    with transaction():
        key, secret = actions.make_key(
            SYSTEM, cast.project(), label="第二批", strategy="new", kind="dust", profile="", place="", most=5,
            good_until=local_day(now()), at=now(),
        )  # fmt: skip
    own = "a-password-of-its-own"
    shown = {"provisionDeviceKey": key.key, "provisionDeviceSecret": secret, "password": own}
    answers: list[dict[str, Any]] = []
    with running(app, tmp_path / "broker") as (_broker, address):
        with Guest(address(PORCH, ""), "box-1") as guest:
            assert guest.listen(RESPONSE)
            assert not guest.listen("site/#")
            for ask in (
                {"deviceName": "dust-9", **shown},
                {"deviceName": "dust-9", **shown},
                {"deviceName": 7},
            ):
                guest.send(REQUEST, json.dumps(ask).encode())
            until(lambda: len(guest.heard) == 3, what="the answers")
            answers = [json.loads(data) for _topic, data in guest.heard]
        with Guest(address("p17_dust-9", own), "box-1") as device:
            assert device.admitted
        with Guest(address(PORCH, "")) as guest:
            with transaction():
                actions.end_key(SYSTEM, key, at=now())
            until(lambda: not guest.client.is_connected(), what="the end of the porch")
    assert [each["status"] for each in answers] == ["SUCCESS", "SUCCESS", "FAILURE"]
    assert answers[0]["deviceName"] == "dust-9"
    assert own not in json.dumps(answers)
    assert (count(Device), count(DeadLetter)) == (1, 0)


@contextmanager
def locked() -> Iterator[None]:
    """Hold the readings so that nobody else can write them."""
    db.session.rollback()  # what this session has read would hold up its own lock
    if db.engine.dialect.name == "sqlite":
        other = sqlite3.connect(db.engine.url.database or "", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
        other.close()
    else:
        with db.engine.begin() as connection:
            connection.execute(text("LOCK TABLE readings IN ACCESS EXCLUSIVE MODE"))
            yield


def test_what_a_device_sends_while_the_database_is_locked_arrives_afterwards(
    app: Flask, secrets: dict[str, str], tmp_path: Any
) -> None:
    with running(app, tmp_path / "broker") as (broker, address):
        sensor = Publisher(address("p17_wind-1", secrets["wind-1"]), timeout=PATIENCE)
        sensor.publish(TOPIC, wind(9.9, 9000).payload)
        until(lambda: count(Reading) == 1, what="the first reading")
        with locked():
            sensor.publish_all([(TOPIC, wind(i / 10, 5000 - i).payload) for i in range(100)])
            time.sleep(1)
            assert broker.pid is not None
        until(lambda: count(Reading) == 101, what="all readings")
        sensor.close()
    assert count(DeadLetter) == 0


def test_a_device_whose_connection_breaks_is_offline_by_its_will(
    app: Flask, secrets: dict[str, str], tmp_path: Any
) -> None:
    def online() -> bool | None:
        db.session.rollback()
        return db.session.scalar(select(Device.online).where(Device.name == "wind-1"))

    with running(app, tmp_path / "broker") as (broker, _address):
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="wind-1")
        client.username_pw_set("p17_wind-1", secrets["wind-1"])
        client.will_set(build("p17", "wind-1", STATUS), b'{"online": false, "session": "a"}', qos=1)
        client.connect("127.0.0.1", broker.mqtt_port)
        client.loop_start()
        client.publish(build("p17", "wind-1", STATUS), b'{"online": true, "session": "a"}', qos=1)
        until(lambda: online() is True, what="the word that it came")
        client.loop_stop()
        wire = client.socket()
        assert wire is not None
        wire.close()  # broken, without a farewell
        until(lambda: online() is False, what="the will")
    assert count(DeadLetter) == 0
