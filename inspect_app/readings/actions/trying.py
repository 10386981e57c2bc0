"""A limit tried on the past before it is set: the episodes it would have found, by what judges for real."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.projects.models import Project
from inspect_app.readings.actions.joint import Group, Joint, group_of
from inspect_app.readings.actions.limits import tried
from inspect_app.readings.actions.seen import seen
from inspect_app.readings.actions.spans import with_spans
from inspect_app.readings.actions.stretch import Averaged, Direct, Spaced
from inspect_app.readings.models import Channel, Device, Hour, Reading
from inspect_app.readings.queries import whole
from inspect_app.readings.rules.derived import DAY_MS, judged, silences
from inspect_app.readings.rules.episodes import CHINA_MS, HOUR_MS, Bound, Episode, Point, Track, follow

#: values that one try may look at, over all channels: a few seconds of work
MOST_VALUES = 600_000
_UNKNOWN_PACE_MS = 60_000
#: what a limit says that is nothing to its judgement
_WORDS = (
    "zh", "en", "basis", "severity", "opens_defect", "inspect_template_id", "inspect_role", "inspect_hours",
)  # fmt: skip
_PIECE_MS = 6 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Tried:
    """What a limit would have found on one channel between two moments (ms); `complete`: on all that was asked."""

    channel: Channel
    episodes: list[Episode]
    from_ms: int
    to_ms: int
    complete: bool

    @property
    def over_ms(self) -> int:
        """Return for how long the limit would have been broken in all."""
        return sum(
            (self.to_ms if each.ended_ms is None else each.ended_ms) - each.began_ms for each in self.episodes
        )

    @property
    def days(self) -> dict[int, int]:
        """Return how many episodes began on each day that has any, by the first moment of the day in China."""
        numbers = Counter((each.began_ms + CHINA_MS) // DAY_MS for each in self.episodes)
        return {number * DAY_MS - CHINA_MS: count for number, count in sorted(numbers.items())}


def try_limit_on(project: Project, values: Mapping[str, Any], at: datetime, days: int = 30) -> dict[str, Any]:
    """Try what a form or a message says of a limit on the last `days`; bad figures as in `set_limit`."""
    told = {name: value for name, value in values.items() if name not in _WORDS}
    to_ms = int(at.timestamp() * 1000)
    found = try_limit(project, tried(**told), to_ms - days * DAY_MS, to_ms)
    return {
        "days": days,
        "count": sum(len(each.episodes) for each in found),
        "complete": all(each.complete for each in found),
        "channels": found,
    }


def try_limit(project: Project, bound: Bound, from_ms: int, to_ms: int) -> list[Tried]:
    """Return what a limit in force from `from_ms` on would have found on each channel of a project by `to_ms`.

    The work is bounded: each channel has its share of MOST_VALUES; where the data are denser than that, the
    newest part is judged, and the answer says since when.
    """
    bound = with_spans(replace(bound, from_ms=from_ms), project.id)
    stmt = select(Channel).join(Channel.device).where(Device.project_id == project.id)
    rows = list(db.session.scalars(stmt.order_by(Device.name, Channel.id)))
    mine = [each for each in rows if each.quantity == bound.quantity]
    share = MOST_VALUES // max(len(mine), 1)
    return [_on_channel(each, bound, rows, from_ms, to_ms, share) for each in mine]


def _on_channel(
    channel: Channel, bound: Bound, rows: Sequence[Channel], from_ms: int, to_ms: int, share: int
) -> Tried:  # fmt: skip
    # What lies in cold files is not tried: the answer says since when it looked.
    hot_ms = max(from_ms, whole.until([channel.id]).get(channel.id, from_ms))
    if bound.measure == "value" and not bound.window_ms:
        found, until = _by_hours(channel.id, bound, hot_ms, to_ms, share)
        return Tried(channel, found, hot_ms, until, until == to_ms and hot_ms == from_ms)
    start = max(hot_ms, to_ms - int(share * _pace(channel, bound, rows)))
    if start > from_ms:
        bound = replace(bound, from_ms=start)
    if bound.measure == "silence":
        found = _silences(channel.id, bound, start, to_ms)
    else:
        series = _series(channel, bound, rows, to_ms)
        found = _whole(series.between(start, to_ms), judged(bound))
    return Tried(channel, found, start, to_ms, start == from_ms)


def _series(channel: Channel, bound: Bound, rows: Sequence[Channel], to_ms: int) -> Spaced:
    if bound.measure == "met":
        return Joint(_group(channel, bound, rows))
    if not bound.window_ms:
        return seen(Direct(channel.id), bound)
    newest = channel.head.normal_ms
    running = bound.window(min(newest, to_ms) if newest >= 0 else to_ms)
    return seen(Averaged(channel.id, bound, running), bound)


def _group(channel: Channel, bound: Bound, rows: Sequence[Channel]) -> Group:
    project_id = channel.device.project_id
    known = [(each.id, each.device_id, each.quantity, project_id) for each in rows]
    return group_of(bound, (channel.id, channel.device_id, project_id), known)


def _pace(channel: Channel, bound: Bound, rows: Sequence[Channel]) -> float:
    """Return how many ms lie between two values, over all channels that are read."""
    read = {channel.id}
    if bound.measure == "met":
        read |= {one for channels in _group(channel, bound, rows).inputs for one in channels}
    return 1 / sum(1 / (each.head.every_ms or _UNKNOWN_PACE_MS) for each in rows if each.id in read)


def _whole(points: Sequence[Point], bound: Bound) -> list[Episode]:
    closed, track = follow(points, bound)
    return [*closed, track.episode()] if track and track.opened_ms is not None else closed


def _by_hours(
    channel_id: int, bound: Bound, from_ms: int, to_ms: int, share: int
) -> tuple[list[Episode], int]:
    """Judge single values, leaping over hours whose least and most value break nothing while no run is on."""
    edge = Hour.most >= bound.value if bound.above else Hour.least <= bound.value
    stmt = select(Hour.hour_ms).where(
        Hour.channel_id == channel_id, edge, Hour.hour_ms.between(from_ms - HOUR_MS + 1, to_ms)
    )
    hours = list(db.session.scalars(stmt.order_by(Hour.hour_ms)))[::-1]
    series, track, found, looked_at, cursor = Direct(channel_id), None, list[Episode](), 0, from_ms
    while cursor <= to_ms:
        if track is None:
            while hours and hours[-1] + HOUR_MS <= cursor:
                hours.pop()
            if not hours:
                break
            cursor = max(cursor, hours[-1])
            last = min(hours[-1] + HOUR_MS - 1, to_ms)
        else:
            coming = series.next_after(cursor - 1)
            if coming is None or coming > to_ms:
                break
            cursor = coming
            last = min(cursor + _PIECE_MS, to_ms)
        if looked_at >= share:
            return _ended(found, track), cursor - 1
        points = series.between(cursor, last)
        closed, track = follow(points, bound, track)
        found += closed
        looked_at += len(points)
        cursor = last + 1
    return _ended(found, track), to_ms


def _ended(found: list[Episode], track: Track | None) -> list[Episode]:
    return [*found, track.episode()] if track and track.opened_ms is not None else found


def _silences(channel_id: int, bound: Bound, from_ms: int, to_ms: int) -> list[Episode]:
    mine = Reading.channel_id == channel_id
    before = (
        select(Reading.at_ms).where(mine, Reading.at_ms < from_ms).order_by(Reading.at_ms.desc()).limit(1)
    )
    inside = select(Reading.at_ms).where(mine, Reading.at_ms.between(from_ms, to_ms)).order_by(Reading.at_ms)
    return silences([*db.session.scalars(before), *db.session.scalars(inside)], bound, to_ms)
