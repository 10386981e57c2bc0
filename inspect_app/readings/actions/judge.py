"""Alarms in event time: what fresh readings change about the episodes of their channels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import or_, select, text

from inspect_app.core.db import db
from inspect_app.readings.actions import alarms
from inspect_app.readings.actions.alarms import Verdict
from inspect_app.readings.actions.registry import Line
from inspect_app.readings.actions.store import Mark, listed
from inspect_app.readings.actions.stretch import Averaged, Direct, Series
from inspect_app.readings.models import Alarm
from inspect_app.readings.rules.episodes import Bound, Episode, Point, Track, follow
from inspect_app.readings.rules.quantities import NORMAL

MOST_AT_ONCE = 500
# No limit lets a run go on over a longer pause (checked where limits are set).
LONGEST_GAP_MS = 7 * 86_400_000
_READ = (
    "SELECT channel_id, limit_id, began_ms, last_ms, opened_ms, peak, peak_ms FROM tracks WHERE channel_id "
)
_TRACKS = {
    "postgresql": _READ + "= ANY(%s::bigint[])",
    "sqlite": _READ + "IN (SELECT value FROM json_each(?))",  # noqa: S608 - our own words
}
_PUT_TRACK = text(
    "INSERT INTO tracks (channel_id, limit_id, began_ms, last_ms, opened_ms, peak, peak_ms) VALUES "
    "(:channel_id, :limit_id, :began_ms, :last_ms, :opened_ms, :peak, :peak_ms) "
    "ON CONFLICT (channel_id, limit_id) DO UPDATE SET began_ms = excluded.began_ms, last_ms = excluded.last_ms, "
    "opened_ms = excluded.opened_ms, peak = excluded.peak, peak_ms = excluded.peak_ms"
)
_DROP_TRACK = text("DELETE FROM tracks WHERE channel_id = :channel_id AND limit_id = :limit_id")
#: fresh rows of a channel, in order of time: (moment, value, flag)
Fresh = Sequence[tuple[int, float, str]]


def judge(
    fresh: Mapping[int, Fresh], lines: Mapping[int, Line], heads: Mapping[int, Mark], now_ms: int
) -> Verdict:
    """Bring the alarms of the touched channels to what their stored readings now say.

    Values that come in order go on from where the engine stood. A late one is judged with the stretch around
    it, from the last calm value before to the first calm value after: beyond these nothing can change.
    """
    verdict = Verdict()
    watched = {one: rows for one, rows in fresh.items() if lines[one].direct or lines[one].averaged}
    if not watched:
        return verdict
    tracks = _tracks(watched)
    troubled = _troubled(watched, heads) | {channel_id for channel_id, _limit in tracks}
    for one, rows in watched.items():
        line, before_ms = lines[one], heads[one].normal_ms
        closely = one in troubled or _beyond(rows, line)
        averaged = [each for each in line.averaged if _crosses(rows, before_ms, each)]
        if not closely and not averaged:
            continue
        points = [Point(at, value) for at, value, flag in rows if flag == NORMAL]
        if not points:
            continue
        for bound in line.direct if closely else ():
            _judge_direct(line, bound, points, before_ms, tracks.get((one, bound.id)), verdict, now_ms)
        for bound in averaged:
            _judge_averaged(line, bound, points, before_ms, tracks.get((one, bound.id)), verdict, now_ms)
    return verdict


def _beyond(rows: Fresh, line: Line) -> bool:
    low, high = line.low, line.high
    return any(not low < row[1] < high for row in rows)


def _crosses(rows: Fresh, before_ms: int, bound: Bound) -> bool:
    """Say whether these rows may finish a window or change one that is finished."""
    first = rows[0][0] if before_ms < 0 else min(rows[0][0], before_ms)
    return bound.window(first) < bound.window(max(rows[-1][0], before_ms))


def _judge_direct(
    line: Line,
    bound: Bound,
    points: Sequence[Point],
    before_ms: int,
    track: Track | None,
    verdict: Verdict,
    now_ms: int,
) -> None:
    if points[0].at_ms > before_ms:
        _go_on(line, bound, points, track, verdict, now_ms)
    else:
        end = max(before_ms, points[-1].at_ms)
        _again(line, bound, Direct(line.id), points[0].at_ms, points[-1].at_ms, end, verdict, now_ms)


def _judge_averaged(
    line: Line,
    bound: Bound,
    points: Sequence[Point],
    before_ms: int,
    track: Track | None,
    verdict: Verdict,
    now_ms: int,
) -> None:
    newest = max(before_ms, points[-1].at_ms)
    running = bound.window(newest)
    first = bound.window(points[0].at_ms if before_ms < 0 else min(points[0].at_ms, before_ms))
    if first >= running:
        return  # the window is not finished yet
    series = Averaged(line.id, bound, running)
    start, end = bound.window_end(first), bound.window_end(running - 1)
    if before_ms < 0 or first >= bound.window(before_ms):
        _go_on(line, bound, series.between(start, end), track, verdict, now_ms)
    else:
        last = min(bound.window(points[-1].at_ms), running - 1)
        if points[-1].at_ms > before_ms:
            last = running - 1
        _again(line, bound, series, start, bound.window_end(last), end, verdict, now_ms)


def _go_on(
    line: Line, bound: Bound, points: Sequence[Point], track: Track | None, verdict: Verdict, now_ms: int
) -> None:
    closed, after = follow(points, bound, track)
    for episode in closed:
        alarms.put(line, bound, episode, verdict, now_ms)
    if after and after.opened_ms is not None and (not track or after.episode() != track.episode()):
        alarms.put(line, bound, after.episode(), verdict, now_ms)
    if after != track:
        _keep_track(line.id, bound.id, after)


def _again(
    line: Line,
    bound: Bound,
    series: Series,
    first_ms: int,
    last_ms: int,
    end_ms: int,
    verdict: Verdict,
    now_ms: int,
) -> None:
    """Judge the stretch around late values anew and put the difference into the alarms."""
    before = series.back(first_ms, bound)
    inside = series.between(first_ms, last_ms)
    after = series.on(last_ms, bound) if last_ms < end_ms else []
    points = [*before, *inside, *after]
    if not points:
        return
    closed, track = follow(points, bound)
    if not (after and bound.calm(after[-1])):
        _keep_track(line.id, bound.id, track)
    found: list[Episode] = [*closed, track.episode()] if track and track.opened_ms is not None else closed
    alarms.replace(line, bound, found, points[0].at_ms, points[-1].at_ms, verdict, now_ms)


def _tracks(channels: Iterable[int]) -> dict[tuple[int, str], Track]:
    connection = db.session.connection()
    rows = connection.exec_driver_sql(_TRACKS[connection.dialect.name], (listed(list(channels)),))
    return {(row[0], row[1]): Track(*row[2:]) for row in rows}


def _keep_track(channel_id: int, limit_id: str, track: Track | None) -> None:
    key = {"channel_id": channel_id, "limit_id": limit_id}
    db.session.execute(
        _DROP_TRACK if track is None else _PUT_TRACK, key if track is None else key | asdict(track)
    )


def _troubled(fresh: Mapping[int, Fresh], heads: Mapping[int, Mark]) -> set[int]:
    """Return the channels with late values that may touch an alarm already judged."""
    late = [one for one, rows in fresh.items() if rows[0][0] <= heads[one].normal_ms]
    if not late:
        return set()
    found: set[int] = set()
    for start in range(0, len(late), MOST_AT_ONCE):
        part = late[start : start + MOST_AT_ONCE]
        earliest = min(fresh[one][0][0] for one in part)
        latest = max(fresh[one][-1][0] for one in part)
        stmt = select(Alarm.channel_id).where(
            Alarm.channel_id.in_(part),
            Alarm.withdrawn_at.is_(None),
            Alarm.began_ms <= latest,
            or_(Alarm.cleared_ms.is_(None), Alarm.cleared_ms >= earliest - LONGEST_GAP_MS),
        )
        found |= set(db.session.scalars(stmt))
    return found
