"""Alarms in event time: what fresh readings change about the episodes of their channels."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select

from inspect_app.core.db import db
from inspect_app.readings.actions import joint, silence
from inspect_app.readings.actions.alarms import Verdict
from inspect_app.readings.actions.going import again, go_on, write
from inspect_app.readings.actions.lines import Line
from inspect_app.readings.actions.seen import seen
from inspect_app.readings.actions.store import Mark
from inspect_app.readings.actions.stretch import Averaged, Direct
from inspect_app.readings.models import Alarm
from inspect_app.readings.rules.derived import WINDOWED, judged, reach
from inspect_app.readings.rules.episodes import Bound, Point, Track
from inspect_app.readings.rules.quantities import NORMAL

MOST_AT_ONCE = 500
# No limit lets a run go on over a longer pause (checked where limits are set).
LONGEST_GAP_MS = 7 * 86_400_000
#: fresh rows of a channel, in order of time: (moment, value, flag)
Fresh = Sequence[tuple[int, float, str]]
#: channel and limit -> where the engine stands
Tracks = Mapping[tuple[int, str], Track]


def restless(
    fresh: Mapping[int, Fresh], lines: Mapping[int, Line], heads: Mapping[int, Mark], tracks: Tracks
) -> dict[int, Fresh]:
    """Return the rows by which something may change: of all others each is newer than what there was, within every
    limit, and nothing was under way. They are nearly all, and looked at once.
    """
    tracked = {channel_id for channel_id, _limit in tracks}
    found = {}
    for one, rows in fresh.items():
        line = lines[one]
        if line.always or one in tracked or rows[0][0] <= heads[one].at_ms or _beyond(rows, line):
            found[one] = rows
    return found


def judge(
    fresh: Mapping[int, Fresh],
    lines: Mapping[int, Line],
    heads: Mapping[int, Mark],
    tracks: Tracks,
    now_ms: int,
) -> Verdict:
    """Bring the alarms of the touched channels to what their stored readings now say.

    Values that come in order go on from where the engine stood. A late one is judged with the stretch around
    it, from the last calm value before to the first calm value after: beyond these nothing can change.
    """
    verdict = Verdict()
    watched = {one: rows for one, rows in fresh.items() if lines[one].direct or lines[one].averaged}
    # What was found is written once, at the end: each limit is judged by itself, none reads another's alarms.
    with db.session.no_autoflush:
        if watched:
            _judge_each(watched, lines, heads, tracks, verdict, now_ms)
        silence.judge(fresh, lines, verdict, now_ms)
        joint.judge(fresh, lines, verdict, now_ms)
    write(verdict, now_ms)
    return verdict


def _judge_each(
    watched: Mapping[int, Fresh],
    lines: Mapping[int, Line],
    heads: Mapping[int, Mark],
    tracks: Tracks,
    verdict: Verdict,
    now_ms: int,
) -> None:
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


def _beyond(rows: Fresh, line: Line) -> bool:
    low, high = line.low, line.high
    for row in rows:  # noqa: SIM110 - for the one row there mostly is, a generator costs more than the question
        if not low < row[1] < high:
            return True
    return False


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
    series, first, last = seen(Direct(line.id), bound), points[0].at_ms, points[-1].at_ms
    if first > before_ms:
        told = series.between(first, last) if bound.measure in WINDOWED else points
        go_on(line, judged(bound), told, track, verdict)
    else:
        end = max(before_ms, last)
        again(line, judged(bound), series, first, last + _after(bound), end, verdict, now_ms)


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
    series = seen(Averaged(line.id, bound, running), bound)
    start, end = bound.window_end(first), bound.window_end(running - 1)
    if before_ms < 0 or first >= bound.window(before_ms):
        go_on(line, judged(bound), series.between(start, end), track, verdict)
    else:
        last = min(bound.window(points[-1].at_ms), running - 1)
        if points[-1].at_ms > before_ms:
            last = running - 1
        until = bound.window_end(last) + _after(bound)
        again(line, judged(bound), series, start, until, end, verdict, now_ms)


def _after(bound: Bound) -> int:
    return reach(bound) if bound.measure in WINDOWED else 0


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
