"""Waiting for another connection that waits for ours."""

import time

from sqlalchemy import text

from inspect_app.core.db import db

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def until_waiting() -> None:
    """Return once another connection waits for a lock that we hold; SQLite does not say so, and is given a moment."""
    if db.engine.dialect.name != "postgresql":
        time.sleep(0.3)
        return
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with db.engine.connect() as another:
            if another.scalar(_WAITING):
                return
        time.sleep(0.02)
    raise TimeoutError("nobody waits")
