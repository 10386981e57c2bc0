"""The brokers that all tests of this folder share, and two sites whose readings somebody listens to."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from devices import admitting
from devices.intake import Intake
from devices.jetstream import Store
from devices.live import Live
from devices.sources.nats import NatsSource
from devices.sources.publisher import Publisher
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.listening import EAR
from inspect_app.core.permits import SYSTEM
from inspect_app.messages import actions as messages
from inspect_app.readings import actions
from inspect_app.readings.actions import overhearing
from inspect_app.readings.models import Channel, Device
from tests.brokers import ACK_WAIT, PATIENCE, Embedded, broker_alone, embedded, mosquitto
from tests.cast import Cast
from tests.devices.hearing import Site, stored
from tests.devices.lanes import LANES, Lane, lane_of


@pytest.fixture(scope="session")
def house_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedded(tmp_path_factory.mktemp("embedded"), store=Store(ack_wait=PATIENCE)) as running:
        yield running


@pytest.fixture(scope="session")
def hasty_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """One that sends again soon what was not acknowledged: a slow machine may get anything from it twice."""
    with embedded(tmp_path_factory.mktemp("hasty"), store=Store(ack_wait=ACK_WAIT)) as running:
        yield running


@pytest.fixture(scope="session")
def mosquitto_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with mosquitto(tmp_path_factory.mktemp("mosquitto")) as url:
        yield url


@pytest.fixture(params=LANES)
def lane(request: pytest.FixtureRequest) -> Lane:
    return lane_of(request, "house_broker")


@pytest.fixture(params=LANES)
def hasty(request: pytest.FixtureRequest) -> Lane:
    """A lane on which what was not acknowledged comes again within a second."""
    return lane_of(request, "hasty_broker")


@pytest.fixture
def sites(app: Flask, cast: Cast) -> Iterator[dict[str, Site]]:
    """p17 and p18, each with a device and a listener of its own; a process that tells nobody, until a `Live` is made."""
    found = {}
    for site in ("p17", "p18"):
        with transaction():
            project = cast.project(site)
            _, secret = actions.register_device(
                cast.admin, project=project, name="n-1", kind="noise", at=now()
            )
            hook = messages.add_hook(
                SYSTEM, name=site, url="mqtt:", topics=["readings"], project_id=project.id, at=now()
            )
        stored(site, 50.0)
        stmt = select(Channel.id).join(Channel.device).where(Device.project_id == project.id)
        channel = db.session.scalars(stmt).one()
        db.session.refresh(hook)
        db.session.expunge(hook)
        found[site] = Site(secret, channel, hook)
    with transaction():
        assert [each.value for each in overhearing.take(5)] == [50.0, 50.0]
    yield found
    app.extensions.pop(EAR, None)


@pytest.fixture
def port(app: Flask, sites: dict[str, Site], tmp_path: Path) -> Iterator[int]:
    """The embedded broker with the whole intake behind it; yields its port for MQTT."""

    def log_in(name: str, secret: str) -> Any:
        with app.app_context():
            return admitting.log_in(name, secret)

    with broker_alone(tmp_path / "broker") as broker:
        callout = broker.callout(log_in)
        revocation = broker.revocation(callout.guests, app.app_context)
        callout.start()
        revocation.start()
        stop, publisher = threading.Event(), Publisher(broker.mqtt_url)
        live = Live(app.app_context, lambda told: publisher.publish_all(told, qos=0))
        intake, source = Intake(app.app_context, lambda _sent: None), NatsSource(broker.client_url)
        threads = [
            threading.Thread(target=live.keep_telling, args=(stop, 0.05)),
            threading.Thread(target=source.run, args=(intake.handle, stop)),
        ]
        for each in threads:
            each.start()
        yield broker.mqtt_port
        stop.set()
        for each in threads:
            each.join(PATIENCE)
        revocation.stop()
        callout.stop()
        publisher.close()
