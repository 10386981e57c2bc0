"""Rows of a table, however many, with one statement and one way to the database and back."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from inspect_app.core.db import Base, db
from inspect_app.core.together import Statement, together


class Put(NamedTuple):
    """Rows (column -> value) to be inserted in this order, what they do not tell as the model has it by default.

    With a `key`, a row that is there is overwritten; where only `missing` ones are put, it is left as it is.
    """

    model: type[Base]
    rows: Sequence[Mapping[str, Any]]
    key: Sequence[str] = ()
    missing: bool = False


def put_rows(
    model: type[Base], rows: Sequence[Mapping[str, Any]], key: Sequence[str] = (), *, missing: bool = False
) -> None:
    """Insert rows as `Put` says. The objects of the session are not asked and not told."""
    put_all(Put(model, rows, key, missing))


def put_all(*puts: Put, also: Sequence[Statement] = ()) -> None:
    """Insert the rows of several tables, in this order, and do `also`, on one way to the database and back."""
    wanted = [each for each in puts if each.rows]
    if not wanted and not also:
        return
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        # One text for all rows: the driver would send and await each by itself, and each is a way there and back.
        together(*(_as_json(each) for each in wanted), *also)
        return
    for each in wanted:
        rows = _whole(each)
        connection.execute(_for_sqlite(each, list(rows[0])), rows)
    together(*also)


def _whole(put: Put) -> list[dict[str, Any]]:
    """Return the rows with all columns that any of them tells, in one order."""
    usual = {
        each.name: each.default.arg
        for each in _table(put).columns
        if isinstance(each.default, ScalarElementColumnDefault)
    }
    names = list(dict.fromkeys([name for row in (usual, *put.rows) for name in row]))
    return [{name: row.get(name, usual.get(name)) for name in names} for row in put.rows]


def _table(put: Put) -> Table:
    return put.model.metadata.tables[put.model.__tablename__]


def _for_sqlite(put: Put, names: Sequence[str]) -> Any:
    statement = sqlite.insert(_table(put))
    if put.key:
        others = {name: statement.excluded[name] for name in names if name not in put.key}
        return statement.on_conflict_do_update(index_elements=put.key, set_=others)
    return statement.on_conflict_do_nothing() if put.missing else statement


def _as_json(put: Put) -> Statement:
    whole, table = _whole(put), put.model.__tablename__
    columns = ", ".join(whole[0])
    others = ", ".join(f"{name} = excluded.{name}" for name in whole[0] if name not in put.key)
    again = " ON CONFLICT DO NOTHING" if put.missing else ""
    if put.key:
        again = f" ON CONFLICT ({', '.join(put.key)}) DO UPDATE SET {others}"
    words = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} "  # noqa: S608 -- names of our own tables
        f"FROM json_populate_recordset(NULL::{table}, %s){again}"
    )
    return Statement(words, (json.dumps(whole, default=datetime.isoformat),))
