"""Rows of a table, however many, with one statement and one way to the database and back."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from inspect_app.core.db import Base, db


def put_rows(
    model: type[Base], rows: Sequence[Mapping[str, Any]], key: Sequence[str] = (), *, missing: bool = False
) -> None:
    """Insert rows (column -> value) in this order, what they do not tell as the model has it by default.

    With a `key`, a row that is there is overwritten; where only `missing` ones are put, it is left as it is. The
    objects of the session are not asked and not told.
    """
    if not rows:
        return
    table = model.metadata.tables[model.__tablename__]
    usual = {
        each.name: each.default.arg
        for each in table.columns
        if isinstance(each.default, ScalarElementColumnDefault)
    }
    names = list(dict.fromkeys([name for row in (usual, *rows) for name in row]))
    whole = [{name: row.get(name, usual.get(name)) for name in names} for row in rows]
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        # One text for all: the driver would send and await each row by itself, and each is a way there and back.
        connection.exec_driver_sql(
            _from_json(table, names, key, missing=missing), (json.dumps(whole, default=datetime.isoformat),)
        )
        return
    statement = sqlite.insert(table)
    if key:
        others = {name: statement.excluded[name] for name in names if name not in key}
        statement = statement.on_conflict_do_update(index_elements=key, set_=others)
    elif missing:
        statement = statement.on_conflict_do_nothing()
    connection.execute(statement, whole)


def _from_json(table: Table, names: Sequence[str], key: Sequence[str], *, missing: bool) -> str:
    columns = ", ".join(names)
    others = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    again = " ON CONFLICT DO NOTHING" if missing else ""
    if key:
        again = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {others}"
    return (
        f"INSERT INTO {table.name} ({columns}) SELECT {columns} "  # noqa: S608 -- names of our own tables
        f"FROM json_populate_recordset(NULL::{table.name}, %s){again}"
    )
