"""Messages from any MQTT broker, through one connection that reads, hands over and acknowledges."""

import logging
import selectors
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from devices.sources import (
    MAX_BATCH,
    MAX_BATCH_BYTES,
    QUIET,
    Handle,
    Pause,
    Retry,
    deliver,
    open_for,
)
from devices.sources.publisher import KEEPALIVE, address, credentials
from devices.sources.reader import Reader
from devices.topics import INTAKE

_CONNECT_TIMEOUT = 10.0
_TICK = 0.1

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Session:
    """What the broker is to keep for us between connections.

    `share` names the group of a shared subscription (MQTT 5): the workers of one group share the load, and
    each needs a client id of its own. `receive_maximum` bounds what is sent before we acknowledge; under
    MQTT 3.1.1 the broker's own limit rules. A session that is not `persistent` loses what comes meanwhile.
    """

    client_id: str
    protocol: MQTTProtocolVersion = MQTTProtocolVersion.MQTTv5
    persistent: bool = True
    expiry: int = 7 * 86_400
    receive_maximum: int = 2 * MAX_BATCH
    share: str = ""

    def __post_init__(self) -> None:
        if self.share and self.protocol != MQTTProtocolVersion.MQTTv5:
            raise ValueError("share: shared subscriptions need MQTT 5")

    def topics(self, filters: Iterable[str]) -> list[tuple[str, int]]:
        prefix = f"$share/{self.share}/" if self.share else ""
        return [(prefix + name, 1) for name in filters]


class PahoSource:
    """One connection in the thread of run(); while a batch is handled nothing is read, so TCP holds the rest.

    `url` is mqtt://user:secret@host:port, or mqtts:// with TLS checked against `ca_file` or the system.
    """

    def __init__(
        self,
        url: str,
        session: Session,
        *,
        filters: Sequence[str] = INTAKE,
        max_batch: int = MAX_BATCH,
        ca_file: str | None = None,
    ) -> None:
        self._url, self._ca_file = url, ca_file
        self._session = session
        self._filters = tuple(filters)
        self._max_batch = max_batch

    def run(self, handle: Handle, stop: threading.Event) -> None:
        pause = Pause()
        while not stop.is_set():
            try:
                self._once(handle, stop, pause)
            except (OSError, Retry) as error:
                log.warning("intake from the broker interrupted: %s", error)
            except Exception:  # a broken loop would be silent: say it, and connect anew
                log.exception("intake from the broker failed")
            pause.wait(stop)

    def _once(self, handle: Handle, stop: threading.Event, pause: Pause) -> None:
        link = _Link(self._reader(), self._max_batch)
        try:
            host, port = address(self._url)
            link.open(host, port, self._session, self._filters, stop)
            if not stop.is_set():
                log.info("intake is subscribed at %s:%d as %s", host, port, self._session.client_id)
            while not stop.is_set():
                link.gather(stop)
                batch, acks = link.reader.take()
                if batch:
                    deliver(handle, batch)
                    link.reader.acknowledge(acks)
                    pause.reset()
        finally:
            link.close(in_order=stop.is_set())

    def _reader(self) -> Reader:
        session = self._session
        clean = None if session.protocol == MQTTProtocolVersion.MQTTv5 else not session.persistent
        reader = Reader(session.client_id, session.protocol, clean=clean)
        credentials(reader, self._url, self._ca_file)
        return reader


class _Link:
    """One connection from its opening to its end."""

    def __init__(self, reader: Reader, max_batch: int) -> None:
        self.reader = reader
        self._max_batch = max_batch
        self._selector = selectors.DefaultSelector()
        self._subscribed = False
        self._refused = ""
        reader.on_connect = self._connected
        reader.on_subscribe = self._granted
        self._wanted: list[tuple[str, int]] = []

    def open(
        self, host: str, port: int, session: Session, filters: Sequence[str], stop: threading.Event
    ) -> None:
        self._wanted = session.topics(filters)
        if session.protocol == MQTTProtocolVersion.MQTTv5:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            properties.SessionExpiryInterval = session.expiry if session.persistent else 0
            properties.ReceiveMaximum = session.receive_maximum
            clean = not session.persistent
            self.reader.connect(host, port, KEEPALIVE, clean_start=clean, properties=properties)
        else:
            self.reader.connect(host, port, KEEPALIVE)
        self._selector.register(self.reader.descriptor(), selectors.EVENT_READ)
        until = time.monotonic() + _CONNECT_TIMEOUT
        while not (self._subscribed or stop.is_set()):
            self._turn(_TICK)
            if time.monotonic() > until:
                raise TimeoutError("the broker did not answer")

    def gather(self, stop: threading.Event) -> None:
        """Wait a tick for the first message, then take what follows closely."""
        self._turn(_TICK)
        began, before = time.monotonic(), 0
        while before < len(self.reader.arrived) and not stop.is_set():
            before = len(self.reader.arrived)
            full = before >= self._max_batch or self.reader.arrived_bytes >= MAX_BATCH_BYTES
            if full or time.monotonic() - began > open_for(before):
                return
            self._turn(QUIET)

    def close(self, *, in_order: bool) -> None:
        if in_order:
            self.reader.disconnect()
        self.reader.close()
        self._selector.close()

    def _turn(self, timeout: float) -> None:
        if not self.reader.buffered():
            events = selectors.EVENT_READ
            if self.reader.want_write():
                events |= selectors.EVENT_WRITE
            self._selector.modify(self.reader.descriptor(), events)
            self._selector.select(timeout)
        self._must(self.reader.loop_read())
        if self.reader.want_write():
            self._must(self.reader.loop_write())
        self._must(self.reader.loop_misc())

    def _must(self, code: MQTTErrorCode) -> None:
        if code > 0 or self._refused or self.reader.socket() is None:
            raise ConnectionError(self._refused or mqtt.error_string(code))

    def _connected(self, client: mqtt.Client, _data: object, _flags: object, reason: Any, _: object) -> None:
        if reason.is_failure:
            self._refused = f"the broker refuses the log-in: {reason}"
            return
        client.subscribe(self._wanted)

    def _granted(self, _client: mqtt.Client, _data: object, _mid: int, codes: list[Any], _: object) -> None:
        refused = [name for (name, _), code in zip(self._wanted, codes, strict=False) if code.is_failure]
        if refused:
            self._refused = f"the broker refuses the subscription to {', '.join(refused)}"
        self._subscribed = True
