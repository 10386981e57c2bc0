"""Readings told while they are new: as GET tells them, to listeners of their project alone, and never held up by them."""

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import paho.mqtt.publish as paho
import pytest
from flask import Flask
from sqlalchemy import select

from devices import admitting, topics
from devices.intake import Intake
from devices.live import AT_A_BEAT, Live
from devices.metering import Meter
from devices.sources import Undelivered
from devices.sources.nats import NatsSource
from devices.sources.publisher import Publisher
from inspect_app.core import place
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.listening import filters, observations
from inspect_app.core.metrics import written
from inspect_app.core.permits import SYSTEM
from inspect_app.messages import actions as messages
from inspect_app.messages.models import Hook
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample
from inspect_app.readings.models import Channel, Device
from tests.brokers import PATIENCE, broker_alone, until
from tests.cast import Cast
from tests.devices.test_telling import Listener


@dataclass
class Site:
    """A device that has measured noise once, its secret, its channel, and a listener to the readings of its project."""

    secret: str
    channel: int
    hook: Hook

    @property
    def topic(self) -> str:
        return observations(self.hook.id, self.channel)


def stored(site: str, *values: float, at: datetime | None = None, quantity: str = "noise") -> None:
    """Store values of a site's device, a millisecond apart, as its intake does."""
    begin = int((at or now()).timestamp() * 1000) - 1000
    with transaction():
        samples = [Sample(site, "n-1", quantity, begin + k, each) for k, each in enumerate(values)]
        actions.record(samples, at=now())


@pytest.fixture
def sites(cast: Cast) -> dict[str, Site]:
    """p17 and p18, each with a device and a listener of its own."""
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
    return found


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


def send(port: int, site: str, secret: str, *values: float) -> None:
    at = int(now().timestamp() * 1000)
    body = json.dumps([{"at": at + k, "values": {"noise": each}} for k, each in enumerate(values)])
    paho.multiple(
        [(topics.build(site, "n-1"), body, 1, False)] * 2,  # the second is the same again
        hostname="127.0.0.1",
        port=port,
        client_id=f"{site}_n-1",
        auth={"username": f"{site}_n-1", "password": secret},
    )


def test_a_listener_hears_new_readings_of_its_project_as_get_tells_them_until_it_is_ended(
    app: Flask, sites: dict[str, Site], port: int
) -> None:
    here, there = sites["p17"], sites["p18"]
    mine, other = (Listener(port, each.hook.username, each.hook.secret) for each in (here, there))
    assert mine.may(here.topic)
    assert other.may(filters(there.hook.id)[1])
    for wanted in (there.topic, "v1.1/#", "events/+/v1.1/+/Observations"):
        assert not mine.may(wanted), wanted
    send(port, "p17", here.secret, 61.5, 62.0)
    until(lambda: len(mine.heard) == 2, what="the Observations")
    send(port, "p18", there.secret, 71.0)
    until(lambda: other.heard, what="the other's Observation")
    assert {topic for topic, _ in mine.heard} == {here.topic}
    assert [(topic, told["result"]) for topic, told in other.heard] == [(there.topic, 71.0)]
    assert [told["result"] for _, told in mine.heard] == [61.5, 62.0]
    entity = mine.heard[0][1]
    asked = entity["@iot.selfLink"].removeprefix(place.address())
    client = app.test_client()
    answer = client.get(asked, base_url=place.address(), auth=("p17_n-1", here.secret))
    assert answer.json == entity
    assert {"phenomenonTime", "resultTime", "resultQuality"} <= set(entity)
    with transaction():
        messages.end_hook(SYSTEM, db.session.get_one(Hook, here.hook.id), at=now())
    until(lambda: mine.ended_at, what="the listener that was ended is shown out")
    send(port, "p17", here.secret, 63.0)
    send(port, "p18", there.secret, 72.0)
    until(lambda: len(other.heard) == 2, what="the other goes on")
    assert len(mine.heard) == 2
    for each in (mine, other):
        each.leave()


Told = list[tuple[str, bytes]]


def live(app: Flask, sent: Told, most: int = 10) -> Live:
    def publish(pairs: Sequence[tuple[str, bytes]]) -> None:
        sent.extend(pairs)

    return Live(app.app_context, publish, most)


def test_of_a_full_queue_the_oldest_go_and_are_counted(app: Flask, sites: dict[str, Site]) -> None:
    sent: Told = []
    teller = live(app, sent)
    stored("p17", *range(40, 52))
    stored("p17", 39.0, at=now() + timedelta(seconds=1))
    assert teller.tell() == 10
    assert [json.loads(body)["result"] for _, body in sent] == [*range(43, 52), 39.0]
    figures = written(Meter(teller.figures).figures())
    assert "inspect_intake_readings_told_total 10\n" in figures
    assert "inspect_intake_readings_untold_total 3\n" in figures
    assert "inspect_intake_readings_to_tell 0\n" in figures


def test_a_batch_costs_the_same_few_questions_and_goes_to_each_who_wants_it(
    app: Flask, sites: dict[str, Site], queries: list[str]
) -> None:
    with transaction():
        city = messages.add_hook(
            SYSTEM, name="市", url="mqtt:", topics=["readings"], project_id=None, at=now()
        )
        messages.add_hook(SYSTEM, name="事", url="mqtt:", topics=["defect"], project_id=None, at=now())
    sent: Told = []
    teller = live(app, sent, 10_000)
    for site in ("p17", "p18"):
        stored(site, *[40 + k / 100 for k in range(AT_A_BEAT // 2)])
    queries.clear()
    assert teller.tell() == AT_A_BEAT
    assert len(queries) <= 8, queries
    wanted = {each.topic for each in sites.values()}
    wanted |= {observations(city.id, each.channel) for each in sites.values()}
    assert {topic for topic, _ in sent} == wanted
    assert len(sent) == 2 * AT_A_BEAT


def test_what_is_known_is_not_told_nor_what_nobody_wants_nor_what_was_not_committed(
    app: Flask, sites: dict[str, Site]
) -> None:
    sent: Told = []
    teller, at = live(app, sent), now()
    stored("p17", 61.0, at=at)
    stored("p17", 61.0, at=at)
    stored("p17", 62.0, at=at)  # another word on the same moment is a correction
    with pytest.raises(ZeroDivisionError):
        _fail_after_storing("p17", at)
    assert teller.tell() == 1
    stored("p17", 64.0)
    with transaction():
        messages.end_hook(SYSTEM, db.session.get_one(Hook, sites["p17"].hook.id), at=now())
    assert teller.tell() == 1, "taken from the queue"
    assert [json.loads(body)["result"] for _, body in sent] == [61.0], "and told to nobody"
    stored("p17", 65.0)
    assert teller.tell() == 0


def _fail_after_storing(site: str, at: datetime) -> None:
    with transaction():
        actions.record([Sample(site, "n-1", "noise", int(at.timestamp() * 1000), 63.0)], at=at)
        raise ZeroDivisionError


def test_a_broker_that_is_away_costs_what_was_taken_and_no_more(app: Flask, sites: dict[str, Site]) -> None:
    sent: Told = []
    away = True

    def publish(pairs: Sequence[tuple[str, bytes]]) -> None:
        if away:
            raise Undelivered("no answer")
        sent.extend(pairs)

    teller = Live(app.app_context, publish)
    stored("p17", 61.0)
    with pytest.raises(Undelivered):
        teller.tell()
    away = False
    stored("p17", 62.0)
    assert teller.tell() == 1
    assert len(sent) == 1
    assert "untold_total 1\n" in written(teller.figures())
