"""Observations of SensorThings by MQTT: the path of the standard, the permit and the answers of HTTP, one reading."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import paho.mqtt.publish as paho
import pytest
from flask import Flask
from sqlalchemy import select

from devices import admitting, topics
from devices.claims import subjects
from devices.intake import Intake
from devices.jetstream import topic as read_back
from devices.message import Message
from devices.sources.nats import NatsSource
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample
from inspect_app.readings.models import Channel, DeadLetter, Device, Reading
from tests.brokers import PATIENCE, broker_alone, until
from tests.cast import Cast
from tests.devices.test_telling import Listener


@pytest.fixture
def known(cast: Cast) -> dict[str, Any]:
    """Two sites with a device each; the secret of p17's and the numbers of both channels."""
    found: dict[str, Any] = {}
    at = now()
    with transaction():
        for site, name in (("p17", "dust-1"), ("p18", "dust-9")):
            project = cast.project(site)
            _, found[site] = actions.register_device(
                cast.supervisor if site == "p17" else cast.admin,
                project=project,
                name=name,
                kind="dust",
                at=at,
            )
    with transaction():
        begin = int(at.timestamp() * 1000) - 60_000
        actions.record(
            [Sample("p17", "dust-1", "pm10", begin, 1.0), Sample("p18", "dust-9", "pm10", begin, 1.0)], at=at
        )
    numbers = db.session.execute(select(Device.name, Channel.id).join(Channel.device)).all()
    return found | dict(numbers)  # type: ignore[arg-type]


def values(number: int) -> list[float]:
    db.session.rollback()
    return list(
        db.session.scalars(select(Reading.value).where(Reading.channel_id == number).order_by(Reading.at_ms))
    )


def buried() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(DeadLetter.reason).order_by(DeadLetter.received_at)))


def said(number: object, body: Any) -> Message:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Message(f"v1.1/Datastreams({number})/Observations", data, False, False, now().timestamp())


def test_an_observation_is_one_reading_and_what_http_refuses_is_buried_with_its_reason(
    app: Flask, known: dict[str, Any]
) -> None:
    intake, mine = Intake(app.app_context, lambda _sent: None), known["dust-1"]
    body = {"result": 42.5, "phenomenonTime": (now() - timedelta(seconds=5)).isoformat()}
    intake.handle([said(mine, body), said(mine, body), said(mine, {"result": 43.5})])
    assert (values(mine), buried()) == ([1.0, 42.5, 43.5], [])
    intake.handle([said(mine, {**body, "result": 9})])
    intake.handle([said(mine, {"result": "x"}), said(mine, b"{"), said(10**17, body), said("'x'", body)])
    assert values(mine) == [1.0, 42.5, 43.5]
    assert sorted(buried()) == sorted(
        ["same-id-other-content", "bad-input", "unreadable", "not-found", "topic"]
    )


def test_a_device_may_publish_to_its_own_datastreams_alone(known: dict[str, Any]) -> None:
    grant = admitting.log_in("p17_dust-1", known["p17"])
    assert grant is not None
    own, other = topics.observations(known["dust-1"]), topics.observations(known["dust-9"])
    assert own in grant.publish
    assert not any(other == each or "v1.1/+" in each or each.endswith("#") for each in grant.publish)
    [subject] = subjects([own])
    assert read_back(subject) == own


def test_through_the_embedded_broker_a_foreign_client_creates_one_and_no_other(
    app: Flask, known: dict[str, Any], tmp_path: Path
) -> None:
    def log_in(name: str, secret: str) -> Any:
        with app.app_context():
            return admitting.log_in(name, secret)

    with broker_alone(tmp_path / "broker") as broker:
        callout, stop = broker.callout(log_in), threading.Event()
        callout.start()
        intake = Intake(app.app_context, lambda _sent: None)
        reading = threading.Thread(target=NatsSource(broker.client_url).run, args=(intake.handle, stop))
        reading.start()
        try:
            who: Any = {"username": "p17_dust-1", "password": known["p17"]}
            for number, result in ((known["dust-9"], 6.0), (known["dust-1"], 7.5)):
                paho.single(
                    topics.observations(number), json.dumps({"result": result}), 1, hostname="127.0.0.1",
                    port=broker.mqtt_port, auth=who, client_id="p17_dust-1",
                )  # fmt: skip
            until(lambda: values(known["dust-1"]) == [1.0, 7.5], what="the Observation")
            assert values(known["dust-9"]) == [1.0]
            heard = Listener(broker.mqtt_port, "p17_dust-1", known["p17"])
            assert not heard.may("v1.1/#")
            heard.leave()
        finally:
            stop.set()
            reading.join(PATIENCE)
            callout.stop()
