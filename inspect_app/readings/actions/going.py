"""Going on with the episodes of a limit: from where the engine stood, or over a stretch judged anew."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import text

from inspect_app.core.db import db
from inspect_app.core.rows import put_rows
from inspect_app.readings import models
from inspect_app.readings.actions import alarms
from inspect_app.readings.actions.alarms import Place, Verdict
from inspect_app.readings.actions.arrays import listed
from inspect_app.readings.actions.stretch import Series
from inspect_app.readings.rules.episodes import Bound, Episode, Point, Track, follow

_READ = (
    "SELECT channel_id, limit_id, began_ms, last_ms, opened_ms, peak, peak_ms FROM tracks WHERE channel_id "
)
_TRACKS = {
    "postgresql": _READ + "= ANY(%s::bigint[])",
    "sqlite": _READ + "IN (SELECT value FROM json_each(?))",  # noqa: S608 - our own words
}
_DROP_TRACK = text("DELETE FROM tracks WHERE channel_id = :channel_id AND limit_id = :limit_id")


def go_on(line: Place, bound: Bound, points: Sequence[Point], track: Track | None, verdict: Verdict) -> None:
    """Go on from a track through points that came in order; `write` then writes what was found."""
    closed, after = follow(points, bound, track)
    for episode in closed:
        alarms.put(line, bound, episode, verdict)
    if after and after.opened_ms is not None and (not track or after.episode() != track.episode()):
        alarms.put(line, bound, after.episode(), verdict)
    if after != track:
        verdict.tracks[line.id, bound.id] = after


def again(
    line: Place,
    bound: Bound,
    series: Series,
    first_ms: int,
    last_ms: int,
    end_ms: int,
    verdict: Verdict,
    now_ms: int,
) -> None:
    """Judge the stretch around late values anew and put the difference into the alarms.

    What was found is written by `write`.
    """
    before = series.back(first_ms, bound)
    inside = series.between(first_ms, last_ms)
    after = series.on(last_ms, bound) if last_ms < end_ms else []
    points = [*before, *inside, *after]
    closed, track = follow(points, bound)
    if not (after and bound.calm(after[-1])):
        verdict.tracks[line.id, bound.id] = track
    found: list[Episode] = [*closed, track.episode()] if track and track.opened_ms is not None else closed
    # What was asked for may hold no point any more, where a correction took one away.
    first, last = (
        (min(first_ms, points[0].at_ms), max(last_ms, points[-1].at_ms)) if points else (first_ms, last_ms)
    )
    alarms.replace(line, bound, found, first, last, verdict, now_ms)


def tracks_of(channels: Sequence[int]) -> dict[tuple[int, str], Track]:
    """Return where the engine stands on these channels, by channel and limit."""
    if not channels:
        return {}
    connection = db.session.connection()
    rows = connection.exec_driver_sql(_TRACKS[connection.dialect.name], (listed(channels),))
    return {(row[0], row[1]): Track(*row[2:]) for row in rows}


def write(verdict: Verdict, now_ms: int) -> None:
    """Write what was found, all at once: alarms, their entries, and where the engine stands now."""
    alarms.tell(verdict, now_ms)
    keys = {each: {"channel_id": each[0], "limit_id": each[1]} for each in verdict.tracks}
    gone = [keys[each] for each, track in verdict.tracks.items() if track is None]
    kept = [keys[each] | asdict(track) for each, track in verdict.tracks.items() if track is not None]
    if gone:
        # A list of one would be sent as a list: more ways to the database and back than the statement itself.
        db.session.execute(_DROP_TRACK, gone if len(gone) > 1 else gone[0])
    put_rows(models.Track, kept, key=("channel_id", "limit_id"))
    verdict.tracks.clear()
