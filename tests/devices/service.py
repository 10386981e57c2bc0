"""The service's end of a tablet's wire: reads what arrives and answers every item with a receipt."""

import hashlib
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from devices import topics
from devices.codecs import Photo, decode
from devices.codecs.canonical import content_hash
from devices.codecs.checklist import Submission
from devices.tablet import Counts, Tablet
from tests.brokers import PATIENCE, until
from tests.devices.codecs.payloads import filled
from tests.devices.mosquitto import Mosquitto, mosquitto

PHOTOS = [b"first photo", b"second photo" * 50_000]
NAMES = [hashlib.sha256(data).hexdigest() for data in PHOTOS]


class Server:
    """Reads what tablets send with the codecs and answers each item with a receipt, like the service."""

    def __init__(self, broker: Mosquitto) -> None:
        self.arrived: list[tuple[str, str, bytes]] = []
        self.silent = False
        self.refuse: set[str] = set()
        self._ready = threading.Event()
        client = self.client = mqtt.Client(CallbackAPIVersion.VERSION2, "server", clean_session=False)
        client.username_pw_set("server", "s-secret")
        client.on_connect = self._subscribe
        client.on_subscribe = lambda *_: self._ready.set()
        client.on_message = self._answer
        client.connect("127.0.0.1", broker.port)
        client.loop_start()
        assert self._ready.wait(PATIENCE)

    def _subscribe(self, client: mqtt.Client, *_: Any) -> None:
        client.subscribe([(name, 1) for name in topics.INTAKE[1:]])

    def _answer(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        topic = topics.parse(message.topic)
        payload = bytes(message.payload)
        found = decode(topic.kind, topic, payload)
        if isinstance(found, Photo):
            item, content = found.sha256, found.sha256
        else:
            assert isinstance(found, Submission)
            item, content = found.id, content_hash(found.as_dict())
        self.arrived.append((topic.kind, item, payload))
        if not self.silent:
            self.send(item, content)

    def send(self, item: str, content: str, /, **changes: Any) -> None:
        refused = item in self.refuse
        receipt = {
            "id": item,
            "status": "refused" if refused else "received",
            "at": "2026-03-01T00:31:00Z",
            "content": content,
            "signature": "00" * 64,
            "problem": {"slug": "not-found"} if refused else None,
        }
        text = json.dumps(receipt | changes)
        self.client.publish(topics.build("p17", "tab-01", topics.RECEIPT), text, 1)

    def kinds(self) -> list[str]:
        return [kind for kind, _, _ in self.arrived]


@contextmanager
def service() -> Iterator[tuple[Mosquitto, Server]]:
    """Yield a broker that knows one tablet, and the server behind it."""
    with mosquitto(tablet="t-secret", server="s-secret") as broker:
        server = Server(broker)
        try:
            yield broker, server
        finally:
            server.client.disconnect()
            server.client.loop_stop()


def tablet(broker: Mosquitto, folder: Path, **more: Any) -> Tablet:
    return Tablet(broker.url, "tablet", "t-secret", "p17", "tab-01", folder / "outbox.sqlite", **more)


def hand_over(one: Tablet) -> Counts:
    """Let a tablet send until the broker has everything, without waiting for receipts."""
    until(lambda: not one.sync(0.5).on_device, what="the broker's word that it has everything")
    return one.counts()


def submission(number: int = 1, **changes: Any) -> dict[str, Any]:
    return filled(id=str(uuid.UUID(int=number)), answers=[{"item": "a", "photos": NAMES}], **changes)
