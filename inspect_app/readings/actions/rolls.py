"""The minutes of hours that are over: rolled up by the clock, opened again by what arrives late."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.readings.actions.arrays import listed
from inspect_app.readings.models import Head, Hour
from inspect_app.readings.queries.rolls import by_minute
from inspect_app.readings.rules.curve import Bucket
from inspect_app.readings.rules.episodes import HOUR_MS
from inspect_app.readings.rules.quantities import NORMAL
from inspect_app.readings.rules.rolls import packed

#: hours, and about how many readings, that are looked at in one go: other writers wait no longer than that
MOST_HOURS, MOST_READINGS = 1000, 300_000
_AT_ONCE = 25
_MARK = {
    "postgresql": (
        "UPDATE hours SET rolled = %s FROM unnest(%s::bigint[], %s::bigint[]) u(c, h) "
        "WHERE channel_id = u.c AND hour_ms = u.h"
    ),
    "sqlite": "UPDATE hours SET rolled = ? WHERE channel_id = ? AND hour_ms = ?",
}
_KEEP = "ON CONFLICT (channel_id, hour_ms) DO UPDATE SET kept = excluded.kept"
_ROLL = {
    "postgresql": f"INSERT INTO minute_rolls (channel_id, hour_ms, kept) VALUES (%s, %s, %s) {_KEEP}",  # noqa: S608 - our own words
    "sqlite": f"INSERT INTO minute_rolls (channel_id, hour_ms, kept) VALUES (?, ?, ?) {_KEEP}",  # noqa: S608 - as above
}


def reopen(fresh: Mapping[int, Sequence[tuple[int, float, str]]], heads: Mapping[int, int]) -> None:
    """Mark the hours as not rolled that got a reading although their channel (`heads`: how far it was) is beyond them.

    An hour is rolled only once its channel is beyond it, so what arrives in order need not ask. The row of the
    hour is locked even where it was not rolled: whoever rolls it up at this moment has to finish before, or not begin.
    """
    late = {
        (channel_id, at - at % HOUR_MS)
        for channel_id, rows in fresh.items()
        for at, _value, flag in rows
        if at < heads[channel_id] - heads[channel_id] % HOUR_MS and flag == NORMAL
    }
    if late:
        _mark(sorted(late), rolled=False)


def roll_minutes() -> int:
    """Roll up hours that are over and not rolled, the oldest first; return how many."""
    stmt = (
        select(Hour.channel_id, Hour.hour_ms)
        .join(Head, Head.channel_id == Hour.channel_id)
        .where(~Hour.rolled, Head.at_ms >= Hour.hour_ms + HOUR_MS)
        .order_by(Hour.hour_ms, Hour.channel_id)
        .limit(MOST_HOURS)
        .with_for_update(of=Hour, skip_locked=True)
    )
    due = [(row[0], row[1]) for row in db.session.execute(stmt)]
    done = read = 0
    while done < len(due) and read < MOST_READINGS:
        part = due[done : done + _AT_ONCE]
        read += _roll(part)
        done += len(part)
    return done


def _roll(part: Sequence[tuple[int, int]]) -> int:
    minutes: dict[tuple[int, int], list[Bucket]] = {key: [] for key in part}
    read = 0
    spans = [(channel_id, hour_ms, hour_ms + HOUR_MS) for channel_id, hour_ms in part]
    for channel_id, hour_ms, minute, many in by_minute(db.session, spans):
        minutes[channel_id, hour_ms].append(minute)
        read += many
    connection = db.session.connection()
    rows = [(*key, packed(found)) for key, found in minutes.items()]
    connection.exec_driver_sql(_ROLL[connection.dialect.name], rows)
    _mark(part, rolled=True)
    return read


def _mark(hours: Sequence[tuple[int, int]], *, rolled: bool) -> None:
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        columns = (listed(column) for column in zip(*hours, strict=True))
        connection.exec_driver_sql(_MARK["postgresql"], (rolled, *columns))
    else:
        connection.exec_driver_sql(_MARK["sqlite"], [(rolled, *key) for key in hours])
