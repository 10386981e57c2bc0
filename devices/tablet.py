"""A tablet in the field: what was filled in stays on its disk until the server's receipt for it is there.

Every step is on disk before the next begins, so the process may end at any moment: at worst something is sent once
more, byte for byte the same, and the server knows it by its id.
"""

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from devices import topics
from devices.codecs import Unreadable, checklist, photo
from devices.codecs.canonical import canonical
from devices.outbox import AlreadySubmitted, Counts, Outbox, Receipt
from devices.sources.publisher import KEEPALIVE, address, credentials

__all__ = ["AlreadySubmitted", "Counts", "Receipt", "Tablet", "Unreadable"]

_TICK: Final = 0.05
_PAUSE: Final = 0.5
_GRACE: Final = 1.0  # how long a receipt the broker kept for us may take before we send again
_AT_ONCE: Final = 4  # messages under way, of up to 8 MiB each

log = logging.getLogger(__name__)


class Tablet:
    """Fills in anywhere, sends when there is a broker.

    `genuine` may check a receipt's signature; one that fails is passed over and its item stays open. Without a receipt
    for `patience` seconds what is open is sent again: a broker that lost everything may have acknowledged it to us
    while nobody had subscribed yet.
    """

    def __init__(
        self,
        url: str,
        username: str,
        password: str,
        site: str,
        device: str,
        outbox: Path,
        *,
        genuine: Callable[[Receipt], bool] | None = None,
        ca_file: str | None = None,
        patience: float = 60.0,
    ) -> None:
        self._url, self._username, self._password, self._ca_file = url, username, password, ca_file
        self._patience = patience
        self._topics = {
            "photo": topics.build(site, device, topics.PHOTO),
            "submission": topics.build(site, device, topics.SUBMISSION),
        }
        self._receipts = topics.build(site, device, topics.RECEIPT)
        self._genuine = genuine
        self.outbox = Outbox(outbox)

    def add_photo(self, data: bytes) -> str:
        """Keep one photo on disk and return the SHA-256 a submission names it by; raises Unreadable."""
        found = photo.decode(None, data)
        self.outbox.add(found.sha256, "photo", found.sha256, data)
        return found.sha256

    def submit(self, submission: dict[str, Any]) -> str:
        """Keep one filled checklist on disk and return the SHA-256 of its canonical form.

        Raises Unreadable naming the field for another shape, AlreadySubmitted for other content under its id.
        """
        # Escaped to ASCII, half a character is a refusal of the codec and not an error of the encoder.
        found = checklist.decode(None, json.dumps(submission).encode())
        content = found.content()
        self.outbox.add(found.id, "submission", content, canonical(found.as_dict()))
        return content

    def counts(self) -> Counts:
        return self.outbox.counts()

    def receipt(self, item_id: str) -> Receipt | None:
        """Return the receipt of a submission, by its id, or of a photo, by its SHA-256, if there is one."""
        return self.outbox.receipt(item_id)

    def sync(self, timeout: float) -> Counts:
        """Send photos, then submissions, and wait for receipts; return when all is settled or the time is over.

        A broker that is not there is no error, what is open stays open. Raises PermissionError when the broker
        refused the log-in or the receipts at the last try.
        """
        until = time.monotonic() + timeout
        refused: PermissionError | None = None
        while self.counts().open and time.monotonic() < until:
            refused = None
            connection = _Connection(self._client(), self.outbox, self._genuine, until)
            try:
                connection.open(*address(self._url), self._receipts)
                connection.exchange(self._topics, self._patience)
            except PermissionError as error:
                refused = error
            except OSError as error:
                log.info("the broker is not there: %s", error)
            finally:
                connection.close()
            time.sleep(max(0.0, min(_PAUSE, until - time.monotonic())) if self.counts().open else 0)
        if refused:
            raise refused
        return self.counts()

    def _client(self) -> mqtt.Client:
        # The broker keeps the session, so receipts sent while we are away wait there. Each try gets a new client:
        # what is still to be sent is known from the disk alone, never from a queue in memory.
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=self._username, clean_session=False, manual_ack=True
        )
        credentials(client, self._url, self._ca_file)
        client.username_pw_set(self._username, self._password)
        return client


class _Connection:
    """One connection of a tablet; everything happens in the thread that turns it."""

    def __init__(
        self,
        client: mqtt.Client,
        outbox: Outbox,
        genuine: Callable[[Receipt], bool] | None,
        until: float,
    ) -> None:
        self._client, self._outbox, self._genuine, self._until = client, outbox, genuine, until
        self._refused = ""
        self._connected = self._subscribed = False
        self._under_way: dict[int, str] = {}
        client.on_connect, client.on_subscribe = self._on_connect, self._on_subscribe
        client.on_publish, client.on_message = self._on_publish, self._on_message

    def open(self, host: str, port: int, receipts: str) -> None:
        self._client.connect_timeout = max(0.1, min(5.0, self._until - time.monotonic()))
        self._client.connect(host, port, KEEPALIVE)
        self._turn(lambda: self._connected)
        self._client.subscribe(receipts, 1)
        self._turn(lambda: self._subscribed)

    def exchange(self, to: dict[str, str], patience: float) -> None:
        """First hear what is already settled, then send what is not, then wait so long for the next receipt."""
        if self._outbox.counts().sent:
            self._turn(lambda: not self._outbox.counts().sent, _GRACE)
        for kind, topic in to.items():
            for item_id in self._outbox.unsettled(kind):
                self._turn(lambda: len(self._under_way) < _AT_ONCE)
                if time.monotonic() >= self._until:
                    return
                sent = self._client.publish(topic, self._outbox.payload(item_id), 1)
                self._under_way[sent.mid] = item_id
            self._turn(lambda: not self._under_way)
        while self._settles(patience):
            pass

    def _settles(self, patience: float) -> bool:
        """Wait for the next receipt; False when none came in time, or no more is wanted."""
        before = self._outbox.counts().open
        self._turn(lambda: not before or self._outbox.counts().open < before, patience)
        return 0 < self._outbox.counts().open < before

    def close(self) -> None:
        while self._client.want_write() and self._client.loop_write() == MQTTErrorCode.MQTT_ERR_SUCCESS:
            pass
        self._client.disconnect()

    def _turn(self, done: Callable[[], bool], most: float = float("inf")) -> None:
        """Let the connection work until it is done or the time is over; raise OSError when it is lost."""
        until = min(self._until, time.monotonic() + most)
        while not done() and time.monotonic() < until:
            code = self._client.loop(_TICK)
            if self._refused:
                raise PermissionError(self._refused)
            if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
                raise ConnectionError(mqtt.error_string(code))

    def _on_connect(self, _client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _props: Any) -> None:
        self._connected = not reason.is_failure
        if reason.is_failure:
            self._refused = f"the broker refuses the log-in: {reason}"

    def _on_subscribe(self, _client: mqtt.Client, _data: Any, _mid: int, codes: Any, _props: Any) -> None:
        self._subscribed = True
        if any(code.is_failure for code in codes):
            self._refused = "the broker refuses the receipts of this tablet"

    def _on_publish(self, _client: mqtt.Client, _data: Any, mid: int, _reason: Any, _props: Any) -> None:
        if item_id := self._under_way.pop(mid, None):
            self._outbox.mark_sent(item_id)

    def _on_message(self, client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        try:
            receipt = msgspec.json.decode(message.payload, type=Receipt)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            log.warning("a receipt cannot be read: %s", error)
        else:
            if self._genuine is None or self._genuine(receipt):
                self._outbox.settle(receipt, bytes(message.payload))
            else:
                log.warning("the receipt for %s is not signed by the server", receipt.id)
        # Only now: until it is on our disk the broker keeps it.
        client.ack(message.mid, message.qos)
