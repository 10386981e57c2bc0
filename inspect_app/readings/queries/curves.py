"""A channel's values over a stretch of time at the grain that suits it: every value, minutes, or hours."""

from itertools import chain, groupby, islice
from typing import Literal, NamedTuple

from sqlalchemy import func, literal, select, text

from inspect_app.core.replica import Reader
from inspect_app.readings.models import Reading
from inspect_app.readings.queries import whole
from inspect_app.readings.queries.rolls import minutes_of
from inspect_app.readings.rules.curve import Bucket, bucket_ms, single
from inspect_app.readings.rules.episodes import HOUR_MS
from inspect_app.readings.rules.quantities import NORMAL
from inspect_app.readings.rules.rolls import MINUTE_MS, step_ms

# As text: putting the statement together anew each time took as long as its answer.
_HOURS = text(
    "SELECT min(hour_ms), max(hour_ms) + :hour - 1, min(least), max(most), count(*) FROM hours "
    "WHERE channel_id = :channel AND hour_ms BETWEEN :first AND :last GROUP BY hour_ms / :width ORDER BY 1"
)
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
    if width >= HOUR_MS:
        return _wide(session, channel_id, from_ms, to_ms, most, -(-width // HOUR_MS) * HOUR_MS)
    if whole.parts([channel_id], from_ms, to_ms + 1):
        return partly_cold(channel_id, from_ms, to_ms, points)
    if found := _each(session, channel_id, from_ms, to_ms, most):
        return found
    if width >= MINUTE_MS:
        width = step_ms(width)
        return Found(minutes_of(session, channel_id, from_ms, to_ms).joined(width), width, "minute")
    return Found(values_of(session, channel_id, from_ms, to_ms, width), width, "value")


def _wide(session: Reader, channel_id: int, from_ms: int, to_ms: int, most: int, width: int) -> Found:
    """Return it from its hours, which stay where readings go into cold files; few values each by itself."""
    hours = hours_of(session, channel_id, from_ms, to_ms, width)
    found = Found([each for each, _ in hours], width, "hour")
    # Each hour holds a value or more, the first and the last perhaps none within the stretch.
    if sum(many for _, many in hours) - 2 > most or whole.parts([channel_id], from_ms, to_ms + 1):
        return found
    return _each(session, channel_id, from_ms, to_ms, most) or found


def _each(session: Reader, channel_id: int, from_ms: int, to_ms: int, most: int) -> Found | None:
    """Return every value of the table; None where there are more than `most`."""
    inside = Reading.channel_id == channel_id, Reading.at_ms.between(from_ms, to_ms)
    # Only the key is looked at, so that an index alone answers.
    beyond = select(literal(1)).where(*inside).order_by(Reading.at_ms).offset(most).limit(1)
    if session.scalar(beyond) is not None:
        return None
    stmt = select(Reading.at_ms, Reading.value).where(*inside, Reading.flag == NORMAL)
    rows = session.execute(stmt.order_by(Reading.at_ms))
    return Found(single([(row[0], row[1]) for row in rows]), 0, "value")


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


def hours_of(
    session: Reader, channel_id: int, from_ms: int, to_ms: int, width: int
) -> list[tuple[Bucket, int]]:
    """Return least and most of each `width` ms, a number of whole hours, of the hours that touch the stretch; each
    with the number of its hours in which something was measured.
    """
    asked = {
        "channel": channel_id,
        "first": from_ms - from_ms % HOUR_MS,
        "last": to_ms,
        "width": width,
        "hour": HOUR_MS,
    }
    rows = session.execute(_HOURS, asked).all()
    found = [(Bucket(*row[:4]), row[4]) for row in rows]
    if found:
        first, many = found[0]
        found[0] = first._replace(first_ms=max(first.first_ms, from_ms)), many
        last, many = found[-1]
        found[-1] = last._replace(last_ms=min(last.last_ms, to_ms)), many
    return found
