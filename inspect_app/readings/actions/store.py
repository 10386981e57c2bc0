"""Rows of readings, written in bulk in the dialect of each database: COPY on PostgreSQL, executemany on SQLite."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core.db import db, insert_ignore
from inspect_app.readings.actions import registry
from inspect_app.readings.models import Channel, Head
from inspect_app.readings.rules.episodes import HOUR_MS
from inspect_app.readings.rules.quantities import NORMAL, QUANTITIES

#: channel -> moment -> (value, flag)
Rows = Mapping[int, Mapping[int, tuple[float, str]]]
_COLUMNS = "channel_id, at_ms, value, flag, received_ms"
_HEADS = "SELECT channel_id, at_ms, normal_ms, every_ms FROM heads WHERE channel_id "
_LOCK = {
    "postgresql": _HEADS + "= ANY(%s::bigint[]) ORDER BY channel_id FOR UPDATE",
    "sqlite": _HEADS + "IN (SELECT value FROM json_each(?))",  # noqa: S608 - our own words
}
_EXISTING = {
    "postgresql": (
        "SELECT r.channel_id, r.at_ms, r.value FROM unnest(%s::bigint[], %s::bigint[]) u(c, a) "
        "JOIN readings r ON r.channel_id = u.c AND r.at_ms = u.a"
    ),
    "sqlite": (
        "SELECT r.channel_id, r.at_ms, r.value FROM json_each(?) p CROSS JOIN readings r "
        "ON r.channel_id = json_extract(p.value, '$[0]') AND r.at_ms = json_extract(p.value, '$[1]')"
    ),
}
_FORWARD = {
    "postgresql": (
        "UPDATE heads SET at_ms = u.a, value = u.v, flag = u.f, received_ms = u.r, normal_ms = u.n, every_ms = u.e "
        "FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::text[], %s::bigint[], %s::bigint[], "
        "%s::float8[]) u(c, a, v, f, r, n, e) WHERE channel_id = u.c"
    ),
    "sqlite": (
        "UPDATE heads SET at_ms = ?2, value = ?3, flag = ?4, received_ms = ?5, normal_ms = ?6, every_ms = ?7 "
        "WHERE channel_id = ?1"
    ),
}
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


@dataclass(slots=True)
class Mark:
    """How far a channel had got before this batch."""

    at_ms: int
    normal_ms: int
    every_ms: float | None


@dataclass(frozen=True, slots=True)
class Stored:
    """What was new of a batch (`fresh`: by channel, in order of time), and what was there already."""

    fresh: dict[int, list[tuple[int, float, str]]]
    new: int
    same: int
    differing: int


def make_channel(device_id: str, quantity: str, at: datetime) -> int:
    """Return the channel of a device's quantity, made with its head if it is not there yet."""
    unit = QUANTITIES[quantity].unit
    insert_ignore(Channel, {"device_id": device_id, "quantity": quantity, "unit": unit, "created_at": at})
    stmt = select(Channel.id).where(Channel.device_id == device_id, Channel.quantity == quantity)
    channel_id = db.session.scalars(stmt).one()
    head = {"channel_id": channel_id, "at_ms": -1, "normal_ms": -1, "received_ms": 0, "flag": NORMAL}
    insert_ignore(Head, head)
    return channel_id


def lock_heads(channel_ids: Sequence[int]) -> dict[int, Mark]:
    """Lock the heads of these channels, in one order for everybody, and return how far each has got."""
    connection = db.session.connection()
    rows = connection.exec_driver_sql(_LOCK[connection.dialect.name], (listed(sorted(channel_ids)),))
    heads = {row[0]: Mark(*row[1:]) for row in rows}
    if len(heads) != len(channel_ids):
        registry.drop()
        raise LookupError("a channel that was remembered is not in the database")
    return heads


def keep(rows: Rows, heads: Mapping[int, Mark], received_ms: int) -> Stored:
    """Write the rows that are not there yet and move the heads on; needs the heads' locks.

    Beyond its head a channel has nothing, so only what lies before it is looked up: no conflict can happen.
    """
    old = [(one, at) for one, held in rows.items() for at in held if at <= heads[one].at_ms]
    there = _existing(old) if old else {}
    fresh: dict[int, list[tuple[int, float, str]]] = {}
    for channel_id, held in rows.items():
        new = [(at, *held[at]) for at in sorted(held) if (channel_id, at) not in there]
        if new:
            fresh[channel_id] = new
    _insert(fresh, received_ms)
    _forward(fresh, heads, received_ms)
    _roll(fresh)
    differing = sum(rows[one][at][0] != value for (one, at), value in there.items())
    return Stored(fresh, sum(map(len, fresh.values())), len(there), differing)


def _existing(keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], float]:
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        arguments: tuple[str, ...] = (listed([one for one, _ in keys]), listed([at for _, at in keys]))
    else:
        arguments = (json.dumps(keys),)
    rows = connection.exec_driver_sql(_EXISTING[connection.dialect.name], arguments)
    return {(row[0], row[1]): row[2] for row in rows}


def _insert(fresh: Mapping[int, Sequence[tuple[int, float, str]]], received_ms: int) -> None:
    if not fresh:
        return
    connection = db.session.connection()
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        lines = [
            f"{one}\t{at}\t{value!r}\t{flag}\t{received_ms}\n"
            for one, new in fresh.items()
            for at, value, flag in new
        ]
        with driver.cursor().copy(f"COPY readings ({_COLUMNS}) FROM STDIN") as copy:
            copy.write("".join(lines))
        return
    rows = [(one, at, value, flag, received_ms) for one, new in fresh.items() for at, value, flag in new]
    driver.executemany(f"INSERT INTO readings ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", rows)  # noqa: S608 - own names


def _forward(
    fresh: Mapping[int, Sequence[tuple[int, float, str]]], heads: Mapping[int, Mark], received_ms: int
) -> None:
    moved = [_moved(one, new, heads[one], received_ms) for one, new in fresh.items()]
    ahead = [each for each in moved if each is not None]
    if not ahead:
        return
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        columns = tuple(listed(column) for column in zip(*ahead, strict=True))
        connection.exec_driver_sql(_FORWARD["postgresql"], columns)
    else:
        connection.exec_driver_sql(_FORWARD["sqlite"], ahead)


def _roll(fresh: Mapping[int, Sequence[tuple[int, float, str]]]) -> None:
    """Widen the hours of the channels by what counts; each row is new, so the order of arrival does not matter."""
    hours: dict[tuple[int, int], list[float]] = {}
    for channel_id, rows in fresh.items():
        for at, value, flag in rows:
            if flag == NORMAL:
                key = (channel_id, at - at % HOUR_MS)
                held = hours.get(key)
                if held is None:
                    hours[key] = [value, value]
                elif value < held[0]:
                    held[0] = value
                elif value > held[1]:
                    held[1] = value
    if not hours:
        return
    connection = db.session.connection()
    lines = [(*key, *held) for key, held in hours.items()]
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            _ROLL["postgresql"], tuple(listed(column) for column in zip(*lines, strict=True))
        )
    else:
        connection.exec_driver_sql(_ROLL["sqlite"], lines)


def _moved(
    channel_id: int, new: Sequence[tuple[int, float, str]], mark: Mark, received_ms: int
) -> tuple[object, ...] | None:
    at_ms, value, flag = new[-1]
    normal = at_ms if flag == NORMAL else max((at for at, _value, each in new if each == NORMAL), default=-1)
    if at_ms <= mark.at_ms:
        if normal > mark.normal_ms:
            raise_only = "UPDATE heads SET normal_ms = %s WHERE channel_id = %s"
            db.session.connection().exec_driver_sql(_style(raise_only), (normal, channel_id))
        return None
    steps = len(new) if new[0][0] > mark.at_ms else sum(at > mark.at_ms for at, _value, _flag in new)
    every = _pace(mark, at_ms, steps)
    return channel_id, at_ms, value, flag, received_ms, max(normal, mark.normal_ms), every


def _pace(mark: Mark, at_ms: int, steps: int) -> float | None:
    if mark.at_ms < 0:
        return None
    step = (at_ms - mark.at_ms) / steps
    if mark.every_ms is None:
        return step
    # A pause is not the pace: it may pull it only so far.
    return 0.8 * mark.every_ms + 0.2 * min(step, 10 * mark.every_ms)


def listed(values: Sequence[object]) -> str:
    """Return numbers or single letters as one parameter: an array as PostgreSQL writes it, JSON for SQLite.

    One text is many times cheaper than the driver's own arrays, and than a parameter for each value.
    """
    if db.engine.dialect.name == "postgresql":
        return "{" + ",".join(["NULL" if each is None else str(each) for each in values]) + "}"
    return json.dumps(values)


def _style(statement: str) -> str:
    return statement if db.engine.dialect.name == "postgresql" else statement.replace("%s", "?")
