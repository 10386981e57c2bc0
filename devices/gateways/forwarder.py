"""Brings what a gateway keeps to the platform: in order, by MQTT with QoS 1, deleted once the broker has it."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from devices import topics
from devices.gateways.store import Kept, Store
from devices.sources import Pause
from devices.sources.publisher import KEEPALIVE, address, credentials
from inspect_app.core.clock import now

WINDOW: Final = 64
_TICK: Final = 0.05
_CONNECT_WITHIN: Final = 10.0
_ANSWER_WITHIN: Final = 30.0
_LONGEST_PAUSE: Final = 30.0

log = logging.getLogger(__name__)


def now_ms() -> int:
    """Return the present moment in ms since 1970."""
    return int(now().timestamp() * 1000)


class Forwarder:
    """Keeps a connection of the gateway's own log-in, and sends over it until `stop` is set.

    A device the platform has not registered behind this gateway is held back: a broker acknowledges what its rules
    refuse, and the message would be lost. What is held waits on the disk and is asked about at each connection.
    """

    def __init__(
        self,
        store: Store,
        url: str,
        username: str,
        secret: str,
        *,
        client_id: str = "",
        ca_file: str | None = None,
        window: int = WINDOW,
        answer_within: float = _ANSWER_WITHIN,
    ) -> None:
        self._store, self._url, self._ca_file = store, url, ca_file
        self._username, self._secret = username, secret
        self._client_id = client_id or username
        self._window, self._answer_within = window, answer_within

    def run(self, stop: threading.Event) -> None:
        """Send until told to stop; a broker that is not there, or refuses, is asked again after a growing pause."""
        pause = Pause(0.5, _LONGEST_PAUSE)
        while not stop.is_set():
            connection = _Connection(self._client(), self._store, self._window, self._answer_within, stop)
            try:
                connection.open(*address(self._url))
                self._say("connected")
                pause.reset()
                connection.forward()
            except OSError as error:  # also refused log-ins, which are PermissionError
                self._say(str(error) or type(error).__name__)
            except sqlite3.Error as error:
                self._say(f"the store: {error}")
            except Exception:  # a thread that ended would send nothing any more: say it, and go on
                log.exception("forwarding failed, and begins anew")
            finally:
                connection.close()
            if not stop.is_set():
                pause.wait(stop)

    def _say(self, text: str) -> None:
        log.log(logging.INFO if text == "connected" else logging.WARNING, "platform: %s", text)
        try:
            self._store.say("platform", text, now_ms())
        except sqlite3.Error as error:
            log.error("the store does not take a word: %s", error)

    def _client(self) -> mqtt.Client:
        # Each connection gets a client of its own: what is still to be sent is known from the disk alone.
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=self._client_id)
        credentials(client, self._url, self._ca_file)
        client.username_pw_set(self._username, self._secret)
        client.max_inflight_messages_set(self._window)
        return client


class _Connection:
    """One connection; everything happens in the thread that turns it."""

    def __init__(
        self, client: mqtt.Client, store: Store, window: int, answer_within: float, stop: threading.Event
    ) -> None:
        self._client, self._store, self._stop = client, store, stop
        self._window, self._answer_within = window, answer_within
        self._refused = ""
        self._connected = False
        self._answers: dict[int | None, bool] = {}
        self._granted: dict[tuple[str, str], bool] = {}
        self._held: set[str] = set()
        self._in_flight: dict[int, tuple[int, float]] = {}
        self._taken: list[int] = []
        self._sent_to = 0
        client.on_connect, client.on_subscribe = self._on_connect, self._on_subscribe
        client.on_publish = self._on_publish

    def open(self, host: str, port: int) -> None:
        """Log in; raise PermissionError where the broker refuses, OSError where it is not there."""
        self._store.arrived.set()  # what lies there from before
        self._client.connect_timeout = _CONNECT_WITHIN
        self._client.connect(host, port, KEEPALIVE)
        self._turn(lambda: self._connected, "the broker did not answer the log-in")

    def forward(self) -> None:
        """Send until told to stop; raise OSError when the connection is lost."""
        while not self._stop.is_set():
            sent = self._send()
            # With more to send the socket is only looked at; else the loop waits there.
            self._step(0.0 if sent and len(self._in_flight) < self._window else _TICK)
            self._settle()

    def close(self) -> None:
        """Note what was acknowledged last, and leave in order."""
        try:
            self._settle()
        except (OSError, sqlite3.Error) as error:
            log.warning("what was acknowledged last goes once more: %s", error)
        while self._client.want_write() and self._client.loop_write() == MQTTErrorCode.MQTT_ERR_SUCCESS:
            pass
        self._client.disconnect()

    def _send(self) -> int:
        room = self._window - len(self._in_flight)
        if not room or not self._store.arrived.is_set():
            return 0
        self._store.arrived.clear()
        found = self._store.after(self._sent_to, room, self._held)
        if len(found) == room:
            self._store.arrived.set()  # there may be more
        for kept in found:
            self._sent_to = kept.number
            if self._may(kept):
                told = self._client.publish(kept.topic, kept.payload, 1)
                self._in_flight[told.mid] = kept.number, time.monotonic()
        return len(found)

    def _may(self, kept: Kept) -> bool:
        topic = topics.parse(kept.topic)
        name = topic.site, topic.device
        if name not in self._granted:
            self._granted[name] = self._ask(topics.granted(*name))
        if not self._granted[name]:
            if kept.topic not in self._held:
                log.error("%s/%s is not registered behind this gateway: what it says waits here", *name)
            self._held.add(kept.topic)
        return self._granted[name]

    def _ask(self, topic: str) -> bool:
        _, number = self._client.subscribe(topic, 0)
        self._turn(lambda: number in self._answers, "the broker did not answer")
        return self._answers.pop(number)

    def _settle(self) -> None:
        if self._taken:
            taken, self._taken = self._taken, []
            self._store.delete(taken)
        oldest = next(iter(self._in_flight.values()), None)
        if oldest and time.monotonic() - oldest[1] > self._answer_within:
            raise ConnectionError("the broker does not acknowledge what it is sent")

    def _turn(self, done: Callable[[], bool], otherwise: str) -> None:
        until = time.monotonic() + _CONNECT_WITHIN
        while not done():
            if time.monotonic() > until or self._stop.is_set():
                raise ConnectionError(otherwise)
            self._step(_TICK)

    def _step(self, seconds: float) -> None:
        code = self._client.loop(seconds)
        if self._refused:
            raise PermissionError(self._refused)
        if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise ConnectionError(mqtt.error_string(code))

    def _on_connect(self, _client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _props: Any) -> None:
        self._connected = not reason.is_failure
        if reason.is_failure:
            self._refused = f"the broker refuses the log-in: {reason}"

    def _on_subscribe(self, _client: mqtt.Client, _data: Any, mid: int, codes: Any, _props: Any) -> None:
        self._answers[mid] = not any(code.is_failure for code in codes)

    def _on_publish(self, _client: mqtt.Client, _data: Any, mid: int, _reason: Any, _props: Any) -> None:
        if found := self._in_flight.pop(mid, None):
            self._taken.append(found[0])
