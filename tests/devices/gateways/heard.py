"""The platform's end for tests of gateways: hears everything a gateway sends to a broker, and tells it in order."""

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from devices.gateways.forwarder import Forwarder
from devices.gateways.store import Store
from devices.sources.publisher import address
from tests.brokers import PATIENCE


class Heard:
    """What arrived at one site, as (topic, payload)."""

    def __init__(self, url: str, site: str) -> None:
        self.messages: list[tuple[str, bytes]] = []
        ready = threading.Event()
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, f"heard-{uuid.uuid4().hex}")
        self.client.on_message = lambda _c, _d, one: self.messages.append((one.topic, bytes(one.payload)))
        self.client.on_subscribe = lambda *_: ready.set()
        self.client.connect(*address(url))
        self.client.loop_start()
        self.client.subscribe(f"site/{site}/device/+/+", 1)
        assert ready.wait(PATIENCE)

    def json(self) -> list[Any]:
        """Return what arrived as plain values."""
        return [json.loads(payload) for _, payload in tuple(self.messages)]


@contextmanager
def heard(url: str, site: str) -> Iterator[Heard]:
    """Yield what is heard at a site of a broker."""
    one = Heard(url, site)
    try:
        yield one
    finally:
        one.client.disconnect()
        one.client.loop_stop()


@contextmanager
def forwarding(store: Store, url: str, name: str = "p1_gw", **more: Any) -> Iterator[Forwarder]:
    """Run a forwarder in a thread of its own."""
    stop = threading.Event()
    forwarder = Forwarder(store, url, name, more.pop("secret", "secret"), **more)
    thread = threading.Thread(target=forwarder.run, args=(stop,))
    thread.start()
    try:
        yield forwarder
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()
