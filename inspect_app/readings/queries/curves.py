"""A channel's values over a stretch of time at the grain that suits it: every value, minutes, or hours."""

from itertools import chain, groupby, islice
from typing import Literal, NamedTuple

from sqlalchemy import func, literal, select, text

from inspect_app.core.replica import Reader
from inspect_app.readings.models import Hour, Reading
from inspect_app.readings.queries import whole
from inspect_app.readings.queries.rolls import minutes_of
from inspect_app.readings.rules.curve import Bucket, bucket_ms, single
from inspect_app.readings.rules.episodes import HOUR_MS
from inspect_app.readings.rules.quantities import NORMAL
from inspect_app.readings.rules.rolls import MINUTE_MS, step_ms

Grain = Literal["value", "minute", "hour"]


class Found(NamedTuple):
    """Buckets in order of time, how long each is (ms; 0: every value is one), and what they were read from."""

    buckets: list[Bucket]
    width_ms: int
    grain: Grain


def buckets(session: Reader, channel_id: int, from_ms: int, to_ms: int, points: int) -> Found:
    """Return what a channel measured from `from_ms` to `to_ms`: every value where those are at most two thirds
    of `points`, else least and most of each bucket.
    """
    most, width = points * 2 // 3, bucket_ms(from_ms, to_ms, points)
    if width < HOUR_MS and whole.parts([channel_id], from_ms, to_ms + 1):
        return partly_cold(channel_id, from_ms, to_ms, points)
    inside = Reading.channel_id == channel_id, Reading.at_ms.between(from_ms, to_ms)
    # Only the key is looked at, so that an index alone answers.
    beyond = select(literal(1)).where(*inside).order_by(Reading.at_ms).offset(most).limit(1)
    if session.scalar(beyond) is None:
        stmt = select(Reading.at_ms, Reading.value).where(*inside, Reading.flag == NORMAL)
        rows = session.execute(stmt.order_by(Reading.at_ms))
        return Found(single([(row[0], row[1]) for row in rows]), 0, "value")
    if width >= HOUR_MS:
        width = -(-width // HOUR_MS) * HOUR_MS
        return Found(hours_of(session, channel_id, from_ms, to_ms, width), width, "hour")
    if width >= MINUTE_MS:
        width = step_ms(width)
        return Found(minutes_of(session, channel_id, from_ms, to_ms).joined(width), width, "minute")
    return Found(values_of(session, channel_id, from_ms, to_ms, width), width, "value")


def partly_cold(channel_id: int, from_ms: int, to_ms: int, points: int) -> Found:
    """Return the same where some of it lies in cold files, which are read value by value."""
    read = whole.rows(channel_id, from_ms, to_ms + 1)
    rows = ((at, value) for at, value, flag, _received in read if flag == NORMAL)
    first = list(islice(rows, points * 2 // 3 + 1))
    if len(first) <= points * 2 // 3:
        return Found(single(first), 0, "value")
    width = bucket_ms(from_ms, to_ms, points)
    found: list[Bucket] = []
    for _number, group in groupby(chain(first, rows), key=lambda row: (row[0] - from_ms) // width):
        held = list(group)
        values = [value for _at, value in held]
        found.append(Bucket(held[0][0], held[-1][0], min(values), max(values)))
    return Found(found, width, "value")


def values_of(session: Reader, channel_id: int, from_ms: int, to_ms: int, width: int) -> list[Bucket]:
    """Return least and most of each `width` ms, counted from `from_ms`, as every value says."""
    # Text, so that GROUP BY sees the same expression; whole numbers of our own, nothing typed by anybody.
    number = text(f"(at_ms - {from_ms:d}) / {width:d}")
    figures = (
        func.min(Reading.at_ms),
        func.max(Reading.at_ms),
        func.min(Reading.value),
        func.max(Reading.value),
    )
    counted = (
        Reading.channel_id == channel_id,
        Reading.flag == NORMAL,
        Reading.at_ms.between(from_ms, to_ms),
    )
    stmt = select(*figures).where(*counted).group_by(number).order_by(func.min(Reading.at_ms))
    return [Bucket(*row) for row in session.execute(stmt)]


def hours_of(session: Reader, channel_id: int, from_ms: int, to_ms: int, width: int) -> list[Bucket]:
    """Return least and most of each `width` ms, a number of whole hours, of the hours that touch the stretch."""
    number = text(f"hour_ms / {width:d}")
    figures = (
        func.min(Hour.hour_ms),
        func.max(Hour.hour_ms) + HOUR_MS - 1,
        func.min(Hour.least),
        func.max(Hour.most),
    )
    inside = (Hour.channel_id == channel_id, Hour.hour_ms.between(from_ms - from_ms % HOUR_MS, to_ms))
    rows = session.execute(select(*figures).where(*inside).group_by(number).order_by(func.min(Hour.hour_ms)))
    return [Bucket(max(row[0], from_ms), min(row[1], to_ms), row[2], row[3]) for row in rows]
