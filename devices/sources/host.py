"""The connection of a Sparkplug host: it hears the namespace alone, and tells by STATE and will that it does."""

import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from paho.mqtt.client import MQTTMessageInfo
from paho.mqtt.enums import MQTTErrorCode, MQTTProtocolVersion

from devices.message import Message
from devices.sources import Handle, Pause
from devices.sources.paho import PahoSource, Session
from devices.sources.publisher import credentials
from devices.sources.reader import Reader
from devices.sparkplug import NAMESPACE, STATE, state

FILTER = f"{NAMESPACE}/#"
_QOS = 1


class HostReader(Reader):
    """Says that the host is online once it has subscribed, by its will that it is not, and again when another denies it."""

    def __init__(
        self, client_id: str, protocol: MQTTProtocolVersion, *, clean: bool | None, host_id: str
    ) -> None:
        super().__init__(client_id, protocol, clean=clean)
        self._topic_of_state, self._since_ms = f"{STATE}/{host_id}", int(time.time() * 1000)
        self.will_set(self._topic_of_state, state(online=False, since_ms=self._since_ms), _QOS, retain=True)

    def subscribe(self, *wanted: Any, **options: Any) -> tuple[MQTTErrorCode, int | None]:
        """Subscribe, and tell the edge nodes that they are heard."""
        done = super().subscribe(*wanted, **options)
        self._tell(online=True)
        return done

    def take(self) -> tuple[list[Message], bytes]:
        """Everything that arrived; a word of our own death, as of a connection before, is set right."""
        taken, acks = super().take()
        if any(each.topic == self._topic_of_state and b"false" in each.payload for each in taken):
            self._tell(online=True)
        return taken, acks

    def disconnect(self, *arguments: Any, **options: Any) -> MQTTErrorCode:
        """Say that the host goes, which its will no longer does, and go."""
        self._tell(online=False)
        return super().disconnect(*arguments, **options)

    def _tell(self, *, online: bool) -> MQTTMessageInfo:
        return self.publish(
            self._topic_of_state, state(online=online, since_ms=self._since_ms), _QOS, retain=True
        )


class HostSource(PahoSource):
    """One connection that is never shared, so that what an edge node says comes in the order it was said.

    Of several addresses, the nodes of a cluster, the next is tried each time a connection ends or is not made.
    """

    def __init__(
        self, url: str | Sequence[str], host_id: str, *, protocol: MQTTProtocolVersion, ca_file: str | None = None,
        pinned: Path | None = None,
    ) -> None:  # fmt: skip
        self._host_id, self._pinned = host_id, pinned
        session = Session(f"inspect-host-{host_id}", protocol)
        self._urls = deque([url] if isinstance(url, str) else url)
        super().__init__(self._urls[0], session, filters=(FILTER,), ca_file=ca_file)

    def _once(self, handle: Handle, stop: threading.Event, pause: Pause) -> None:
        self._url = self._urls[0]
        self._urls.rotate(-1)
        super()._once(handle, stop, pause)

    def _reader(self) -> Reader:
        session = self._session
        clean = None if session.protocol == MQTTProtocolVersion.MQTTv5 else not session.persistent
        reader = HostReader(session.client_id, session.protocol, clean=clean, host_id=self._host_id)
        credentials(reader, self._url, self._ca_file, self._pinned)
        return reader
