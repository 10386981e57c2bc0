"""Messages straight from the embedded broker's store, through its durable consumer."""

import logging
import threading
from collections.abc import Sequence

from devices.callout import subjects
from devices.sources import MAX_BATCH, Handle, Pause, Retry, deliver
from devices.sources.inlet import AGAIN, KEEP, Inlet
from devices.topics import INTAKE

log = logging.getLogger(__name__)


class NatsSource:
    """The network has a loop and a thread of its own, so that the next batch arrives while one is handled.

    `url` is nats://user:secret@host:port; the durable consumer must exist (`devices.jetstream.prepare`).
    Several sources share the load. With `qos0` messages that devices send without wish for an answer come
    too, at the price of every other message travelling twice.
    """

    def __init__(
        self,
        url: str,
        *,
        filters: Sequence[str] = INTAKE,
        max_batch: int = MAX_BATCH,
        ack_wait: float = 10.0,
        qos0: bool = True,
    ) -> None:
        self._url = url
        self._unkept = subjects(filters) if qos0 else ()
        self._max_batch = max_batch
        self._ack_wait = ack_wait

    def run(self, handle: Handle, stop: threading.Event) -> None:
        pause = Pause()
        while not stop.is_set():
            inlet = Inlet(self._url, self._unkept, self._max_batch, self._ack_wait)
            inlet.start()
            try:
                self._pump(inlet, handle, stop, pause)
            except Exception:  # a broken loop would be silent: say it, and connect anew
                log.exception("intake from the store failed")
            finally:
                inlet.close()
            pause.wait(stop)

    def _pump(self, inlet: Inlet, handle: Handle, stop: threading.Event, pause: Pause) -> None:
        while not stop.is_set() and inlet.alive():
            batch = inlet.take()
            if not batch.messages:
                continue
            try:
                deliver(handle, batch.messages)
            except Retry as error:
                log.warning("a batch of %d is not kept and comes again: %s", len(batch.messages), error)
                inlet.settle(batch, AGAIN)
                pause.wait(stop)
            else:
                inlet.settle(batch, KEEP)
                pause.reset()
