"""The figures of the installation for a machine that watches it: a count or a moment each, never a name."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

import inspect_app
from inspect_app.core import jobs, replica, revision
from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.core.metrics import Metric
from inspect_app.messages.models import Delivery
from inspect_app.readings.models import Alarm, Channel, DeadLetter, Device, Head


def figures(at: datetime) -> Iterator[Metric]:
    """Yield the figures as they are now: a few counts over small tables, none over readings themselves."""
    yield Metric(
        "build_info", "gauge", "The release that runs and the revision of its tables.",
        (({"version": inspect_app.__version__, "revision": revision.current() or ""}, 1),),
    )  # fmt: skip
    yield from _of_replica()
    yield from _of_readings(at)
    yield _by(
        "deliveries",
        "Letters in the outbox by way and state.",
        ("channel", "state"),
        _counted(Delivery.channel, Delivery.state),
    )
    oldest = select(func.min(Delivery.due_at)).where(Delivery.state == "waiting", Delivery.due_at <= at)
    yield _waiting("delivery_oldest_seconds", "How long the longest due letter has waited.", oldest, at)
    pending, failed = Entry.pending, (~Entry.pending) & Entry.failure.is_not(None)
    yield _one("reactions_pending", "Acts whose reactions have not run.", select(func.count()).where(pending))
    yield _one(
        "reactions_failed",
        "Acts whose reactions were given up.",
        select(func.count()).select_from(Entry).where(failed),
    )
    yield _waiting(
        "reaction_oldest_seconds",
        "How long the oldest act waits for its reactions.",
        select(func.min(Entry.at)).where(pending),
        at,
    )
    runs = tuple(({"job": name}, ran.timestamp()) for name, ran in sorted(jobs.last_runs().items()))
    yield Metric("job_last_run_timestamp_seconds", "gauge", "When each job last did its work.", runs)


def _of_replica() -> Iterator[Metric]:
    one = replica.replica()
    state, lag = one.state() if one else (None, None)
    up = None if state is None else float(state == "in use")
    yield Metric.of("replica_up", "gauge", "Whether curves and exports are read from the replica.", up)
    yield Metric.of("replica_lag_seconds", "gauge", "For how long the replica has lacked something.", lag)


def _of_readings(at: datetime) -> Iterator[Metric]:
    yield _by("devices", "Devices by state.", ("state",), _counted(Device.state))
    yield _one("channels", "Channels.", select(func.count()).select_from(Channel))
    received = db.session.scalar(select(func.max(Head.received_ms)))
    lag = at.timestamp() - received / 1000 if received else None
    yield Metric.of("reading_lag_seconds", "gauge", "How long ago the newest reading was stored.", lag)
    letters = _counted(DeadLetter.reason, DeadLetter.state)
    yield _by(
        "dead_letters", "Messages that could not be taken, by reason and state.", ("reason", "state"), letters
    )
    open_ = Alarm.cleared_ms.is_(None), Alarm.withdrawn_at.is_(None)
    yield _by(
        "alarms_open",
        "Alarms that stand, by severity.",
        ("severity",),
        _counted(Alarm.severity).where(*open_),
    )


def _counted(*columns: Any) -> Select[Any]:
    return select(*columns, func.count()).group_by(*columns).order_by(*columns)


def _by(name: str, words: str, labels: tuple[str, ...], stmt: Select[Any]) -> Metric:
    rows = [tuple(row) for row in db.session.execute(stmt)]
    values = tuple((dict(zip(labels, map(str, row[:-1]), strict=True)), float(row[-1])) for row in rows)
    return Metric(name, "gauge", words, values)


def _one(name: str, words: str, stmt: Select[Any]) -> Metric:
    return Metric.of(name, "gauge", words, db.session.scalar(stmt) or 0)


def _waiting(name: str, words: str, oldest: Select[Any], at: datetime) -> Metric:
    since = db.session.scalar(oldest)
    return Metric.of(name, "gauge", words, (at - since).total_seconds() if since else 0)
