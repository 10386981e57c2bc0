"""The rows of every table, read and put back. It is done before each test, so it says little to the database."""

from itertools import count
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from inspect_app.core.db import db

Rows = dict[str, list[dict[str, object]]]
_numbers = count(1)


def all_rows(only: set[str] | None = None) -> Rows:
    """Return every row of every table, or of some."""
    with db.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in db.metadata.sorted_tables
            if only is None or table.name in only
        }


class Kept:
    """What every table holds now, to be put back any number of times.

    SQLite's rows are kept here as it gives them; PostgreSQL keeps its own in a schema beside the tables.
    """

    def __init__(self) -> None:
        self._schema = f"kept_{next(_numbers)}"
        self._values: list[tuple[str, str, list[tuple[object, ...]]]] = []
        self._fill: dict[str, str] = {}
        with db.engine.begin() as connection:
            self._keep(connection)

    def put_back(self, only: set[str] | None = None) -> None:
        """Make the tables hold exactly these rows: all of them, or those that alone were written to."""
        names = [each.name for each in db.metadata.sorted_tables if only is None or each.name in only]
        clear = [f'DELETE FROM "{name}"' for name in reversed(names)]
        with db.engine.begin() as connection:
            cursor: Any = connection.connection.cursor()
            if connection.dialect.name == "sqlite":
                # It takes one statement at a time, without a way to a server, and asks for keys at the end.
                for each in ("PRAGMA defer_foreign_keys = ON", *clear):
                    cursor.execute(each)
                for name, statement, values in self._values:
                    if name in names:
                        cursor.executemany(statement, values)
            else:
                # What is put back was whole: nothing needs to be asked again.
                fill = [self._fill[name] for name in names if name in self._fill]
                apart = "SET LOCAL session_replication_role = replica"
                cursor.execute("; ".join((apart, *clear, *fill)))
            cursor.close()

    def _keep(self, connection: Connection) -> None:
        cursor: Any = connection.connection.cursor()
        if connection.dialect.name != "sqlite":
            cursor.execute(f"CREATE SCHEMA {self._schema}")
        for table in db.metadata.sorted_tables:
            columns = _columns(table)
            rows = cursor.execute(f'SELECT {columns} FROM "{table.name}"').fetchall()
            if not rows:
                continue
            if connection.dialect.name == "sqlite":
                places = ",".join("?" * len(table.columns))
                self._values.append(
                    (table.name, f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})', rows)
                )
                continue
            there = f'{self._schema}."{table.name}"'
            cursor.execute(f'CREATE TABLE {there} AS TABLE "{table.name}"')
            self._fill[table.name] = f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {there}'
        cursor.close()


def _columns(table: Table) -> str:
    return ", ".join(f'"{each.name}"' for each in table.columns)
