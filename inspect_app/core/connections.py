"""Connections to PostgreSQL: those that lay still are asked whether they live, and answers come as bytes where asked for."""

import time
from typing import Any

from sqlalchemy import event, exc
from sqlalchemy.engine import Engine

# Less than any request takes: whoever takes in thousands of messages a second asks once for many batches.
_STILL = 0.05
#: given with a statement whose answer holds many bytes: as text each would come as two letters, to be read again
IN_BYTES = {"in_bytes": True}


def ping_when_still(engine: Engine) -> None:
    """Drop all kept connections as soon as one that lay still does not answer; whoever wanted it gets a new one."""

    @event.listens_for(engine, "checkin")
    def returned(_connection: object, record: Any) -> None:
        record.info["returned"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def taken(connection: Any, record: Any, _proxy: object) -> None:
        returned = record.info.get("returned")
        if returned is None or time.monotonic() - returned < _STILL:
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:
            raise exc.InvalidatePoolError from error


def answer_in_bytes(engine: Engine) -> None:
    """Let statements that are given `IN_BYTES` have their answer in PostgreSQL's own binary form."""

    @event.listens_for(engine, "before_cursor_execute")
    def sent(*told: Any) -> None:
        _connection, cursor, _statement, _values, context, _many = told
        # Of what is sent together nothing is said beforehand: it is answered in bytes as it is.
        if context is not None and context.execution_options.get("in_bytes"):
            cursor.format = type(cursor.format).BINARY  # psycopg's; not loaded where another database is used
