"""A connection that lay still is asked whether it lives before it is used; one that has just been used is not."""

import time
from typing import Any

from sqlalchemy import event, exc
from sqlalchemy.engine import Engine

# Less than any request takes: whoever takes in thousands of messages a second asks once for many batches.
_STILL = 0.05


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
