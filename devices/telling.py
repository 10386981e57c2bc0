"""Publishes events to those who listen at the broker: out of the outbox, in order, each until the broker has it."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from devices import listeners
from devices.intake import Context
from devices.sources import Undelivered
from inspect_app.core import listening

_BEAT = 0.5

log = logging.getLogger(__name__)


class Teller:
    """A thread of every intake empties the outbox of listeners; a lease keeps two from telling the same one.

    The room of messages, with those below it, is loaded once there is a listener.

    `publish` sends one message with QoS 1 and returns when the broker has it; it raises Undelivered otherwise.
    """

    def __init__(self, context: Context, publish: Callable[[str, bytes], None]) -> None:
        self._context, self._publish = context, publish

    def keep_telling(self, stop: threading.Event, beat: float = _BEAT) -> None:
        """Tell what is due at each beat until `stop` is set."""
        while not stop.wait(beat):
            try:
                while self.tell() and not stop.is_set():
                    pass
            except SQLAlchemyError as error:
                log.warning("events wait for the database: %s", error)
            except Exception:  # a thread that ended would tell nobody any more: say it, and go on
                log.exception("telling events failed, and begins anew")

    def tell(self) -> int:
        """Publish what is due, a batch; return how many the broker took."""
        with self._context():
            if not listening.anybody():
                return 0
            return listeners.publish_due(self._publish, Undelivered)
