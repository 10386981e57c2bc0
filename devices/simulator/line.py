"""One simulated device's connection to the broker: what is sent, what is acknowledged, and how much may be under way."""

import logging
import threading
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from devices import topics
from devices.sources.publisher import KEEPALIVE, address, credentials

log = logging.getLogger(__name__)


class Line:
    """A connection with its log-in; what is under way paho sends until its PUBACK. `wake` is set when there is news."""

    def __init__(
        self, url: str, ca_file: str | None, site: str, name: str, login: tuple[str, str], window: int,
        wake: threading.Event,
    ) -> None:  # fmt: skip
        self.sent = self.acked = 0
        self._name, self._window, self._wake = name, window, wake
        self._topic = topics.build(site, name)
        self._refused, self._let_in = "", False
        client = self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=login[0])
        credentials(client, url, ca_file)
        client.username_pw_set(*login)
        client.max_inflight_messages_set(window)
        client.reconnect_delay_set(1, 5)
        client.on_connect, client.on_publish = self._connected, self._acknowledged
        client.connect_async(*address(url), KEEPALIVE)
        client.loop_start()

    def up(self) -> bool:
        """Say whether the broker is there; raise ConnectionError if it never let this device in and refuses it."""
        if self._refused and not self._let_in:
            raise ConnectionError(f"{self._name}: {self._refused}")
        return self._client.is_connected()

    def room(self) -> int:
        """Return how many messages may go under way now."""
        return self._window - (self.sent - self.acked)

    def publish(self, payload: str | bytes) -> None:
        """Send one message, QoS 1."""
        self.sent += 1
        self._client.publish(self._topic, payload, qos=1)

    def leave(self) -> None:
        """Say good-bye to the broker."""
        self._client.disconnect()

    def close(self) -> None:
        """Wait for the connection's thread."""
        self._client.loop_stop()

    def _connected(self, _client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _props: Any) -> None:
        if reason.is_failure:
            self._refused = f"the broker refuses the log-in: {reason}"
            log.warning("%s: %s", self._name, self._refused)
        else:
            self._let_in = True
        self._wake.set()

    def _acknowledged(self, _client: mqtt.Client, _data: Any, _mid: int, _reason: Any, _props: Any) -> None:
        self.acked += 1
        self._wake.set()
