"""Statements that need not wait for each other, sent to the database on one way there and back."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from inspect_app.core.db import db
from inspect_app.core.refusals import refused


class Statement(NamedTuple):
    """A statement in the words of the database, and its values; for SQLite a list of them does it for each."""

    words: str
    values: Sequence[Any] = ()


def together(*statements: Statement) -> list[list[tuple[Any, ...]]]:
    """Do these in this order, in the running transaction, and return the rows of each; [] of one that gives none.

    Each sees what was done before it and what others had committed when it began, as if it had been sent by itself.
    What the first refusal says is raised, and nothing after it is done.
    """
    if not statements:
        return []
    connection = db.session.connection()
    if connection.dialect.name != "postgresql":
        return [_one(connection, each) for each in statements]
    driver: Any = connection.connection.driver_connection
    cursors = [_told(connection, driver.cursor(binary=True), each) for each in statements]
    try:
        with driver.pipeline() if len(statements) > 1 else nullcontext():
            for cursor, (words, values) in zip(cursors, statements, strict=True):
                cursor.execute(words, values)
        return [cursor.fetchall() if cursor.description else [] for cursor in cursors]
    except Exception as error:
        raise refused(connection, error) from error


def _one(connection: Connection, statement: Statement) -> list[tuple[Any, ...]]:
    words, values = statement
    found = connection.exec_driver_sql(words, values if isinstance(values, list) else tuple(values))
    return [tuple(row) for row in found] if found.returns_rows else []


def _told(connection: Connection, cursor: Any, statement: Statement) -> Any:
    """Let those who listen to what is sent hear of it, as of everything else."""
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, cursor, *statement, None, False)
    return cursor
