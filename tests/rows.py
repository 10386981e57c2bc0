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
        self._values: list[tuple[str, list[tuple[object, ...]]]] = []
        self._script = "; ".join(f'DELETE FROM "{each.name}"' for each in reversed(db.metadata.sorted_tables))
        with db.engine.begin() as connection:
            self._keep(connection)

    def put_back(self) -> None:
        """Make the tables hold exactly these rows."""
        with db.engine.begin() as connection:
            cursor: Any = connection.connection.cursor()
            # SQLite takes one statement at a time, and takes it without a way to a server.
            for each in self._script.split("; ") if connection.dialect.name == "sqlite" else [self._script]:
                cursor.execute(each)
            for statement, values in self._values:
                cursor.executemany(statement, values)
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
                self._values.append((f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})', rows))
                continue
            there = f'{self._schema}."{table.name}"'
            cursor.execute(f'CREATE TABLE {there} AS TABLE "{table.name}"')
            self._script += f'; INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {there}'
        cursor.close()


def _columns(table: Table) -> str:
    return ", ".join(f'"{each.name}"' for each in table.columns)
