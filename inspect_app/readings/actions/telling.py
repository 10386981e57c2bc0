"""What a site measures, told to a browser: curves, and live what arrives in whichever process."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import select

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.replica import Read, on_leader
from inspect_app.readings import queries
from inspect_app.readings.actions.registry import own_bounds
from inspect_app.readings.models import Alarm, Channel, Device, Head
from inspect_app.readings.queries import curves
from inspect_app.readings.queries.corrections import corrected
from inspect_app.readings.queries.trust import trust_of
from inspect_app.readings.rules.curve import drawn
from inspect_app.readings.rules.episodes import Bound
from inspect_app.readings.rules.grades import REASONS, Span, doubtful, joined
from inspect_app.readings.rules.limits import shown_limits
from inspect_app.readings.rules.quantities import NORMAL, QUANTITIES, stale_after_ms

#: open streams of one process; beyond them a browser gets what is new and comes back later
MOST_STREAMS = 12
#: how often alarms are looked for; readings, of which a site has many, at each seventh of these looks
BEAT_S = 0.1
READINGS_EACH = 7
HEARTBEAT_S = 15
#: how long somebody whose role or log-in has ended may go on hearing
RECHECK_S = 3
_OVERLAP_MS = 5000
_AT_ONCE = 200
_places = threading.BoundedSemaphore(MOST_STREAMS)


def events(
    context: Callable[[], AbstractContextManager[Any]],
    project_id: str,
    since: str,
    seconds: int,
    locale: str,
    may_stay: Callable[[], bool],
    device_id: str = "",
) -> Iterator[str]:
    """Yield the stream of one browser for some seconds; each look opens and leaves its own database session.

    `device_id`: only that device is told of. `since` is the browser's Last-Event-ID: what came
    after it is told at once. `may_stay` is asked now and then
    whether whoever listens still may; with the answer no the stream ends.
    """
    start_ms = int(since) - _OVERLAP_MS if since.isascii() and since.isdigit() and len(since) < 16 else None
    watch = _Watch(project_id, start_ms, locale, device_id)
    if not _places.acquire(blocking=False):
        yield "retry: 15000\n\n"
        with context():
            told = watch.look(readings=True)
        yield from told
        return
    try:
        yield "retry: 1000\n\n"
        until, spoke = time.monotonic() + seconds, time.monotonic()
        asked = spoke
        for beat in count():
            with context():
                if time.monotonic() - asked > RECHECK_S:
                    asked = time.monotonic()
                    if not may_stay():
                        return
                told = watch.look(readings=beat % READINGS_EACH == 0)
            yield from told
            if time.monotonic() >= until:
                return
            if told:
                spoke = time.monotonic()
            elif time.monotonic() - spoke > HEARTBEAT_S:
                spoke = time.monotonic()
                yield ": still here\n\n"
            time.sleep(BEAT_S)
    finally:
        _places.release()


class _Watch:
    """What one browser was told already."""

    def __init__(self, project_id: str, since_ms: int | None, locale: str, device_id: str) -> None:
        self._project_id, self._since_ms, self._locale = project_id, since_ms, locale
        self._device_id = device_id
        self._began_ms = int(now().timestamp() * 1000) - _OVERLAP_MS
        self._heads: dict[int, int] = {}
        self._alarms: dict[str, int] = {}

    def look(self, *, readings: bool) -> list[str]:
        """Return the events since the last look: alarms, and with `readings` the newest values before them."""
        return [*(self._look_at_heads() if readings else ()), *self._look_at_alarms()]

    def _look_at_heads(self) -> list[str]:
        # Compared with what was told, not with a moment: a slow transaction may commit late, and is not missed.
        stmt = (
            select(Head.channel_id, Head.at_ms, Head.value, Head.received_ms)
            .join(Channel, Channel.id == Head.channel_id)
            .join(Device, Device.id == Channel.device_id)
            .where(Device.project_id == self._project_id, Head.at_ms >= 0, Head.flag == NORMAL)
        )
        if self._device_id:
            stmt = stmt.where(Device.id == self._device_id)
        told = []
        for channel_id, at_ms, value, received_ms in db.session.execute(stmt):
            if self._heads.get(channel_id) != at_ms and (
                self._since_ms is None or received_ms >= self._since_ms
            ):
                news = {"channel": channel_id, "at": at_ms / 1000, "value": value}
                told.append(_event("reading", received_ms, news))
            self._heads[channel_id] = at_ms
        return told

    def _look_at_alarms(self) -> list[str]:
        since = self._since_ms if self._since_ms is not None else self._began_ms
        changed = queries.changed_alarms(self._project_id, since, self._device_id)
        # Most looks find nothing new: only what is told is read whole.
        moments = db.session.execute(changed.with_only_columns(Alarm.id, Alarm.changed_ms))
        fresh = [one for one, changed_ms in moments if self._alarms.get(one) != changed_ms]
        told = []
        for start in range(0, len(fresh), _AT_ONCE):
            part = changed.where(Alarm.id.in_(fresh[start : start + _AT_ONCE]))
            for alarm in db.session.scalars(part):
                told.append(_event("alarm", alarm.changed_ms, as_alarm(alarm, self._locale)))
                self._alarms[alarm.id] = alarm.changed_ms
        return told


def _event(name: str, number: int, data: dict[str, Any]) -> str:
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def curve(
    one: Channel, from_ms: int, to_ms: int, points: int, locale: str, read: Read[curves.Found] = on_leader
) -> dict[str, Any]:
    """Return a channel's curve as a chart reads it: moments in epoch seconds, values (null in a gap), and more.

    `read`: where the values come from; whoever only looks may take them from a replica.
    """
    found = read(partial(curves.buckets, channel_id=one.id, from_ms=from_ms, to_ms=to_ms, points=points))
    gap_ms = max(stale_after_ms(one.head.every_ms), 2 * found.width_ms)
    quantity, project = QUANTITIES[one.quantity], one.device.project
    limits = shown_limits(project.region, own_bounds(project.id), one.quantity, to_ms)
    alarms = db.session.scalars(queries.alarms_of(one.id, from_ms, to_ms))
    return {
        "channel": {"id": one.id, "name": quantity.en if locale == "en" else quantity.zh, "unit": one.unit},
        "series": drawn(found.buckets, gap_ms),
        "grain": found.grain,
        "step_seconds": found.width_ms / 1000,
        "gap_seconds": gap_ms / 1000,
        "limits": [as_limit(each, locale) for each in limits],
        "alarms": [as_alarm(each, locale) for each in alarms],
        "corrected": [_as_corrected(each, locale) for each in corrected(one.id, from_ms, to_ms)],
        "doubts": [as_doubt(each, locale) for each in _doubts(one.id, from_ms, to_ms)],
    }


def _as_corrected(one: tuple[int, float, float], locale: str) -> dict[str, Any]:
    at_ms, value, first = one
    word = "Corrected" if locale == "en" else "已更正"
    return {"at": at_ms / 1000, "value": value, "first": first, "label": f"{word} {first:g} → {value:g}"}


def _doubts(channel_id: int, from_ms: int, to_ms: int) -> list[Span]:
    """Return the stretches in doubt a curve shows; what papers alone lack is said on the device's page."""
    found = trust_of([channel_id], from_ms, to_ms + 1)[channel_id]
    return joined(doubtful(found.spans), max(60_000, (to_ms - from_ms) // 200))


def as_doubt(span: Span, locale: str) -> dict[str, Any]:
    """Return a stretch in doubt as a chart draws it: a band under the curve."""
    reason = REASONS[span.reason]
    return {
        "from": span.from_ms / 1000, "to": None if span.to_ms is None else span.to_ms / 1000,
        "reason": span.reason, "grade": reason.grade, "label": reason.en if locale == "en" else reason.zh,
    }  # fmt: skip


def as_alarm(alarm: Alarm, locale: str) -> dict[str, Any]:
    """Return an alarm as a chart draws it; a withdrawn one has no length."""
    end = alarm.began_ms if alarm.withdrawn_at is not None else alarm.cleared_ms
    return {
        "id": alarm.id,
        "channel": alarm.channel_id,
        "from": alarm.began_ms / 1000,
        "to": None if end is None else end / 1000,
        "label": alarm.en if locale == "en" else alarm.zh,
        "withdrawn": alarm.withdrawn_at is not None,
    }


def as_limit(bound: Bound, locale: str) -> dict[str, Any]:
    """Return a limit as a chart draws it."""
    tone = "bad" if bound.opens_defect else "waiting"
    return {"value": bound.value, "label": bound.en if locale == "en" else bound.zh, "tone": tone}
