"""From publish to what others see: milliseconds until the row, and until the alarm it raises, can be read."""

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bench import figures, intake, wires
from bench.figures import Results, percentile
from bench.intake import House
from bench.slow import Connection
from bench.stage import NotHere, Stage, on_postgres, on_sqlite
from bench.warming import warm
from bench.wires import LogIn
from inspect_app.core.db import db

PART = "latency"
PATIENCE = 10.0
# How long between looks: each asks the database on the cores that are measured.
_LOOK_EACH = 0.001
HIGH, LOW = 12.0, 1.5  # wind above and below a limit that is judged at once
WAYS: tuple[tuple[str, Callable[[int], AbstractContextManager[Stage]], str], ...] = (
    ("mosquitto → PostgreSQL", on_postgres, ""),
    ("embedded broker → SQLite, sync 2m", on_sqlite, "2m"),
)


@dataclass(slots=True)
class Waits:
    """Milliseconds of each probe until its row, and until its alarm, was there; how many never came.

    `commit`: of a single row committed by itself beside the same load, the least that anything durable takes there.
    """

    row: list[float] = field(default_factory=list)
    alarm: list[float] = field(default_factory=list)
    commit: list[float] = field(default_factory=list)
    never: int = 0
    behind: int = 0


def measure(results: Results, _rounds: int, *, quick: bool) -> None:
    """Measure at each rate, probes of one device among the load of the others."""
    rates = (1000,) if quick else (1000, 5000, 10_000, 20_000)
    rows = []
    for name, stage, sync in WAYS:
        for rate in rates:
            try:
                found = _way(stage, sync, rate, 4 if quick else 10)
            except NotHere as why:
                figures.console.print(f"{name}: not measured: {why}")
                break
            rows.append(_shown(name, rate, found))
            results.raw(
                PART,
                way=name,
                rate=rate,
                row_ms=found.row,
                alarm_ms=found.alarm,
                never=found.never,
                commit_ms=found.commit,
            )
    head = (
        "way",
        "messages/s",
        "row p50 ms",
        "p99",
        "alarm p50 ms",
        "p99",
        "one commit p50 ms",
        "p99",
        "probes",
        "never seen",
        "load behind",
    )
    if rows:
        results.table(PART, "latency: publish → readable by another connection", head, rows)


def _shown(name: str, rate: int, found: Waits) -> tuple[str, ...]:
    shown = [
        f"{percentile(each, share):.1f}" if each else "–"
        for each in (found.row, found.alarm, found.commit)
        for share in (0.5, 0.99)
    ]
    return name, f"{rate:,}", *shown, str(len(found.row)), str(found.never), f"{found.behind:,}"


def _way(
    stage_of: Callable[[int], AbstractContextManager[Stage]], sync: str, rate: int, seconds: int
) -> Waits:
    with stage_of(intake.DEVICES + 1) as stage, intake.house(stage, sync) as at:
        warm(stage, at.url, at.process, intake.ONE, 1, wires.now_ms() - 3_600_000)
        others, probe = stage.devices[:-1], stage.devices[-1]
        what = wires.Load(intake.ONE, rate * seconds // len(others), rate)
        sending = wires.start_load(wires.load_argv(at.url, others, what, stage.home))
        time.sleep(1.0)  # the load reaches its pace
        found = _probe(stage, at, probe, time.monotonic() + seconds - 1.5)
        found.behind = wires.said(sending)["behind"]
    return found


def _probe(stage: Stage, at: House, device: LogIn, end: float) -> Waits:
    parts, waits = urlsplit(at.url), Waits()
    line = Connection(str(parts.hostname), str(parts.port), device.name, device.secret)
    with stage.app.app_context(), db.engine.connect() as raw:
        connection: Any = raw.connection.driver_connection
        if not stage.url.startswith("sqlite"):
            raw.rollback()
            connection.autocommit = True
            connection.execute("CREATE TABLE IF NOT EXISTS bench_commits (at_ms bigint)")
        while time.monotonic() < end:
            for value, into in ((HIGH, waits.alarm), (LOW, waits.row)):
                waited = _once(connection, stage, line, device, value)
                if waited is None:
                    waits.never += 1
                else:
                    into.append(waited * 1000)
            if not stage.url.startswith("sqlite"):
                waits.commit.append(_commit(connection) * 1000)
            time.sleep(random.uniform(0.005, 0.02))
    return waits


def _commit(connection: Any) -> float:
    begun = time.monotonic()
    connection.execute("INSERT INTO bench_commits VALUES (%s)", (wires.now_ms(),))
    return time.monotonic() - begun


def _once(connection: Any, stage: Stage, line: Connection, device: LogIn, value: float) -> float | None:
    mark = "?" if stage.url.startswith("sqlite") else "%s"
    table, moment = ("alarms", "began_ms") if value == HIGH else ("readings", "at_ms")
    # The newest channel of the database is the probe's: nobody else sends wind.
    asked = (
        f"SELECT 1 FROM {table} WHERE channel_id = (SELECT max(id) FROM channels WHERE quantity = 'wind_speed') "
        f"AND {moment} = {mark}"
    )
    at_ms = wires.now_ms()
    payload = f'{{"at":{at_ms},"values":{{"wind_speed":{value}}}}}'.encode()
    begun = time.monotonic()
    line.publish(device.topic, payload)
    while time.monotonic() - begun < PATIENCE:
        if connection.execute(asked, (at_ms,)).fetchone():
            line.take_acks(wait=False)
            return time.monotonic() - begun
        time.sleep(_LOOK_EACH)
    return None
