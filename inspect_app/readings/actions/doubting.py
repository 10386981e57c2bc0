"""Looks through readings for what is in doubt, hour by hour, and says so of the alarms that rest on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update

from inspect_app.core.db import db, insert_ignore
from inspect_app.readings.actions import suspecting
from inspect_app.readings.actions.store import Mark
from inspect_app.readings.models import Alarm, Channel, Device, Doubt, Head, Lateness, Look, Reading
from inspect_app.readings.queries import whole
from inspect_app.readings.rules.doubt_figures import DAMP, EDITION, HOUR_MS, REACH_MS, rule_of
from inspect_app.readings.rules.doubts import Told, found, whole_hours
from inspect_app.readings.rules.grades import Span
from inspect_app.readings.rules.placing import MEASURING
from inspect_app.readings.rules.quantities import NORMAL

#: what one beat of the clock looks through, about; the rest comes with the next one
MOST_READINGS = 15_000
MOST_CHANNELS = 60
MOST_LATE = 200
#: of one channel at once: a backlog is gone through bite by bite
_LONGEST_BITE_MS = 24 * HOUR_MS
#: a channel is looked at again once it has told so much more, or has fallen silent
_STEP_MS = 20 * 60_000
_UNKNOWN_PACE_MS = 60_000.0
#: (from, to) in ms, both included
Stretch = tuple[int, int]


def keep_late(fresh: Mapping[int, Sequence[tuple[int, float, str]]], heads: Mapping[int, Mark]) -> None:
    """Keep which stretches of channels came late: what was found there is looked for again."""
    late = [
        {"channel_id": one, "from_ms": rows[0][0], "to_ms": min(rows[-1][0], heads[one].at_ms)}
        for one, rows in fresh.items()
        if rows[0][0] < heads[one].at_ms
    ]
    if late:
        db.session.execute(insert(Lateness), late)


def look_for_doubts(at: datetime) -> int:
    """Look through what is new and what came late, a bite of it; return how many channels were looked at."""
    budget = _Budget()
    stretches: defaultdict[int, list[Stretch]] = defaultdict(list)
    done: list[int] = []
    for number, one, first, last, pace in _late():
        end = budget.bite(first, last, pace)
        if end is None:
            break
        stretches[one].append((first, end))
        if end == last:
            done.append(number)
        else:
            db.session.execute(update(Lateness).where(Lateness.id == number).values(from_ms=end + 1))
    advanced = _advanced(at, budget)
    for one, first, last in advanced:
        stretches[one].append((first, last))
    hours = _spread(stretches)
    for one in sorted(hours):
        look_at(one, hours[one], at)
    if done:
        db.session.execute(delete(Lateness).where(Lateness.id.in_(done)))
    for one, _first, last in advanced:
        db.session.execute(update(Look).where(Look.channel_id == one).values(until_ms=last))
    return len(hours)


class _Budget:
    """How many readings may still be looked through in this beat; the first stretch is always given a bite."""

    def __init__(self) -> None:
        self._left = float(MOST_READINGS)

    def bite(self, first: int, last: int, pace_ms: float | None) -> int | None:
        """Return up to which moment a stretch is looked through now; None: not in this beat."""
        if self._left <= 0:
            return None
        pace = max(pace_ms or _UNKNOWN_PACE_MS, 1.0)
        end = min(last, first + min(_LONGEST_BITE_MS, max(HOUR_MS, int(MOST_READINGS / 2 * pace))))
        self._left -= (end - first + 4 * REACH_MS) / pace
        return end


def _late() -> list[tuple[int, int, int, int, float | None]]:
    """Return what came late, the oldest word first: its number, channel, first and last moment, and the channel's pace."""
    columns = Lateness.id, Lateness.channel_id, Lateness.from_ms, Lateness.to_ms, Head.every_ms
    stmt = select(*columns).join(Head, Head.channel_id == Lateness.channel_id)
    rows = db.session.execute(stmt.order_by(Lateness.id).limit(MOST_LATE)).all()
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def _advanced(at: datetime, budget: "_Budget") -> list[tuple[int, int, int]]:
    """Return which channels have told more than was looked at: channel, first and last moment of the next bite."""
    now_ms = int(at.timestamp() * 1000)
    until = func.coalesce(Look.until_ms, -1)
    stmt = (
        select(Head.channel_id, until, Head.at_ms, Head.every_ms)
        .join(Channel, Channel.id == Head.channel_id)
        .join(Channel.device)
        .outerjoin(Look, Look.channel_id == Head.channel_id)
        .where(Device.kind.in_(MEASURING), Head.at_ms > until)
        .where(or_(Head.at_ms - until >= _STEP_MS, Head.received_ms < now_ms - _STEP_MS))
        .order_by(until, Head.channel_id)
        .limit(MOST_CHANNELS)
    )
    found_: list[tuple[int, int, int]] = []
    for one, done, newest, pace in db.session.execute(stmt).all():
        first = db.session.scalar(
            select(func.min(Reading.at_ms)).where(Reading.channel_id == one, Reading.at_ms > done)
        )
        if first is None:
            continue
        end = budget.bite(first, newest, pace)
        if end is None:
            break
        found_.append((one, first, end))
    return found_


def _spread(stretches: Mapping[int, Iterable[Stretch]]) -> dict[int, list[Stretch]]:
    """Return the whole hours to look at by channel: of those with news, and of those whose doubts depend on them."""
    if not stretches:
        return {}
    mine = select(Channel.id, Channel.device_id, Channel.quantity, Device.project_id).join(Channel.device)
    news = db.session.execute(mine.where(Channel.id.in_(list(stretches)))).all()
    projects = {row[3] for row in news}
    near = db.session.execute(mine.where(Device.project_id.in_(projects), Device.kind.in_(MEASURING))).all()
    found_: defaultdict[int, list[Stretch]] = defaultdict(list)
    for one, device, quantity, project in news:
        for other, its_device, its_quantity, its_project in near:
            damp = quantity == DAMP and its_device == device and rule_of("spray", its_quantity) is not None
            twin = (
                its_project == project and its_quantity == quantity and rule_of("twin", quantity) is not None
            )
            if other == one or damp or twin:
                found_[other] += [whole_hours(*each) for each in stretches[one]]
    return {one: _merged(each) for one, each in found_.items()}


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    found_: list[Stretch] = []
    for first, last in sorted(stretches):
        if found_ and first <= found_[-1][1]:
            found_[-1] = found_[-1][0], max(found_[-1][1], last)
        else:
            found_.append((first, last))
    return found_


def look_at(channel_id: int, hours: Iterable[Stretch], at: datetime) -> None:
    """Bring the doubts of a channel within whole hours (from, until before) to what its readings now say.

    Hours within reach of a cold month are left as they were judged: the table has not all that lies around them.
    """
    insert_ignore(Look, {"channel_id": channel_id, "until_ms": -1})
    db.session.execute(select(Look.channel_id).where(Look.channel_id == channel_id).with_for_update())
    channel = db.session.get_one(Channel, channel_id)
    cold_ms = whole.until([channel_id]).get(channel_id, -REACH_MS)
    for first, last in hours:
        if first - REACH_MS < cold_ms:
            continue
        spans = _found(channel, first, last)
        _put(channel_id, spans, first, last, at)
        suspecting.look_at_alarms(channel_id, first, last, at)


def look_under(alarm: Alarm, *, at: datetime) -> None:
    """Look through the readings an alarm rests on before anything follows from it."""
    if alarm.withdrawn_at is not None or alarm.channel.device.kind not in MEASURING:
        return
    first, last = suspecting.stretch_under(alarm)
    look_at(alarm.channel_id, [(first // HOUR_MS * HOUR_MS, last // HOUR_MS * HOUR_MS + HOUR_MS)], at)


def _found(channel: Channel, first: int, last: int) -> list[Span]:
    quantity = channel.quantity
    beside = select(Channel.id).join(Channel.device).where(Channel.id != channel.id)
    damp: list[Told] = []
    if rule_of("spray", quantity) is not None:
        same = beside.where(Channel.device_id == channel.device_id, Channel.quantity == DAMP)
        damp = [row for one in db.session.scalars(same) for row in _rows(one, first, last)]
    others: list[list[Told]] = []
    if rule_of("twin", quantity) is not None:
        alike = beside.where(
            Device.project_id == channel.device.project_id, Device.kind.in_(MEASURING),
            Channel.device_id != channel.device_id, Channel.quantity == quantity,
        )  # fmt: skip
        others = [_rows(one, first, last) for one in db.session.scalars(alike.order_by(Channel.id))]
    return found(quantity, _rows(channel.id, first, last), first, last, damp, others)


def _rows(channel_id: int, first: int, last: int) -> list[Told]:
    stmt = select(Reading.at_ms, Reading.value, Reading.received_ms).where(
        Reading.channel_id == channel_id, Reading.flag == NORMAL, Reading.at_ms >= first - REACH_MS,
        Reading.at_ms < last + REACH_MS,
    )  # fmt: skip
    return [Told(*row) for row in db.session.execute(stmt.order_by(Reading.at_ms))]


def _put(channel_id: int, spans: Sequence[Span], first: int, last: int, at: datetime) -> None:
    """Write what is new and take away what is no doubt any more; what stays is left alone."""
    columns = Doubt.id, Doubt.reason, Doubt.from_ms, Doubt.to_ms, Doubt.figure
    kept = select(*columns).where(
        Doubt.channel_id == channel_id, Doubt.from_ms >= first, Doubt.from_ms < last
    )
    there = {Span(*row[1:]): row[0] for row in db.session.execute(kept)}
    gone = [number for span, number in there.items() if span not in set(spans)]
    if gone:
        db.session.execute(delete(Doubt).where(Doubt.id.in_(gone)))
    new = [
        {"channel_id": channel_id, **span._asdict(), "edition": EDITION, "found_at": at}
        for span in spans
        if span not in there
    ]
    if new:
        db.session.execute(insert(Doubt), new)
