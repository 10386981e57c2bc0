"""One connection to the embedded broker's store: asks, holds what has arrived, answers for what was kept."""

import logging
import secrets
import threading
import time
from collections.abc import Sequence

from paho.mqtt.client import topic_matches_sub

from devices.claims import subjects
from devices.dial import Place
from devices.jetstream import PREFIX, next_request, next_subject, topic
from devices.message import Message
from devices.sources import MAX_BATCH_BYTES, QUIET, open_for
from devices.sources.wire import Wire

KEEP, AGAIN, PATIENCE = b"+ACK", b"-NAK", b"+WPI"
_TICK = 0.1
_EXPIRES = 5.0
# More than the biggest message the broker takes: a request too small for the next message never ends well.
_REQUEST_BYTES = 16 << 20
_STORED = b"1"
_UNKEPT = b"Nmqtt-Pub:0"
_STATUS = b"NATS/1.0 "
_MOST_TOPICS = 65_536

log = logging.getLogger(__name__)


class Inlet:
    """Asks the store for messages and answers for them; everything but `close` in one thread.

    The next request is under way while a batch is handled, so that the store goes on meanwhile; what it sends
    waits in the connection. A thread asks for patience where the handling takes long. The store sends everything
    that is published; what is outside `filters` is somebody else's, and answered for at once. With `unkept` what
    devices send without wish for an answer comes too.
    """

    def __init__(
        self, url: Place, filters: Sequence[str], *, max_batch: int, ack_wait: float, unkept: bool
    ) -> None:
        self._filters, self._max_batch = tuple(filters), max_batch
        self._messages: list[Message] = []
        self._replies: list[bytes] = []  # empty: QoS 0, nobody waits for an answer
        self._size = 0
        self._handled: list[bytes] = []
        self._others: list[bytes] = []  # not for us
        self._left = 0  # how many the running request may still bring
        self._asked = 0.0
        self._topics: dict[bytes, str] = {}  # "": not for us
        self._now = time.time()
        self._inbox = f"_INBOX.{secrets.token_hex(11)}"
        self._ended = threading.Event()
        self._wire = Wire(url, self._take)
        try:
            self._wire.subscribe(self._inbox, int(_STORED))
            for number, subject in enumerate(subjects(filters) if unkept else (), int(_STORED) + 1):
                self._wire.subscribe(subject, number, "intake")
        except OSError:
            self._wire.close()
            raise
        self._patience = threading.Thread(
            target=self._be_patient, args=(ack_wait / 3,), name="store", daemon=True
        )
        self._patience.start()

    def gather(self) -> list[Message]:
        """Wait a tick for the first message, then take what follows closely; whatever is returned is to be settled."""
        self._ask()
        if not self._messages:
            self._read(_TICK)
        began, before = time.monotonic(), 0
        while before < len(self._messages) < self._max_batch:
            if time.monotonic() - began > open_for(len(self._messages)):
                break
            if self._size >= MAX_BATCH_BYTES:
                break
            before = len(self._messages)
            self._read(QUIET)
        taken, self._handled = self._messages, self._replies
        self._messages, self._replies, self._size = [], [], 0
        if taken:
            self._ask()
        return taken

    def settle(self, word: bytes) -> None:
        """Answer for all that `gather` returned."""
        handled, self._handled = self._handled, []
        self._wire.answer(handled, word)

    def close(self) -> None:
        """Give back what was not handled, so that the next one need not wait for it."""
        self._ended.set()
        try:
            # First end our own request: the store would send to it what is given back.
            self._wire.unsubscribe(int(_STORED))
            self._wire.settle(1)
            self._wire.answer([*self._handled, *self._replies], AGAIN)
            self._wire.settle(1)
        except OSError as error:
            log.debug("could not give back what was not handled: %s", error)
        self._wire.close()
        self._patience.join(1)

    def _ask(self) -> None:
        # One request at a time, the next when it is served, ended or lost.
        if self._left > 0 and time.monotonic() - self._asked < _EXPIRES + 2:
            return
        self._left, self._asked = self._max_batch, time.monotonic()
        request = next_request(self._max_batch, _REQUEST_BYTES, _EXPIRES)
        self._wire.publish(next_subject(), request, self._inbox)

    def _read(self, timeout: float) -> None:
        self._now = time.time()
        self._wire.read(timeout)
        if self._others:
            self._wire.answer(self._others, KEEP)
            self._others = []

    def _take(self, subject: bytes, number: bytes, reply: bytes, head: bytes, payload: bytes) -> None:
        if number != _STORED:
            if _UNKEPT in head.replace(b" ", b""):
                self._add(subject, b"", payload, dup=False)
        elif not reply:
            self._request_ended(head)
        else:
            self._left -= 1
            tokens = reply.split(b".", 7)
            # $JS.ACK.[domain.account.]stream.consumer.delivered.…
            delivered = tokens[4] if reply.count(b".") == 8 else tokens[6]
            self._add(subject[len(PREFIX) :], reply, payload, dup=delivered != b"1")

    def _request_ended(self, head: bytes) -> None:
        status = head.partition(b"\r\n")[0].removeprefix(_STATUS)
        if not status.startswith((b"408", b"404")) and self._left == self._max_batch:
            log.warning("the store answers %s", status.decode(errors="replace"))
            time.sleep(_TICK)
        self._left = 0

    def _add(self, subject: bytes, reply: bytes, payload: bytes, *, dup: bool) -> None:
        found = self._topics.get(subject)
        if found is None:
            if len(self._topics) >= _MOST_TOPICS:
                self._topics.clear()
            found = self._topics[subject] = self._ours(topic(subject.decode(errors="replace")))
        if not found:
            self._others.append(reply)
            return
        self._messages.append(Message(found, payload, False, dup, self._now))
        self._replies.append(reply)
        self._size += len(payload)

    def _ours(self, found: str) -> str:
        return found if any(topic_matches_sub(each, found) for each in self._filters) else ""

    def _be_patient(self, beat: float) -> None:
        # What is being handled must not go to another only because the handling takes long.
        while not self._ended.wait(beat):
            waiting = [*self._handled, *self._replies]
            try:
                self._wire.answer(waiting, PATIENCE)
            except OSError as error:
                log.debug("the store could not be asked for patience: %s", error)
                return
