"""Rows of readings, written in bulk in the dialect of each database: COPY on PostgreSQL, executemany on SQLite."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from struct import Struct
from typing import Any

from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.rows import put_rows
from inspect_app.readings.actions import registry
from inspect_app.readings.actions.arrays import listed
from inspect_app.readings.actions.hours import roll
from inspect_app.readings.actions.registry import Book
from inspect_app.readings.actions.rolls import reopen
from inspect_app.readings.models import Channel, Correction, Head
from inspect_app.readings.queries import whole
from inspect_app.readings.rules.quantities import FLAGS, NORMAL, QUANTITIES

#: channel -> moment -> (value, flag)
Rows = Mapping[int, Mapping[int, tuple[float, str]]]
_COLUMNS = "channel_id, at_ms, value, flag, received_ms"
# https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format": no flags, no header, -1 at the end.
_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_ROW = Struct(">hiqiqidiciq")
_LETTERS = {flag: flag.encode() for flag in FLAGS}
_HEADS = (
    "SELECT channel_id, at_ms, normal_ms, every_ms, "
    "EXISTS (SELECT 1 FROM tracks WHERE tracks.channel_id = heads.channel_id) FROM heads WHERE channel_id "
)
_LOCK = {
    "postgresql": _HEADS + "= ANY(%s::bigint[]) ORDER BY channel_id FOR UPDATE",
    "sqlite": _HEADS + "IN (SELECT value FROM json_each(?))",  # noqa: S608 - our own words
}
_EXISTING = {
    "postgresql": (
        "SELECT r.channel_id, r.at_ms, r.value, r.flag FROM unnest(%s::bigint[], %s::bigint[]) u(c, a) "
        "JOIN readings r ON r.channel_id = u.c AND r.at_ms = u.a"
    ),
    "sqlite": (
        "SELECT r.channel_id, r.at_ms, r.value, r.flag FROM json_each(?) p CROSS JOIN readings r "
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


@dataclass(slots=True)
class Mark:
    """How far a channel had got before this batch; `tracked`: a run over some limit was under way."""

    at_ms: int
    normal_ms: int
    every_ms: float | None
    tracked: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """What was new of a batch (`fresh`: by channel, in order of time), what was there already, and what of that was told otherwise."""

    fresh: dict[int, list[tuple[int, float, str]]]
    new: int
    same: int
    otherwise: list[tuple[int, int, float, str]]


def make_channel(device_id: str, quantity: str, at: datetime) -> int:
    """Return the channel of a device's quantity, made with its head if it is not there yet."""
    return make_channels([(device_id, quantity)], at)[device_id, quantity]


def make_channels(wanted: Collection[tuple[str, str]], at: datetime) -> dict[tuple[str, str], int]:
    """Return the channels of these (device id, quantity), made with their heads where they are not there yet.

    In one order for everybody, so that two who make the same wait for each other and not both for ever.
    """
    new = [
        {"device_id": device_id, "quantity": quantity, "unit": QUANTITIES[quantity].unit, "created_at": at}
        for device_id, quantity in sorted(wanted)
    ]
    put_rows(Channel, new, missing=True)
    stored = registry.channels(sorted({device_id for device_id, _quantity in wanted}))
    made = {
        (device_id, quantity): one for device_id, quantity, one in stored if (device_id, quantity) in wanted
    }
    head = {"at_ms": -1, "normal_ms": -1, "received_ms": 0, "flag": NORMAL}
    put_rows(Head, [{"channel_id": one} | head for one in sorted(made.values())], missing=True)
    return made


def lock_heads(channel_ids: Sequence[int]) -> dict[int, Mark]:
    """Lock the heads of these channels, in one order for everybody, and return how far each has got."""
    connection = db.session.connection()
    asked = connection.exec_driver_sql(_LOCK[connection.dialect.name], (listed(sorted(channel_ids)),))
    heads = {one: Mark(*rest) for one, *rest in asked.all()}
    if len(heads) != len(channel_ids):
        registry.drop()
        raise LookupError("a channel that was remembered is not in the database")
    return heads


def keep(rows: Rows, heads: Mapping[int, Mark], received_ms: int, book: Book) -> Stored:
    """Write the rows that are not there yet and move the heads on; needs the heads' locks.

    Beyond its head a channel has nothing, so only what lies before it is looked up: no conflict can happen.
    """
    old = [(one, at) for one, held in rows.items() for at in held if at <= heads[one].at_ms]
    there = _existing(old) if old else {}
    if old and book.cold_ms:
        there |= whole.values([key for key in old if key[1] < book.cold_ms and key not in there])
    fresh: dict[int, list[tuple[int, float, str]]] = {}
    for channel_id, held in rows.items():
        new = [(at, *held[at]) for at in sorted(held) if (channel_id, at) not in there]
        if new:
            fresh[channel_id] = new
    _insert(fresh, received_ms)
    _forward(fresh, heads, received_ms)
    roll(fresh, book)
    if old:
        reopen(fresh, {one: heads[one].at_ms for one in fresh})
    otherwise = [(one, at, *rows[one][at]) for (one, at), held in there.items() if rows[one][at] != held]
    return Stored(fresh, sum(map(len, fresh.values())), len(there), otherwise)


def keep_corrections(otherwise: Sequence[tuple[int, int, float, str]], received_ms: int) -> None:
    """Keep what contradicts a stored reading beside it, each word once: (channel, moment, value, flag)."""
    names = ("channel_id", "at_ms", "value", "flag")
    told = [dict(zip(names, each, strict=True)) for each in dict.fromkeys(otherwise)]
    put_rows(Correction, [{"id": uuid7(), "received_ms": received_ms} | each for each in told], missing=True)


def _existing(keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[float, str]]:
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        arguments: tuple[str, ...] = (listed([one for one, _ in keys]), listed([at for _, at in keys]))
    else:
        arguments = (json.dumps(keys),)
    rows = connection.exec_driver_sql(_EXISTING[connection.dialect.name], arguments)
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def _insert(fresh: Mapping[int, Sequence[tuple[int, float, str]]], received_ms: int) -> None:
    if not fresh:
        return
    connection = db.session.connection()
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        with driver.cursor().copy(f"COPY readings ({_COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(binary(fresh, received_ms))
        return
    rows = [(one, at, value, flag, received_ms) for one, new in fresh.items() for at, value, flag in new]
    driver.executemany(f"INSERT INTO readings ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", rows)  # noqa: S608 - own names


def binary(fresh: Mapping[int, Sequence[tuple[int, float, str]]], received_ms: int) -> bytes:
    """Return rows of readings in PostgreSQL's binary form of COPY: five fields each, each with its length."""
    pack = _ROW.pack
    rows = [
        pack(5, 8, one, 8, at, 8, value, 1, _LETTERS[flag], 8, received_ms)
        for one, new in fresh.items()
        for at, value, flag in new
    ]
    return b"".join((_BEGIN, *rows, _END))


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


def _style(statement: str) -> str:
    return statement if db.engine.dialect.name == "postgresql" else statement.replace("%s", "?")
