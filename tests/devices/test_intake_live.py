"""Broker, log-in, source and intake together: from a device's or tablet's wire to the rows, and back."""

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from devices.broker import EmbeddedBroker
from devices.intake import Intake
from devices.message import Message
from devices.outbox import Receipt
from devices.sources.nats import NatsSource
from devices.sources.publisher import Publisher
from devices.tablet import Tablet
from devices.topics import build
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.files import StoredFile
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.models import Defect
from inspect_app.inspections.models import Submission
from inspect_app.readings import actions
from inspect_app.readings.models import DeadLetter, Reading
from tests import make
from tests.brokers import PATIENCE, broker_alone, until
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
