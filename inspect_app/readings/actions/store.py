"""Rows of readings, written in bulk in the dialect of each database: COPY on PostgreSQL, executemany on SQLite."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from struct import Struct
from typing import Any, NamedTuple

from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.rows import put_rows
from inspect_app.core.together import Statement, together
from inspect_app.readings.actions import registry
from inspect_app.readings.actions.arrays import for_each, listed
from inspect_app.readings.actions.hours import rolling
from inspect_app.readings.actions.registry import Book
from inspect_app.readings.actions.rolls import reopen
from inspect_app.readings.models import Channel, Correction, Head
from inspect_app.readings.queries import whole
from inspect_app.readings.rules.quantities import FLAGS, NORMAL, QUANTITIES

#: moment, value and flag
Row = tuple[int, float, str]
#: channel -> moment -> (value, flag)
Rows = Mapping[int, Mapping[int, tuple[float, str]]]
_COLUMNS = "channel_id, at_ms, value, flag, received_ms"
# https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format": no flags, no header, -1 at the end.
_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_ROW = Struct(">hiqiqidiciq")
# So few are sent with what moves the heads, on one way there and back; copying takes two more, and less for each row.
_FEW = 500
_INSERT = {
    "postgresql": (
        f"INSERT INTO readings ({_COLUMNS}) SELECT u.c, u.a, u.v, u.f, %s "  # noqa: S608 - our own names
        "FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::text[]) u(c, a, v, f)"
    ),
    "sqlite": f"INSERT INTO readings ({_COLUMNS}) VALUES (?2, ?3, ?4, ?5, ?1)",  # noqa: S608 - our own names
}
_LETTERS = {flag: flag.encode() for flag in FLAGS}
_HEADS = "SELECT channel_id, at_ms, normal_ms FROM heads WHERE channel_id "
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
# Its pace as seen: a pause is not the pace, it may pull it only so far.
_PACE = (
    "CASE WHEN at_ms < 0 THEN NULL WHEN every_ms IS NULL THEN {step} "
    "ELSE 0.8 * every_ms + 0.2 * {least}({step}, 10 * every_ms) END"
)
_MOVE = (
    "UPDATE heads SET received_ms = {r}, at_ms = {a}, value = {v}, flag = {f}, normal_ms = {n}, every_ms = "
)
_MOVED = " FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::float8[]{more}) u({names}) WHERE channel_id = u.c"
_ON_POSTGRES = {"r": "%s", "a": "u.a", "v": "u.v", "step": "(u.a - at_ms) / u.k", "least": "least"}
_ON_SQLITE = {"r": "?1", "a": "?3", "v": "?4", "step": "(?3 - at_ms) / ?5", "least": "min"}
# The newest value of nearly every channel counts: then its flag and moment need not be said for each.
_FORWARD = {
    "postgresql": (_MOVE + _PACE + _MOVED).format(
        **_ON_POSTGRES, f="'N'", n="u.a", more="", names="c, a, v, k"
    ),
    "sqlite": (_MOVE + _PACE + " WHERE channel_id = ?2").format(**_ON_SQLITE, f="'N'", n="?3"),
}
_FORWARD_FLAGGED = {
    "postgresql": (_MOVE + _PACE + _MOVED).format(
        **_ON_POSTGRES, f="u.f", n="u.n", more=", %s::text[], %s::bigint[]", names="c, a, v, k, f, n"
    ),
    "sqlite": (_MOVE + _PACE + " WHERE channel_id = ?2").format(**_ON_SQLITE, f="?6", n="?7"),
}
_COUNTS = {
    "postgresql": "UPDATE heads SET normal_ms = u.n FROM unnest(%s::bigint[], %s::bigint[]) u(c, n) WHERE channel_id = u.c",
    "sqlite": "UPDATE heads SET normal_ms = ?2 WHERE channel_id = ?1",
}


class Mark(NamedTuple):
    """How far a channel had got before this batch, and with a value that counts."""

    channel_id: int
    at_ms: int
    normal_ms: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What was new of a batch (`fresh`: by channel, in order of time), what was there already, and what of that was told otherwise."""

    fresh: dict[int, list[Row]]
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
    (rows,) = together(locking(channel_ids))
    return marks(rows, len(channel_ids))


def locking(channel_ids: Sequence[int]) -> Statement:
    """Return the statement of `lock_heads`, for whoever asks more on the same way."""
    return Statement(_LOCK[db.engine.dialect.name], (listed(sorted(channel_ids)),))


def marks(rows: Sequence[tuple[int, int, int]], wanted: int) -> dict[int, Mark]:
    """Return what the answer to it says of so many channels."""
    heads = {row[0]: Mark._make(row) for row in rows}
    if len(heads) != wanted:
        registry.drop()
        raise LookupError("a channel that was remembered is not in the database")
    return heads


def keep(rows: Rows, heads: Mapping[int, Mark], received_ms: int, book: Book) -> Stored:
    """Write the rows that are not there yet and move the heads on; needs the heads' locks.

    Beyond its head a channel has nothing, so only what lies before it is looked up: no conflict can happen.
    """
    fresh: dict[int, list[Row]] = {}
    behind: list[int] = []
    for channel_id, held in rows.items():
        if min(held) <= heads[channel_id].at_ms:
            behind.append(channel_id)
        else:
            fresh[channel_id] = [(at, *held[at]) for at in (sorted(held) if len(held) > 1 else held)]
    old = [(one, at) for one in behind for at in rows[one] if at <= heads[one].at_ms]
    there = _existing(old) if old else {}
    if old and book.cold_ms:
        there |= whole.values([key for key in old if key[1] < book.cold_ms and key not in there])
    for one in behind:
        new = [(at, *rows[one][at]) for at in sorted(rows[one]) if (one, at) not in there]
        if new:
            fresh[one] = new
    if fresh:
        together(*_inserting(fresh, received_ms), *_moving(fresh, heads, received_ms), *rolling(fresh, book))
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


def _inserting(fresh: Mapping[int, Sequence[Row]], received_ms: int) -> list[Statement]:
    """Return what writes the rows; many are copied at once, and nothing is left to be said."""
    many, name = sum(map(len, fresh.values())), db.engine.dialect.name
    if name == "postgresql" and many > _FEW:
        driver: Any = db.session.connection().connection.driver_connection
        with driver.cursor().copy(f"COPY readings ({_COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(binary(fresh, received_ms))
        return []
    rows = [(one, at, value, flag) for one, new in fresh.items() for at, value, flag in new]
    return [for_each(_INSERT, rows, received_ms)]


def binary(fresh: Mapping[int, Sequence[Row]], received_ms: int) -> bytes:
    """Return rows of readings in PostgreSQL's binary form of COPY: five fields each, each with its length."""
    pack = _ROW.pack
    rows = [
        pack(5, 8, one, 8, at, 8, value, 1, _LETTERS[flag], 8, received_ms)
        for one, new in fresh.items()
        for at, value, flag in new
    ]
    return b"".join((_BEGIN, *rows, _END))


def _moving(
    fresh: Mapping[int, Sequence[Row]], heads: Mapping[int, Mark], received_ms: int
) -> list[Statement]:
    usual: list[tuple[object, ...]] = []
    flagged: list[tuple[object, ...]] = []
    counts: list[tuple[object, ...]] = []
    for one, rows in fresh.items():
        at_ms, value, flag = rows[-1]
        _one, before_ms, normal_ms = heads[one]
        if at_ms > before_ms:
            steps = len(rows) if rows[0][0] > before_ms else sum(row[0] > before_ms for row in rows)
            if flag == NORMAL:
                usual.append((one, at_ms, value, float(steps)))
            else:
                flagged.append((one, at_ms, value, float(steps), flag, max(_newest(rows), normal_ms)))
        elif (newest := _newest(rows)) > normal_ms:
            counts.append((one, newest))
    moves = (_FORWARD, usual, received_ms), (_FORWARD_FLAGGED, flagged, received_ms), (_COUNTS, counts)
    return [for_each(words, moved, *first) for words, moved, *first in moves if moved]


def _newest(rows: Sequence[Row]) -> int:
    """Return the moment of the newest that counts, -1 if none does."""
    return max((at for at, _value, flag in rows if flag == NORMAL), default=-1)
