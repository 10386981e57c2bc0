"""Events by MQTT: told in order out of the outbox, heard by whoever may, by nobody else, and no longer than they may."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from flask import Flask
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from sqlalchemy import select

from devices import admitting
from devices.broker import EmbeddedBroker
from devices.sources import Undelivered
from devices.sources.publisher import Publisher
from devices.telling import Teller
from inspect_app.core import journal
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.listening import filters, hook_of, topic
from inspect_app.core.permits import SYSTEM
from inspect_app.messages import actions, queries
from inspect_app.messages.models import Delivery, Hook
from inspect_app.readings.actions import register_device
from tests import make
from tests.brokers import PATIENCE, broker_alone, until
from tests.cast import Cast


class Listener:
    """A foreign client with a session the broker keeps."""

    def __init__(self, port: int, name: str, secret: str) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.granted: list[bool] = []
        self.ended_at = 0.0
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            f"of-{name}",
            clean_session=False,
            protocol=MQTTProtocolVersion.MQTTv311,
        )
        self._client.username_pw_set(name, secret)
        self._client.on_message = lambda _client, _data, one: self.heard.append(
            (one.topic, json.loads(one.payload))
        )
        self._client.on_subscribe = lambda _client, _data, _mid, codes, _: self.granted.extend(
            not each.is_failure for each in codes
        )
        self._client.on_disconnect = lambda *_: setattr(self, "ended_at", time.monotonic())
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def may(self, topic_filter: str) -> bool:
        """Ask for a subscription; say whether it was granted."""
        before = len(self.granted)
        self._client.subscribe(topic_filter, 1)
        until(lambda: len(self.granted) > before, what="the answer to a subscription")
        return self.granted[-1]

    def leave(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@dataclass
class Place:
    """A broker that asks the registry, and the thread that tells."""

    broker: EmbeddedBroker
    teller: Teller

    def listener(self, hook: Hook) -> Listener:
        return Listener(self.broker.mqtt_port, hook.username, hook.secret)


@pytest.fixture
def place(app: Flask, tmp_path: Path) -> Iterator[Place]:
    with broker_alone(tmp_path / "broker") as broker:
        publisher = Publisher(broker.mqtt_url)

        def log_in(name: str, secret: str) -> Any:
            with app.app_context():
                return admitting.log_in(name, secret)

        callout = broker.callout(log_in)
        revocation = broker.revocation(callout.guests, app.app_context)
        callout.start()
        revocation.start()
        stop, teller = threading.Event(), Teller(app.app_context, publisher.publish)
        telling = threading.Thread(target=teller.keep_telling, args=(stop, 0.05))
        telling.start()
        yield Place(broker, teller)
        stop.set()
        telling.join(PATIENCE)
        revocation.stop()
        callout.stop()
        publisher.close()


def hooked(name: str, project_id: str | None = None) -> Hook:
    with transaction():
        made = actions.add_hook(
            SYSTEM, name=name, url="mqtt:", topics=["defect"], project_id=project_id, at=now()
        )
    db.session.refresh(made)
    db.session.expunge(made)
    return made


def settle() -> None:
    while journal.react():
        pass


def test_who_listens_hears_of_its_projects_in_order_and_of_nothing_else(cast: Cast, place: Place) -> None:
    here, there = cast.project(), cast.project("p18")
    mine, other = hooked("市平台", here.id), hooked("邻区", there.id)
    with transaction():
        _, secret = register_device(cast.supervisor, project=here, name="dust-1", kind="dust", at=now())
    one, two = place.listener(mine), place.listener(other)
    device = Listener(place.broker.mqtt_port, "p17_dust-1", secret)
    assert one.may(filters(mine.id)[1])
    assert two.may(filters(other.id)[1])
    for who, wanted in (
        (one, filters(other.id)[1]), (one, "events/#"), (one, "events/+/#"), (one, "#"), (one, "site/#"),
        (device, "events/#"), (device, filters(mine.id)[1]), (device, "+/+/#"),
    ):  # fmt: skip
        assert not who.may(wanted), wanted
    defect = make.defect(here)
    with transaction():
        actions.test_hook(SYSTEM, db.session.get_one(Hook, mine.id), at=now())
    settle()
    until(lambda: len(one.heard) == 2, what="the events")
    one.leave()  # the broker keeps what comes meanwhile
    again = make.defect(here)
    settle()
    until(
        lambda: (
            db.session.scalar(select(Delivery.id).where(Delivery.state == "waiting")) is None
            or db.session.rollback()
        ),
        what="told",
    )
    back = place.listener(mine)
    until(lambda: len(back.heard) == 1, what="the event of meanwhile")
    told = {each["type"]: (to, each) for to, each in one.heard}
    to, event = told["inspect.defect.raise"]
    assert to == topic(mine.id, "p17", ("defect", defect.id), "defect.raise")
    assert (event["subject"], event["data"]["project_id"]) == (f"defect/{defect.id}", here.id)
    assert "inspect.hook.test" in told
    assert back.heard[0][1]["subject"] == f"defect/{again.id}"
    assert two.heard == []
    assert device.heard == []
    with transaction():
        actions.end_hook(SYSTEM, db.session.get_one(Hook, mine.id), at=now())
    until(lambda: back.ended_at, what="the listener that was ended is shown out")
    for each in (one, two, device, back):
        each.leave()


def test_an_event_stays_in_the_outbox_until_the_broker_has_it_and_keeps_its_id_and_place(
    app: Flask, cast: Cast
) -> None:
    hook = hooked("市平台")
    for _ in range(2):
        make.defect(cast.project())
    settle()
    assert actions.send_due() == 0, "the clock leaves them to the intake"
    sent: list[tuple[str, bytes]] = []

    def publish(to: str, body: bytes) -> None:
        sent.append((to, body))
        if len(sent) == 1:
            raise Undelivered("no answer")

    teller = Teller(app.app_context, publish)
    assert teller.tell() == 0
    assert teller.tell() == 0, "what came later waits with the one before it"
    with transaction():
        for each in db.session.scalars(select(Delivery)):
            each.due_at = now()
    assert teller.tell() == 2
    ids = [json.loads(body)["id"] for _, body in sent]
    assert ids[0] == ids[1] != ids[2]
    assert all(to.startswith(f"events/{hook.id}/p17/defect/") for to, _ in sent)


def test_a_log_in_opens_one_listeners_own_events_while_it_stands(app: Flask, cast: Cast) -> None:
    hook = hooked("市平台")
    grant = admitting.log_in(hook.username, hook.secret)
    assert grant is not None
    assert (grant.publish, grant.subscribe) == ((), filters(hook.id))
    assert (hook_of(hook.username), hook_of("p17_dust-1")) == (hook.id, "")
    for name, secret in (
        (hook.username, "wrong"), (hook.username, ""), ("events@", hook.secret), (hook.username + "x", hook.secret),
        ("events@\x00", hook.secret),
    ):  # fmt: skip
        assert admitting.log_in(name, secret) is None
    with transaction():
        posted = actions.add_hook(
            SYSTEM, name="帖", url="https://example.com/", topics=["defect"], project_id=None, at=now()
        )
        actions.end_hook(SYSTEM, db.session.get_one(Hook, hook.id), at=now())
    assert admitting.log_in(f"events@{posted.id}", posted.secret) is None
    assert admitting.log_in(hook.username, hook.secret) is None
    assert queries.listener_fingerprints([hook.username]) == {}
