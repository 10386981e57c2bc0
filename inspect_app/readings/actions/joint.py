"""Limits over several channels at once, judged anew when any of their channels is told something."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from inspect_app.core.db import db
from inspect_app.readings.actions.alarms import Seat, Verdict
from inspect_app.readings.actions.going import again, go_on, tracks_of
from inspect_app.readings.actions.lines import Line
from inspect_app.readings.actions.seen import look_back, look_on
from inspect_app.readings.models import Channel, Device, Reading
from inspect_app.readings.rules.derived import judged, met
from inspect_app.readings.rules.episodes import EVER_MS, Bound, Point, Track
from inspect_app.readings.rules.quantities import NORMAL


class Group(NamedTuple):
    """A joint limit at one channel of its first condition, with the channels of every condition."""

    anchor: Seat
    bound: Bound
    inputs: tuple[tuple[int, ...], ...]


def anchors(lines: Iterable[Line]) -> set[int]:
    """Return the channels whose joint limits these lines feed: their heads are locked with those of the batch."""
    return {each.anchor.id for each in _groups([line for line in lines if line.joint])}


def judge(
    fresh: Mapping[int, Sequence[tuple[int, float, str]]],
    lines: Mapping[int, Line],
    verdict: Verdict,
    now_ms: int,
) -> None:
    """Bring the joint alarms of the touched channels to what is stored now."""
    told = {
        one: [at for at, _value, flag in rows if flag == NORMAL]
        for one, rows in fresh.items()
        if lines[one].joint
    }
    groups = [
        each
        for each in _groups([lines[one] for one, moments in told.items() if moments])
        if any(told.get(one) for channels in each.inputs for one in channels)
    ]
    tracks = tracks_of([each.anchor.id for each in groups]) if groups else {}
    for group in groups:
        _judge(group, told, tracks, verdict, now_ms)


def anew(
    line: Line, first_ms: int, last_ms: int, bounds: Sequence[Bound], verdict: Verdict, now_ms: int
) -> None:
    """Judge the joint limits a channel feeds anew over a span in which its values, or when they hold, changed."""
    wanted = {each.id for each in bounds}
    for group in _groups([line]) if wanted else ():
        if group.bound.id in wanted and any(line.id in channels for channels in group.inputs):
            bound = group.bound
            last = last_ms + bound.per_ms
            again(group.anchor, judged(bound), Joint(group), first_ms, last, EVER_MS, verdict, now_ms)


def _judge(
    group: Group,
    told: Mapping[int, Sequence[int]],
    tracks: Mapping[tuple[int, str], Track],
    verdict: Verdict,
    now_ms: int,
) -> None:
    bound = group.bound
    channels = {one for each in group.inputs for one in each}
    moments = [at for one in channels for at in told.get(one, ())]
    first, last = min(moments), max(moments)
    series = Joint(group)
    if series.stored_since(first) == len(moments):  # nothing else is as new: they came in order
        track = tracks.get((group.anchor.id, bound.id))
        go_on(group.anchor, judged(bound), series.between(first, last), track, verdict)
        return
    again(group.anchor, judged(bound), series, first, last + bound.per_ms, EVER_MS, verdict, now_ms)


def _groups(lines: Sequence[Line]) -> list[Group]:
    if not lines:
        return []
    bounds = {(line.project_id, bound.id): bound for line in lines for bound in line.joint}
    wanted = {condition.quantity for bound in bounds.values() for condition in bound.conditions}
    stmt = (
        select(Channel.id, Channel.device_id, Channel.quantity, Device.project_id)
        .join(Channel.device)
        .where(
            Device.project_id.in_(sorted({each.project_id for each in lines})),
            Channel.quantity.in_(sorted(wanted)),
        )
        .order_by(Channel.id)
    )
    rows = db.session.execute(stmt).all()
    return [
        group_of(bound, (row[0], row[1], row[3]), rows)
        for (project_id, _id), bound in sorted(bounds.items())
        for row in rows
        if row[3] == project_id and row[2] == bound.quantity
    ]


def group_of(bound: Bound, anchor: tuple[int, str, str], rows: Sequence[tuple[int, str, str, str]]) -> Group:
    """Return the channels of each condition of a bound at one channel: (id, device id, project id).

    `rows`: the channels there are: id, device id, quantity, project id.
    """
    channel_id, device_id, project_id = anchor
    further = tuple(
        tuple(
            row[0]
            for row in rows
            if row[2] == condition.quantity
            and row[3] == project_id
            and (row[1] == device_id or not condition.near)
        )
        for condition in bound.conditions[1:]
    )
    return Group(Seat(channel_id, project_id), bound, ((channel_id,), *further))


class Joint:
    """How many conditions of a group hold, at each moment any of its channels was told something."""

    def __init__(self, group: Group) -> None:
        self._bound, self._inputs = group.bound, group.inputs
        ids = sorted({one for channels in group.inputs for one in channels})
        self._mine = (Reading.channel_id.in_(ids), Reading.flag == NORMAL)
        self._first = (Reading.channel_id == group.anchor.id, Reading.flag == NORMAL)

    def between(self, first_ms: int, last_ms: int) -> list[Point]:
        """Return the points from `first_ms` to `last_ms`."""
        stmt = (
            select(Reading.channel_id, Reading.at_ms, Reading.value)
            .where(*self._mine, Reading.at_ms.between(first_ms - self._bound.per_ms, last_ms))
            .order_by(Reading.at_ms)
        )
        held: dict[int, list[Point]] = {}
        for channel_id, at_ms, value in db.session.execute(stmt):
            held.setdefault(channel_id, []).append(Point(at_ms, value))
        inputs = [[held.get(one, []) for one in channels] for channels in self._inputs]
        return [each for each in met(inputs, self._bound) if each.at_ms >= first_ms]

    def back(self, at_ms: int, bound: Bound) -> list[Point]:
        """Look back in growing pieces."""
        return look_back(self, at_ms, bound)

    def on(self, at_ms: int, bound: Bound) -> list[Point]:
        """Look on in growing pieces."""
        return look_on(self, at_ms, bound)

    def newest_before(self, at_ms: int) -> int | None:
        """Return when the first channel was told something last before `at_ms`: without it nothing is judged."""
        return db.session.scalar(select(func.max(Reading.at_ms)).where(*self._first, Reading.at_ms < at_ms))

    def next_after(self, at_ms: int) -> int | None:
        """Return from when on after `at_ms` something may be judged."""
        still = Reading.at_ms > at_ms - self._bound.per_ms
        found = db.session.scalar(select(func.min(Reading.at_ms)).where(*self._first, still))
        return None if found is None else max(found, at_ms)

    def stored_since(self, at_ms: int) -> int:
        """Return how many values stand at or after a moment."""
        return db.session.scalar(select(func.count()).where(*self._mine, Reading.at_ms >= at_ms)) or 0
