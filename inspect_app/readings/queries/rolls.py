"""What a channel measured in each minute: from the rolls where they hold, from the readings elsewhere."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, cast

from inspect_app.core.connections import IN_BYTES
from inspect_app.core.replica import Reader
from inspect_app.readings.rules.curve import Bucket
from inspect_app.readings.rules.episodes import HOUR_MS
from inspect_app.readings.rules.rolls import Minutes, packed

#: (channel, from ms, until before ms)
Span = tuple[int, int, int]
_FIGURES = "min(r.at_ms), max(r.at_ms), min(r.value), max(r.value), count(*)"
_KEPT = (
    "SELECT h.hour_ms, h.rolled, m.kept FROM hours h "
    "LEFT JOIN minute_rolls m ON m.channel_id = h.channel_id AND m.hour_ms = h.hour_ms "
    "WHERE h.channel_id = %s AND h.hour_ms BETWEEN %s AND %s ORDER BY h.hour_ms"
)
_HOURS = {"postgresql": _KEPT, "sqlite": _KEPT.replace("%s", "?")}
_BY_MINUTE = {
    # LATERAL with a sum of its own: each span is looked up by the key, whatever the planner thinks of their number.
    "postgresql": (
        "SELECT u.c, u.f, m.* FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) u(c, f, t) "  # noqa: S608 - our own words
        f"CROSS JOIN LATERAL (SELECT {_FIGURES} FROM readings r WHERE r.channel_id = u.c AND r.at_ms >= u.f "
        "AND r.at_ms < u.t AND r.flag = 'N' GROUP BY r.at_ms / 60000) m ORDER BY 1, 2, 3"
    ),
    "sqlite": (
        f"SELECT r.channel_id, json_extract(p.value, '$[1]'), {_FIGURES} FROM json_each(?) p "  # noqa: S608 - as above
        "CROSS JOIN readings r ON r.channel_id = json_extract(p.value, '$[0]') AND "
        "r.at_ms >= json_extract(p.value, '$[1]') AND r.at_ms < json_extract(p.value, '$[2]') "
        "WHERE r.flag = 'N' GROUP BY r.channel_id, p.key, r.at_ms / 60000 ORDER BY 1, 2, 3"
    ),
}


def by_minute(session: Reader, spans: Sequence[Span]) -> list[tuple[int, int, Bucket, int]]:
    """Return the minutes of spans as the readings have them: channel, begin of the span, minute, how many values."""
    if not spans:
        return []
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        arguments = tuple("{" + ",".join(map(str, column)) + "}" for column in zip(*spans, strict=True))
    else:
        arguments = (json.dumps(spans),)
    rows = connection.exec_driver_sql(_BY_MINUTE[connection.dialect.name], arguments)
    return [(row[0], row[1], Bucket(*row[2:6]), row[6]) for row in rows]


def _hours(session: Reader, channel_id: int, from_ms: int, to_ms: int) -> Iterable[tuple[int, bool, bytes]]:
    connection = session.connection()
    asked = _HOURS[connection.dialect.name], (channel_id, from_ms, to_ms)
    rows: Any = connection.exec_driver_sql(*asked, execution_options=IN_BYTES)
    return cast("Iterable[tuple[int, bool, bytes]]", rows)


def minutes_of(session: Reader, channel_id: int, from_ms: int, to_ms: int) -> Minutes:
    """Return the minutes of a channel from `from_ms` to `to_ms`.

    An hour that was opened again by a late reading, that is not over, or of which only a part is asked for is
    read value by value: what is returned is always what the readings say.
    """
    found: list[tuple[int, bytes]] = []
    spans: list[Span] = []
    for hour_ms, rolled, kept in _hours(session, channel_id, from_ms - from_ms % HOUR_MS, to_ms):
        begin, end = max(hour_ms, from_ms), min(hour_ms + HOUR_MS, to_ms + 1)
        if rolled and end - begin == HOUR_MS:
            found.append((hour_ms, kept))
        elif spans and spans[-1][2] == begin:
            spans[-1] = (channel_id, spans[-1][1], end)
        else:
            spans.append((channel_id, begin, end))
    read: dict[int, list[Bucket]] = defaultdict(list)
    for _channel, _begin, minute, _many in by_minute(session, spans):
        read[minute.first_ms - minute.first_ms % HOUR_MS].append(minute)
    return Minutes([*found, *((hour_ms, packed(minutes)) for hour_ms, minutes in read.items())])
