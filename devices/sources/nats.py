"""Messages straight from the embedded broker's store, through its durable consumer."""

import logging
import threading
from collections.abc import Sequence

from devices.dial import Place
from devices.sources import MAX_BATCH, Handle, Pause, Retry, deliver
from devices.sources.inlet import AGAIN, KEEP, Inlet
from devices.topics import WITH_PORCH

log = logging.getLogger(__name__)


class NatsSource:
    """One connection in the thread of run(); the next batch is on its way while one is handled.

    `url` is nats://user:secret@host:port, or the nodes of a cluster; the durable consumer must exist (`devices.jetstream.prepare`).
    Several sources share the load. With `qos0` messages that devices send without wish for an answer come
    too, at the price of every other message travelling twice.
    """

    def __init__(
        self,
        url: Place,
        *,
        filters: Sequence[str] = WITH_PORCH,
        max_batch: int = MAX_BATCH,
        ack_wait: float = 10.0,
        qos0: bool = True,
    ) -> None:
        self._url = url
        self._filters, self._qos0 = filters, qos0
        self._max_batch = max_batch
        self._ack_wait = ack_wait

    def run(self, handle: Handle, stop: threading.Event) -> None:
        pause = Pause()
        while not stop.is_set():
            try:
                inlet = Inlet(
                    self._url,
                    self._filters,
                    max_batch=self._max_batch,
                    ack_wait=self._ack_wait,
                    unkept=self._qos0,
                )
            except OSError as error:
                log.warning("the store cannot be reached: %s", error)
            else:
                try:
                    self._pump(inlet, handle, stop, pause)
                except OSError as error:
                    log.warning("intake from the store interrupted: %s", error)
                except Exception:  # a broken loop would be silent: say it, and connect anew
                    log.exception("intake from the store failed")
                finally:
                    inlet.close()
            pause.wait(stop)

    def _pump(self, inlet: Inlet, handle: Handle, stop: threading.Event, pause: Pause) -> None:
        while not stop.is_set():
            batch = inlet.gather()
            if not batch:
                continue
            try:
                deliver(handle, batch)
            except Retry as error:
                log.warning("a batch of %d is not kept and comes again: %s", len(batch), error)
                inlet.settle(AGAIN)
                pause.wait(stop)
            else:
                inlet.settle(KEEP)
                pause.reset()
