"""Going on with the episodes of a limit: from where the engine stood, or over a stretch judged anew."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from inspect_app.core.db import db
from inspect_app.core.rows import Put, put_all
from inspect_app.core.together import Statement, together
from inspect_app.readings import models
from inspect_app.readings.actions import alarms
from inspect_app.readings.actions.alarms import Place, Verdict
from inspect_app.readings.actions.arrays import for_each, listed
from inspect_app.readings.actions.stretch import Series
from inspect_app.readings.rules.episodes import Bound, Episode, Point, Track, follow

_READ = (
    "SELECT channel_id, limit_id, began_ms, last_ms, opened_ms, peak, peak_ms FROM tracks WHERE channel_id "
)
_TRACKS = {
    "postgresql": _READ + "= ANY(%s::bigint[])",
    "sqlite": _READ + "IN (SELECT value FROM json_each(?))",  # noqa: S608 - our own words
}
_DROP = {
    "postgresql": (
        "DELETE FROM tracks USING unnest(%s::bigint[], %s::text[]) u(c, l) WHERE channel_id = u.c AND limit_id = u.l"
    ),
    "sqlite": "DELETE FROM tracks WHERE channel_id = ? AND limit_id = ?",
}


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
    return tracks_in(*together(asking(channels))) if channels else {}


def asking(channels: Sequence[int]) -> Statement:
    """Return the question of `tracks_of`, for whoever asks more on the same way."""
    return Statement(_TRACKS[db.engine.dialect.name], (listed(channels),))


def tracks_in(rows: Iterable[Sequence[Any]]) -> dict[tuple[int, str], Track]:
    """Return what the answer to it says."""
    return {(row[0], row[1]): Track(*row[2:]) for row in rows}


def write(verdict: Verdict, now_ms: int) -> None:
    """Write what was found, all at once: alarms, their entries, and where the engine stands now."""
    rows = alarms.rows_of(verdict, now_ms)
    gone = [each for each, track in verdict.tracks.items() if track is None]
    kept = [
        {"channel_id": channel_id, "limit_id": limit_id} | asdict(track)
        for (channel_id, limit_id), track in verdict.tracks.items()
        if track is not None
    ]
    put_all(
        *rows,
        Put(models.Track, kept, key=("channel_id", "limit_id")),
        also=[for_each(_DROP, gone)] if gone else [],
    )
    verdict.tracks.clear()
