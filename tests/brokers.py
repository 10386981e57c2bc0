"""Starts real brokers on free ports with temporary data, and makes the sources that read from them."""

import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import quote, unquote, urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from devices.broker import EmbeddedBroker
from devices.child import spawn
from devices.grants import Grant
from devices.jetstream import Store
from devices.sources import Source
from devices.sources.nats import NatsSource
from devices.sources.paho import PahoSource, Session
from tests.ports import free_port

# So long at most for what comes at once on a machine at rest; it is time only where something is amiss.
PATIENCE = 60.0
# For tests of what comes again; where nothing may, a broker waits as long as it does out of the box or longer.
ACK_WAIT = 1.0


def until(true: Callable[[], object], seconds: float = PATIENCE, what: str = "") -> None:
    """Wait for something to become true; fail with `what` when it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s: {what or true}"
        time.sleep(0.01)


def least_of(measured: Callable[[], float], below: float, tries: int = 5) -> float:
    """The least of a few measurements; the first below what is wanted ends them.

    A machine busy with other things spoils any one of them; what our own program does shows in the best.
    """
    least = measured()
    while least >= below and (tries := tries - 1):
        least = min(least, measured())
    return least


@dataclass
class Registry:
    """The devices a test broker knows: name -> (secret, grant); `slow`: seconds until it answers."""

    known: dict[str, tuple[str, Grant]] = field(default_factory=dict)
    slow: float = 0.0

    def add(self, name: str, publish: tuple[str, ...] = (), subscribe: tuple[str, ...] = ()) -> str:
        self.known[name] = (f"secret-of-{name}", Grant(publish, subscribe))
        return self.known[name][0]

    def authenticate(self, name: str, secret: str) -> Grant | None:
        time.sleep(self.slow)
        found = self.known.get(name)
        return found[1] if found and found[0] == secret else None


@dataclass
class Embedded:
    broker: EmbeddedBroker
    registry: Registry

    def url(self, name: str) -> str:
        """Where the device `name` logs in, with its secret."""
        return f"mqtt://{name}:{self.registry.known[name][0]}@127.0.0.1:{self.broker.mqtt_port}"


@contextlib.contextmanager
def broker_alone(
    data_dir: Path, *, sync: str = "2m", store: Store | None = None, tls: tuple[Path, Path] | None = None
) -> Iterator[EmbeddedBroker]:
    """The embedded broker while nobody answers its log-ins."""
    broker = EmbeddedBroker(data_dir, "127.0.0.1", free_port(), free_port(), sync=sync, store=store, tls=tls)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


@contextlib.contextmanager
def embedded(data_dir: Path, *, sync: str = "2m", store: Store | None = None) -> Iterator[Embedded]:
    """The embedded broker with its log-in, answering from a registry the test may change."""
    with broker_alone(data_dir, sync=sync, store=store) as broker:
        registry = Registry()
        callout = broker.callout(registry.authenticate)
        callout.start()
        try:
            yield Embedded(broker, registry)
        finally:
            callout.stop()


@contextlib.contextmanager
def mosquitto(data_dir: Path, more: str = "") -> Iterator[str]:
    """A mosquitto that lets anybody in and holds nobody back; yields its address. `more` is for its listener."""
    port = free_port()
    config = data_dir / "mosquitto.conf"
    config.write_text(
        f"listener {port} 127.0.0.1\n{more}allow_anonymous true\nuser root\npersistence false\n"
        "max_inflight_messages 0\nmax_queued_messages 0\n"
    )
    with spawn(["mosquitto", "-c", str(config)]) as process:
        try:
            until(lambda: answers(port), what="mosquitto")
            yield f"mqtt://127.0.0.1:{port}"
        finally:
            process.terminate()


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@dataclass(frozen=True)
class Spec:
    """A source that another process can make too."""

    kind: str
    url: str
    client_id: str = ""
    share: str = ""

    def make(self) -> Source:
        if self.kind == "nats":
            return NatsSource(self.url, ack_wait=ACK_WAIT)
        protocol = MQTTProtocolVersion.MQTTv5 if self.kind == "paho5" else MQTTProtocolVersion.MQTTv311
        return PahoSource(self.url, Session(self.client_id, protocol, share=self.share))

    def in_child(self, code: str) -> "subprocess.Popen[str]":
        """Run `code` in another process, where `source` is this source."""
        head = f"from tests.brokers import Spec\nsource = Spec(**{json.dumps(asdict(self))}).make()\n"
        return subprocess.Popen([sys.executable, "-u", "-c", head + code], stdout=subprocess.PIPE, text=True)


class Device:
    """A device with a connection of its own."""

    def __init__(self, url: str, client_id: str = "", *, clean: bool = True) -> None:
        parts = urlsplit(url)
        self.reason = ""
        self.granted: list[bool] = []
        self.heard: list[tuple[str, bytes]] = []
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=clean)
        if parts.username:
            self.client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
        self.client.on_connect = self._connected
        self.client.on_subscribe = self._granted
        self.client.on_message = lambda _c, _d, found: self.heard.append((found.topic, bytes(found.payload)))
        self.client.max_inflight_messages_set(1000)
        self.client.connect(parts.hostname or "", parts.port or 1883)
        self.client.loop_start()
        until(lambda: self.reason, what="an answer to the log-in")

    @property
    def admitted(self) -> bool:
        return self.reason == "Success"

    def send(self, topic: str, *payloads: bytes, qos: int = 1) -> None:
        """Return when the broker has acknowledged them all."""
        assert self.admitted, self.reason
        for info in [self.client.publish(topic, payload, qos) for payload in payloads]:
            info.wait_for_publish(PATIENCE)
            assert info.is_published()

    def listen(self, topic_filter: str) -> bool:
        """Whether the broker grants the subscription."""
        before = len(self.granted)
        self.client.subscribe(topic_filter, 1)
        until(lambda: len(self.granted) > before, what=f"an answer to {topic_filter}")
        return self.granted[-1]

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _connected(self, client: mqtt.Client, _d: object, _f: object, reason: ReasonCode, _: object) -> None:
        self.reason = str(reason)
        if reason.is_failure:
            client.disconnect()  # it would go on trying

    def _granted(self, _c: object, _d: object, _mid: int, reasons: list[ReasonCode], _: object) -> None:
        self.granted.append(not reasons[0].is_failure)


def heard(url: str) -> str:
    """What a device hears as it logs in, "" where nothing answers."""
    with contextlib.suppress(OSError), Device(url) as found:
        return found.reason
    return ""


def log_in(house: Embedded, name: str, secret: str, client_id: str = "") -> str:
    """What the embedded broker answers to a log-in."""
    url = f"mqtt://{quote(name, safe='')}:{quote(secret, safe='')}@127.0.0.1:{house.broker.mqtt_port}"
    with Device(url, client_id) as device:
        return device.reason
