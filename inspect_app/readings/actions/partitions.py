"""The months of the table of readings on PostgreSQL: made ahead, made for what came late, taken away when empty."""

import re
from datetime import datetime

from sqlalchemy import text

from inspect_app.core.db import db
from inspect_app.readings.rules.months import AHEAD, Month, month_of

_NAME = re.compile(r"readings_(\d{4})m(\d\d)")
#: months made at once for what lies in the default partition: clocks gone wild may name any
_MOST_LATE = 24
#: a month that ended so many months ago and is empty is taken away
_EMPTY_AFTER = 2
_COLUMNS = "channel_id, at_ms, value, flag, received_ms"


def make_ahead(at: datetime) -> list[str]:
    """Make the months to come and those of rows that found none; return their names. Nothing to do on SQLite.

    Whoever writes is held up only where a row of such a month is on its way; after 3 seconds it is left to the next time.
    """
    if db.engine.dialect.name != "postgresql":
        return []
    there = _months()
    now = month_of(int(at.timestamp() * 1000))
    wanted = [*(now.later(each) for each in range(AHEAD + 1)), *_late()]
    missing = [each for each in dict.fromkeys(wanted) if each not in there]
    if missing:
        _execute("SET LOCAL lock_timeout = '3s'")
        _execute("LOCK TABLE readings_else IN ACCESS EXCLUSIVE MODE")
    for each in missing:
        _make(each)
    return [each.name for each in missing]


def drop_empty(at: datetime) -> list[str]:
    """Take away the months long past that hold nothing any more; return their names."""
    if db.engine.dialect.name != "postgresql":
        return []
    last = month_of(int(at.timestamp() * 1000)).later(-_EMPTY_AFTER)
    gone = [each for each in sorted(_months()) if each < last and _empty(each)]
    for each in gone:
        _execute("SET LOCAL lock_timeout = '3s'")
        _execute(f"LOCK TABLE {_table(each)} IN ACCESS EXCLUSIVE MODE")
        if _empty(each):
            _execute(f"DROP TABLE {_table(each)}")
    return [each.name for each in gone]


def _months() -> set[Month]:
    stmt = "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'readings'::regclass"
    found = (_NAME.fullmatch(row[0]) for row in db.session.execute(text(stmt)))
    return {Month(int(each[1]), int(each[2])) for each in found if each}


def _late() -> list[Month]:
    zone = "to_timestamp(at_ms / 1000) AT TIME ZONE 'Asia/Shanghai'"
    stmt = (
        f"SELECT DISTINCT extract(year FROM {zone})::int, extract(month FROM {zone})::int FROM readings_else"  # noqa: S608 - own words
    )
    return sorted(Month(*row) for row in db.session.execute(text(stmt)))[-_MOST_LATE:]


def _make(month: Month) -> None:
    name, begins, ends = _table(month), month.begins_ms, month.ends_ms
    # Made apart and attached: `PARTITION OF` would stop everybody who reads or writes any month.
    _execute(f"CREATE TABLE {name} (LIKE readings INCLUDING ALL)")
    _execute(
        f"WITH moved AS (DELETE FROM readings_else WHERE at_ms >= {begins} AND at_ms < {ends} RETURNING {_COLUMNS}) "  # noqa: S608 - own names
        f"INSERT INTO {name} ({_COLUMNS}) SELECT {_COLUMNS} FROM moved"
    )
    _execute(f"ALTER TABLE readings ATTACH PARTITION {name} FOR VALUES FROM ({begins}) TO ({ends})")


def _empty(month: Month) -> bool:
    return not db.session.execute(text(f"SELECT EXISTS (SELECT 1 FROM {_table(month)})")).scalar()  # noqa: S608 - own name


def _table(month: Month) -> str:
    return f"readings_{month.year:04d}m{month.month:02d}"


def _execute(statement: str) -> None:
    db.session.execute(text(statement))
