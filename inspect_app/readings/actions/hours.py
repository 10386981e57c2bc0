"""The least and most value of each channel's hours: widened by what arrives, recounted after a correction."""

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import delete, func, insert, select

from inspect_app.core.db import db, once_committed
from inspect_app.core.together import Statement
from inspect_app.readings.actions.arrays import for_each
from inspect_app.readings.actions.registry import Book
from inspect_app.readings.models import Hour, Reading
from inspect_app.readings.rules.episodes import HOUR_MS
from inspect_app.readings.rules.quantities import NORMAL

# Only a new least or most is written: in the steady state an hour's row is looked at and left alone.
_WIDER = (
    "ON CONFLICT (channel_id, hour_ms) DO UPDATE SET "
    "least = CASE WHEN excluded.least < hours.least THEN excluded.least ELSE hours.least END, "
    "most = CASE WHEN excluded.most > hours.most THEN excluded.most ELSE hours.most END "
    "WHERE excluded.least < hours.least OR excluded.most > hours.most"
)
_ROLL = {
    "postgresql": (
        "INSERT INTO hours (channel_id, hour_ms, least, most) SELECT * FROM unnest(%s::bigint[], %s::bigint[], "  # noqa: S608 - our own words
        f"%s::float8[], %s::float8[]) {_WIDER}"
    ),
    "sqlite": f"INSERT INTO hours (channel_id, hour_ms, least, most) VALUES (?, ?, ?, ?) {_WIDER}",  # noqa: S608 - as above
}
_NOTHING = (-HOUR_MS, 0.0, 0.0)


def rolling(fresh: Mapping[int, Sequence[tuple[int, float, str]]], book: Book) -> list[Statement]:
    """Return what widens the hours of the channels by what counts; each row is new, so their order does not matter.

    What lies within what this process knows to be stored widens nothing and is not sent.
    """
    hours: dict[tuple[int, int], list[float]] = {}
    for channel_id, rows in fresh.items():
        hour, least, most = book.widest.get(channel_id, _NOTHING)
        for at, value, flag in rows:
            if flag != NORMAL or (least <= value <= most and hour <= at < hour + HOUR_MS):
                continue
            held = hours.setdefault((channel_id, at - at % HOUR_MS), [value, value])
            if value < held[0]:
                held[0] = value
            elif value > held[1]:
                held[1] = value
    if not hours:
        return []
    once_committed(partial(_remember, book, hours))
    return [for_each(_ROLL, [(*key, *held) for key, held in hours.items()])]


def recount(channel_id: int, hour_ms: int) -> None:
    """Write an hour anew from the readings that count in it; needs the lock of the channel's head."""
    mine = Reading.channel_id == channel_id, Reading.flag == NORMAL
    inside = Reading.at_ms.between(hour_ms, hour_ms + HOUR_MS - 1)
    least, most = db.session.execute(
        select(func.min(Reading.value), func.max(Reading.value)).where(*mine, inside)
    ).one()
    db.session.execute(delete(Hour).where(Hour.channel_id == channel_id, Hour.hour_ms == hour_ms))
    if least is not None:
        row = {"channel_id": channel_id, "hour_ms": hour_ms, "least": least, "most": most}
        db.session.execute(insert(Hour).values(**row))


def _remember(book: Book, hours: Mapping[tuple[int, int], Sequence[float]]) -> None:
    """Remember the newest hour of each channel as wide as it is certain to be stored: one a channel, as its line is."""
    for (channel_id, hour), (least, most) in hours.items():
        known, low, high = book.widest.get(channel_id, _NOTHING)
        if hour == known:
            book.widest[channel_id] = (hour, min(least, low), max(most, high))
        elif hour > known:
            book.widest[channel_id] = (hour, least, most)
