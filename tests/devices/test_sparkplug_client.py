"""npm's sparkplug-client, which nobody here wrote, is born, tells, is asked to be born again, and dies."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from flask import Flask
from paho.mqtt.enums import MQTTProtocolVersion
from sqlalchemy import select

from devices import admitting
from devices.host import Host
from devices.sources.host import HostSource
from devices.sources.publisher import Publisher
from inspect_app.core.db import db
from inspect_app.readings.models import Channel, DeadLetter, Reading
from tests.brokers import PATIENCE, broker_alone, until
from tests.devices.test_host import device, secrets
from tests.nodejs import programs

__all__ = ["secrets"]
pytestmark = [pytest.mark.slow]
#: name, number, type and value: every type of number it knows, negative where it can be, and what is no reading
BORN = (
    ("pm10", 11, "Float", 0.0835), ("noise", 12, "Double", 61.25), ("temperature", 13, "Int8", -5),
    ("settlement", 14, "Int16", -300), ("displacement", 15, "Int32", -7), ("tilt", 16, "Int64", -2),
    ("humidity", 17, "UInt8", 50), ("co2", 18, "UInt16", 40_000), ("illuminance", 19, "UInt32", 100_000),
    ("water_volume", 20, "UInt64", 12_345_678), ("wind_speed", 21, "Float", None), ("door", 22, "Boolean", True),
    ("maker", 23, "String", "某厂"), ("built", 24, "DateTime", 1_456_000_000_000),
)  # fmt: skip
FIRST = {name: value for name, number, _, value in BORN if number <= 20} | {"pm10": 83.5}
#: pm10 tells a unit that is not ours
UNIT = {"properties": {"engUnit": {"type": "String", "value": "mg/m3"}}}
METRICS = [
    {"name": name, "alias": number, "type": kind, "value": value} | (UNIT if name == "pm10" else {})
    for name, number, kind, value in BORN
]
NOISE = {"alias": 12, "type": "Double"}


def stored() -> dict[tuple[str, int], float]:
    """Return what is stored by quantity and moment."""
    db.session.rollback()
    stmt = select(Channel.quantity, Reading.at_ms, Reading.value).join(
        Channel, Channel.id == Reading.channel_id
    )
    return {(quantity, at): value for quantity, at, value in db.session.execute(stmt)}


@contextmanager
def listening(app: Flask, url: str, publisher: Publisher) -> Iterator[None]:
    """A host listens at the broker."""
    host, stop = Host(app.app_context, publisher.publish_all, "inspect"), threading.Event()
    v311 = MQTTProtocolVersion.MQTTv311
    thread = threading.Thread(
        target=host.keep_listening, args=(lambda: HostSource(url, "inspect", protocol=v311), stop, 0.2)
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def test_sparkplug_client_is_born_tells_is_born_again_when_asked_and_dies_by_its_will(
    app: Flask, secrets: dict[str, str], tmp_path: Path
) -> None:
    def log_in(name: str, secret: str) -> Any:
        with app.app_context():
            return admitting.log_in(name, secret)

    said: Queue[str] = Queue()

    def tell(**what: object) -> None:
        assert edge.stdin
        print(json.dumps(what), file=edge.stdin, flush=True)

    def heard(at: int, value: float) -> bool:
        """Tell until it is heard: it tells with QoS 0, and what it says while no host listens is lost."""
        tell(ddata=[NOISE | {"value": value, "timestamp": at}])
        time.sleep(0.3)
        return stored().get(("noise", at)) == value

    with broker_alone(tmp_path / "broker") as broker, programs() as start:
        publisher, callout = Publisher(broker.mqtt_url), broker.callout(log_in)
        callout.start()
        edge = start("sparkplug.js")
        reading = threading.Thread(target=lambda: [said.put(line.strip()) for line in edge.stdout or ()])
        reading.start()
        who = {"username": "p17_edge-1", "password": secrets["edge-1"], "clientId": "p17_edge-1"}
        place = {"serverUrl": f"mqtt://127.0.0.1:{broker.mqtt_port}", "groupId": "p17", "edgeNode": "edge-1"}
        control = {"name": "Node Control/Rebirth", "type": "Boolean", "value": False}
        at = int(time.time() * 1000) - 60_000
        with listening(app, broker.mqtt_url, publisher):
            tell(client=who | place, behind="dust-1", node=[control], device=METRICS)
            assert said.get(timeout=PATIENCE) == "born"
            until(lambda: heard(at, 62.5), what=f"what it tells by number {stored()}")
            found = {quantity: value for (quantity, moment), value in stored().items() if moment != at}
            assert found == pytest.approx(FIRST, rel=1e-6)
            before = at - 86_400_000
            tell(ddata=[NOISE | {"value": 63.5, "timestamp": before, "isHistorical": True}])
            until(lambda: stored().get(("noise", before)) == 63.5, what="what it kept for a day")
            while not said.empty():
                said.get()
            tell(lose=True)
            tell(ddata=[NOISE | {"value": 64.5, "timestamp": at + 1}])
            assert [said.get(timeout=PATIENCE) for _ in range(2)] == ["rebirth", "born"]
            until(lambda: heard(at + 2, 65.5), what="what it tells when born again")
            assert ("noise", at + 1) not in stored(), "what the number stood for was not sure then"
        tell(ddata=[NOISE | {"value": 66.5, "timestamp": at + 3}])  # nobody listens
        with listening(app, broker.mqtt_url, publisher):
            until(lambda: heard(at + 4, 67.5), what="what it tells to the next host")
            assert said.get(timeout=PATIENCE) == "rebirth"
            assert not any(device(name).offline_ms for name in ("edge-1", "dust-1"))
            edge.kill()
            until(lambda: all(device(name).offline_ms for name in ("edge-1", "dust-1")), what="its death")
        reading.join(PATIENCE)
        callout.stop()
        publisher.close()
    assert set(db.session.scalars(select(DeadLetter.reason))) == {"birth"}
