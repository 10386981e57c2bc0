"""How long a curve takes over a month of many devices: from hours, from minutes, from the readings themselves."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

import click
import psutil
from sqlalchemy import select, text

from bench import figures
from bench.figures import Results, percentile
from bench.stage import NotHere, Stage, on_postgres
from bench.stock import roll_up, rolled_up
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.readings.actions import Sample, curve, record
from inspect_app.readings.actions.store import make_channel
from inspect_app.readings.models import Channel, Device, Head
from inspect_app.readings.queries import curves
from inspect_app.readings.queries.rolls import by_minute, minutes_of
from inspect_app.readings.rules.curve import Bucket
from inspect_app.readings.rules.episodes import HOUR_MS
from inspect_app.readings.rules.rolls import step_ms

PART = "charts"
STEP_MS, DAYS = 5000, 30
SPAN_MS = DAYS * 24 * HOUR_MS
EACH = SPAN_MS // STEP_MS
#: rows by default, and with --quick; the goals are for sixty million
ROWS, QUICK_ROWS = 20_000_000, 5_000_000
QUANTITY, POINTS = "settlement", 1000
#: milliseconds at p95 that a month may take from hours, and from minutes
HOURLY_MS, MINUTELY_MS = 5.0, 25.0
_DAY_AT_ONCE = """
    INSERT INTO readings (channel_id, at_ms, value, flag, received_ms)
    SELECT c, at, 50 + 20 * sin(at / 7e6 + c) + 5 * random(), 'N', at
    FROM generate_series(%(begin)s::bigint, %(end)s::bigint - 1, %(step)s) at, unnest(%(channels)s::bigint[]) c
"""
Question = Callable[[Channel], Any]


def measure(results: Results, rounds: int, *, quick: bool, rows: int = 0) -> None:
    """Fill a month of readings, measure each kind of curve in turn, and compare what they say with the readings."""
    many = max(1, -(-(rows or (QUICK_ROWS if quick else ROWS)) // EACH))
    try:
        with on_postgres(many) as stage:
            begin = int(now().timestamp() * 1000) // HOUR_MS * HOUR_MS - SPAN_MS
            took = _fill(stage, begin)
            _late(stage, begin, 100, 1)
            with stage.app.app_context():
                rolled_up()
            _late(stage, begin, 2, 2)
            rows_now = stage.ask("SELECT count(*) FROM readings")
            figures.console.print(f"{rows_now:,} readings of {many} devices: {took}")
            with stage.app.app_context():
                _compare(begin, random.Random(3))
                _measured(results, rows_now, begin, rounds, 10 if quick else 40)
    except NotHere as why:
        figures.console.print(f"charts on PostgreSQL: not measured: {why}")


def _fill(stage: Stage, begin: int) -> str:
    """Write the readings as they would have come, all devices side by side, and roll them up."""
    started = time.monotonic()
    with stage.app.app_context(), transaction():
        devices = db.session.scalars(select(Device.id).order_by(Device.name)).all()
        channels = [make_channel(each, QUANTITY, now()) for each in devices]
    with stage.app.app_context():
        for day in range(DAYS):
            with transaction():
                first = begin + day * 24 * HOUR_MS
                given = {"begin": first, "end": first + 24 * HOUR_MS, "step": STEP_MS, "channels": channels}
                db.session.connection().exec_driver_sql(_DAY_AT_ONCE, given)
        with transaction():
            for head in db.session.scalars(select(Head).where(Head.channel_id.in_(channels))):
                head.at_ms = head.normal_ms = head.received_ms = begin + SPAN_MS - STEP_MS
                head.value, head.every_ms = 50.0, STEP_MS
        filled = time.monotonic() - started
        hours = roll_up()
        rolled = time.monotonic() - started - filled
        with db.engine.connect() as connection:
            # As the server's own autovacuum leaves tables within a minute of so many new rows.
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM (ANALYZE)")
    return f"filled in {filled:.0f} s; {hours:,} hours rolled up in {rolled:.0f} s"


def _late(stage: Stage, begin: int, many: int, shift: int) -> None:
    """Let each device send late readings, peaks among them, as many as asked for."""
    chance = random.Random(shift)
    with stage.app.app_context():
        names = db.session.execute(select(Device.name).order_by(Device.name)).scalars().all()
        for name in names:
            moments = [begin + chance.randrange(EACH) * STEP_MS + shift for _ in range(many)]
            with transaction():
                record(
                    [Sample("p17", name, QUANTITY, at, 70 + chance.random() * 20) for at in moments], at=now()
                )


def _channels() -> list[Channel]:
    return list(db.session.scalars(select(Channel).where(Channel.quantity == QUANTITY).order_by(Channel.id)))


def _compare(begin: int, chance: random.Random) -> None:
    """Fail unless hours and minutes of some devices are what their readings say."""
    end = begin + SPAN_MS - 1
    for one in chance.sample(_channels(), min(5, len(_channels()))):
        minutes = [row[2] for row in by_minute(db.session, [(one.id, begin, end + 1)])]
        if minutes_of(db.session, one.id, begin, end).joined() != minutes:
            raise click.ClickException(f"FAIL: the minutes of channel {one.id} are not those of its readings")
        hours = [each[2:] for each, _ in curves.hours_of(db.session, one.id, begin, end, HOUR_MS)]
        if hours != _hourly(minutes):
            raise click.ClickException(f"FAIL: the hours of channel {one.id} are not those of its readings")
    figures.console.print("hours and minutes are what the readings say, late ones too")


def _hourly(minutes: Sequence[Bucket]) -> list[tuple[float, float]]:
    hours: dict[int, list[Bucket]] = {}
    for each in minutes:
        hours.setdefault(each.first_ms // HOUR_MS, []).append(each)
    return [(min(each.least for each in some), max(each.most for each in some)) for some in hours.values()]


def _measured(results: Results, rows: int, begin: int, rounds: int, times: int) -> None:
    end = begin + SPAN_MS - 1
    wide = step_ms(SPAN_MS // (POINTS // 3))
    week, six = end - 7 * 24 * HOUR_MS, end - 6 * HOUR_MS
    asked: dict[str, tuple[Question, float | None]] = {
        "30 days, the readings alone (limit)": (
            lambda one: curves.values_of(db.session, one.id, begin, end, wide), None
        ),
        "30 days by the hour": (
            lambda one: curves.buckets(db.session, one.id, begin, end, POINTS), HOURLY_MS
        ),
        "30 days by the minute": (
            lambda one: minutes_of(db.session, one.id, begin, end).joined(wide), MINUTELY_MS
        ),
        "7 days, as drawn": (lambda one: curves.buckets(db.session, one.id, week, end, POINTS), None),
        "6 hours, as drawn": (lambda one: curves.buckets(db.session, one.id, six, end, POINTS), None),
        "30 days, whole answer": (lambda one: curve(one, begin, end, POINTS, "zh"), None),
    }  # fmt: skip
    chance, channels = random.Random(11), _channels()
    took: dict[str, list[float]] = {what: [] for what in asked}
    spent = dict.fromkeys(asked, 0.0)
    for question, _ in asked.values():
        question(channels[0])  # the first of each loads and compiles
    server = psutil.Process(db.session.execute(text("SELECT pg_backend_pid()")).scalar_one())
    for _round in range(rounds):
        for what, (question, _) in asked.items():
            # The limit takes a hundred times as long as what it is compared with.
            picked = chance.choices(channels, k=max(3, times // 5) if "limit" in what else times)
            before = time.process_time() + figures.cpu([server])
            for one in picked:
                began = time.perf_counter()
                question(one)
                took[what].append((time.perf_counter() - began) * 1000)
            spent[what] += time.process_time() + figures.cpu([server]) - before
    limit = percentile(next(iter(took.values())), 0.5)
    shown = [_row(results, what, took[what], spent[what], asked[what][1], limit) for what in asked]
    head = ("what", "p50 ms", "p95 ms", "goal p95 ms", "CPU ms", "limit / p50")
    results.table(PART, f"charts on PostgreSQL: {rows:,} readings, {DAYS} days, one caller", head, shown)


def _row(
    results: Results, what: str, took: Sequence[float], spent: float, goal: float | None, limit: float
) -> tuple[str, ...]:
    p50, p95, cpu = percentile(took, 0.5), percentile(took, 0.95), spent * 1000 / len(took)
    results.raw(PART, what=what, ms=list(took), cpu_ms=cpu, goal_ms=goal)
    return (
        what,
        f"{p50:.1f}",
        f"{p95:.1f}",
        f"{goal:.0f}" if goal else "–",
        f"{cpu:.1f}",
        f"{limit / p50:.1f}",
    )
