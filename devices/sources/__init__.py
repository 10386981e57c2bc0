"""Where messages come from: one promise, kept alike by every kind of broker."""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from devices.message import Message

MAX_BATCH = 2_000
MAX_BATCH_BYTES = 4 << 20
# A batch is closed after this much silence, or when it has been open long enough for what is in it.
QUIET = 0.0015
_SHORTEST, _LONGEST, _A_MESSAGE = 0.002, 0.020, 15e-6

Handle = Callable[[Sequence[Message]], None]

log = logging.getLogger(__name__)


class Retry(Exception):
    """Raised by a handle that could not keep its batch: nothing is acknowledged, all of it comes again."""


class Undelivered(Retry):
    """A message of ours was not taken by the broker in time; raised in a handle, the batch comes again."""


def open_for(messages: int) -> float:
    """Return how many seconds a batch with so many messages may stay open.

    A commit costs the same for one message as for a thousand: where much arrives it is worth waiting for more,
    where little does nobody shall wait for an alarm.
    """
    return min(_SHORTEST + messages * _A_MESSAGE, _LONGEST)


class Source(Protocol):
    """Hands over batches until told to stop.

    `handle` is always called in the thread that called `run`, never twice at once, never with nothing.
    When it returns, every message of the batch is acknowledged; when it raises, none is, and after a
    pause that grows from 0.2 to 5 seconds they come again. Messages may come more than once and out of
    order. `run` returns soon after `stop` is set and raises nothing the broker or the handle did.
    """

    def run(self, handle: Handle, stop: threading.Event) -> None: ...


class Pause:
    """The growing pause between two attempts."""

    def __init__(self, shortest: float = 0.2, longest: float = 5.0) -> None:
        self._shortest, self._longest = shortest, longest
        self._next = shortest

    def wait(self, stop: threading.Event) -> None:
        stop.wait(self._next)
        self._next = min(self._next * 2, self._longest)

    def reset(self) -> None:
        self._next = self._shortest


def deliver(handle: Handle, batch: Sequence[Message]) -> None:
    """Call the handle; whatever goes wrong in it becomes Retry, so that no loop dies of it."""
    try:
        handle(batch)
    except Retry:
        raise
    except Exception as error:
        log.exception("the handle failed on a batch of %d", len(batch))
        raise Retry(str(error)) from error
