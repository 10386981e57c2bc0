"""Tells readings to those who listen, as Observations, while they are new: a live view, for which nobody is held up."""

import json
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence

from sqlalchemy.exc import SQLAlchemyError

from devices.intake import Context
from devices.sources import Undelivered
from inspect_app.core import listening, place
from inspect_app.core.db import transaction
from inspect_app.core.listening import EVERYWHERE, Told
from inspect_app.core.metrics import Metric
from inspect_app.readings.actions import overhearing
from inspect_app.sensorthings.queries.heard import Row, as_observations

#: readings that wait at most, and how many are told at a beat: 2,000 a second, so that storing keeps the processor
MOST_WAITING = 20_000
AT_A_BEAT = 500
_BEAT = 0.25
#: how many beats apart those are looked for that came by HTTP
_ELSEWHERE_EACH = 4

log = logging.getLogger(__name__)


class Live:
    """A queue that the intake fills after each commit, and a thread of its own that empties it.

    What came by HTTP was stored by another process and waits in the database.

    `publish` sends (topic, bytes) pairs with QoS 0; it raises Undelivered when the broker is away. What it does not
    take, and the oldest of a queue that is full, nobody hears any more: they are counted.
    """

    def __init__(
        self,
        context: Context,
        publish: Callable[[Sequence[tuple[str, bytes]]], None],
        most: int = MOST_WAITING,
    ) -> None:
        self._context, self._publish, self._most = context, publish, most
        self._waiting: deque[Told] = deque()
        self._lock = threading.Lock()
        self._told = self._dropped = 0
        with context():
            listening.give_ear(self.hear)

    def hear(self, readings: Sequence[Told]) -> None:
        """Take in readings that were stored; the oldest go where there is no room."""
        with self._lock:
            self._waiting.extend(readings)
            while len(self._waiting) > self._most:
                self._waiting.popleft()
                self._dropped += 1

    def keep_telling(self, stop: threading.Event, beat: float = _BEAT) -> None:
        """Tell what waits at each beat until `stop` is set."""
        beats = 0
        while not stop.wait(beat):
            beats += 1
            try:
                if beats % _ELSEWHERE_EACH == 0:
                    self.overhear()
                self.tell()
            except SQLAlchemyError as error:
                log.warning("readings are not told: the database is away: %s", error)
            except Undelivered as error:
                log.warning("readings are not told: the broker is away: %s", error)
            except Exception:  # a thread that ended would tell nobody any more: say it, and go on
                log.exception("telling readings failed, and goes on with the next")

    def overhear(self) -> None:
        """Take in the oldest of what another process stored, as many as are told at the beats until the next look."""
        with self._context():
            if not overhearing.anything():
                return
            with transaction():
                found = overhearing.take(AT_A_BEAT * _ELSEWHERE_EACH)
        self.hear(found)

    def tell(self) -> int:
        """Publish the oldest that wait, a batch; return how many readings went out."""
        with self._lock:
            taken = [self._waiting.popleft() for _ in range(min(AT_A_BEAT, len(self._waiting)))]
        if not taken:
            return 0
        try:
            with self._context():
                messages = _messages(taken)
            if messages:
                self._publish(messages)
        except Exception:
            with self._lock:
                self._dropped += len(taken)
            raise
        with self._lock:
            self._told += len(taken)
        return len(taken)

    def figures(self) -> list[Metric]:
        """Return the counters as they are now."""
        with self._lock:
            told, dropped, waiting = self._told, self._dropped, len(self._waiting)
        return [
            Metric.of("intake_readings_told_total", "counter", "Readings told to those who listen.", told),
            Metric.of(
                "intake_readings_untold_total",
                "counter",
                "Readings dropped untold, the oldest first.",
                dropped,
            ),
            Metric.of("intake_readings_to_tell", "gauge", "Readings that wait to be told.", waiting),
        ]


def _messages(taken: Sequence[Told]) -> list[tuple[str, bytes]]:
    """Write each reading once, for each who may hear it now: one who was ended meanwhile hears nothing more."""
    wanting = listening.wanting()
    everywhere = wanting.get(EVERYWHERE, [])
    told = [each for each in taken if everywhere or each.project_id in wanting]
    rows = [Row(*each[1:]) for each in told]
    found: list[tuple[str, bytes]] = []
    for each, document in zip(told, as_observations(place.address(), rows), strict=True):
        body = json.dumps(document, ensure_ascii=False).encode()
        hook_ids = (*everywhere, *wanting.get(each.project_id, ()))
        found += [(listening.observations(one, each.channel_id), body) for one in hook_ids]
    return found
