"""Reading from a replica: what may be a moment old is asked there while it keeps up, and of the leader otherwise."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, scoped_session

from inspect_app.core import log
from inspect_app.core.connections import answer_in_bytes
from inspect_app.core.db import db
from inspect_app.core.refusals import hide_values

Done = TypeVar("Done")
#: a session that only reads: that of the request, which is the leader's, or one of a replica
Reader = Session | scoped_session[Any]
Read = Callable[[Callable[[Reader], Done]], Done]
NAME = "inspect-replica"
#: how often the leader is asked how far it is, and how long a replica that failed is left alone (seconds)
_ASK_S, _REST_S = 1.0, 5.0
#: how long an answer waits for the replica to come as far as it must be, and how often it looks (seconds)
_WAIT_S, _LOOK_S = 0.5, 0.02
# How far a server is in the log of changes, as a number. One that was promoted is as far as it has written.
_REACHED = text(
    "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0'::pg_lsn "
    "ELSE pg_current_wal_flush_lsn() - '0/0'::pg_lsn END"
)


class Replica:
    """A server that follows the leader, and what this process knows of how far both are."""

    def __init__(self, url: str, most_lag_s: float) -> None:
        given = make_url(url)
        # Whoever asks for a curve must not wait for a machine that is gone.
        timeout = {} if "connect_timeout" in given.query else {"connect_timeout": 2}
        self.engine: Engine = create_engine(
            given, hide_parameters=True, pool_pre_ping=True, pool_size=5, max_overflow=15, pool_timeout=2,
            connect_args=timeout,
        )  # fmt: skip
        hide_values(self.engine)
        answer_in_bytes(self.engine)
        self.most_lag_s = most_lag_s
        self._lock = threading.Lock()
        #: when the leader was how far: (monotonic seconds, position), oldest first
        self._leader: deque[tuple[float, int]] = deque(maxlen=600)
        self._away_until = 0.0

    def mark(self) -> int:
        """Ask the leader how far it is now, and remember it."""
        position = int(db.session.execute(_REACHED).scalar_one())
        with self._lock:
            if self._leader and position < self._leader[-1][1]:  # another database
                self._leader.clear()
            self._leader.append((time.monotonic(), position))
        return position

    def lag_s(self, reached: int) -> float | None:
        """Return for how long a server that is so far has lacked something, None if for longer than is known."""
        with self._lock:
            asked = self._leader[-1][0] if self._leader else float("-inf")
        if time.monotonic() - asked > _ASK_S:
            self.mark()
        with self._lock:
            if reached >= self._leader[-1][1]:
                return 0.0
            held = [at for at, position in self._leader if position <= reached]
        return time.monotonic() - held[-1] if held else None

    def resting(self) -> bool:
        """Say whether it failed a moment ago and is not asked again yet."""
        return time.monotonic() < self._away_until

    def failed(self, wrong: SQLAlchemyError) -> None:
        """Leave it alone for a while."""
        if not self.resting():
            log.warning("replica failed; the leader is read", error=type(wrong).__name__)
        self._away_until = time.monotonic() + _REST_S

    def keeps_up(self, session: Session, least: int | None) -> bool:
        """Say whether the server of a session has everything up to `least`, or lacks nothing for longer than it may."""
        if least is None:
            lag = self.lag_s(_reached(session))
            return lag is not None and lag <= self.most_lag_s
        until = time.monotonic() + _WAIT_S
        while _reached(session) < least:
            if time.monotonic() > until:
                return False
            time.sleep(_LOOK_S)
        return True

    def state(self) -> tuple[str, float | None]:
        """Ask it: 'in use', 'behind' or 'away', and how many seconds it lags where that is known."""
        try:
            with Session(self.engine) as session:
                lag = self.lag_s(_reached(session))
        except SQLAlchemyError as wrong:
            self.failed(wrong)
            return "away", None
        return ("in use" if lag is not None and lag <= self.most_lag_s else "behind"), lag


def setup(app: Flask, url: str, most_lag_s: int) -> None:
    """Give the app its replica, where the operator has named one."""
    if url:
        app.extensions[NAME] = Replica(url, most_lag_s)


def replica() -> Replica | None:
    """Return the app's replica, None without one."""
    found: Replica | None = current_app.extensions.get(NAME)
    return found


def mark() -> int | None:
    """Return how far the leader is now, for `read`; None where everything is read from it."""
    one = replica()
    return one.mark() if one else None


def on_leader(work: Callable[[Reader], Done]) -> Done:
    """Do `work` on the request's own session, as everything does that decides anything."""
    return work(db.session)


def read(work: Callable[[Reader], Done], least: int | None = None) -> Done:
    """Do `work`, which only reads and is never a decision, on the replica; on the leader where that does not do.

    `least`: a mark up to which everything must be there; without one the operator's most lag holds. `work` must
    be done with its session when it returns; where the replica fails in the middle it is done again on the leader.
    """
    one = replica()
    if one is None or one.resting():
        return work(db.session)
    try:
        with Session(one.engine) as session:
            if one.keeps_up(session, least):
                return work(session)
    except SQLAlchemyError as wrong:
        one.failed(wrong)
    return work(db.session)


def _reached(session: Session) -> int:
    reached = int(session.execute(_REACHED).scalar_one() or 0)
    session.rollback()  # a snapshot that is held would hold what it sees
    return reached
