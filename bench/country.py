"""The whole country on one machine: 36,000 sites' devices, each with six values, at the pace of their peak."""

import time
from collections.abc import Iterator

from sqlalchemy import select

from bench import figures, held, intake, wires
from bench.brokers import a_mosquitto
from bench.figures import Results
from bench.stage import SITE, NotHere, Stage, on_postgres, running
from bench.wires import NUMBER, Load, LogIn
from devices import topics
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.projects.models import Project
from inspect_app.readings.actions import register_device

PART = "country"
#: communities under renovation in the year with the most of them, and how many messages a second they sent at most
SITES, PEAK = 36_000, 6_000
LINES, VALUES = 100, 6


def measure(results: Results, _rounds: int, *, quick: bool) -> None:
    """Hold the peak; quick: a tenth of the sites, for 20 seconds."""
    sites, seconds = (SITES // 10, 20) if quick else (SITES, 600)
    try:
        with on_postgres() as stage:
            begun = time.monotonic()
            lines = list(_settled(stage, sites))
            figures.console.print(f"{PART}: {sites:,} devices registered in {time.monotonic() - begun:.0f} s")
            _run(results, stage, lines, sites, seconds)
    except NotHere as why:
        figures.console.print(f"{PART}: not measured: {why}")


def _settled(stage: Stage, sites: int) -> Iterator[LogIn]:
    """Register a device for each site, and yield the lines that speak for them in turn."""
    with stage.app.app_context():
        for begin in range(0, sites, 500):
            with transaction():
                project = db.session.scalars(select(Project).where(Project.site == SITE)).one()
                for number in range(begin, min(begin + 500, sites)):
                    register_device(SYSTEM, project=project, name=f"dust-{number:05}", kind="dust", at=now())
    each, topic = sites // LINES, topics.build(SITE, "dust-00000").replace("00000", NUMBER)
    for line in range(LINES):
        yield LogIn(f"line-{line:03}", "-", topic, line * each, each)


def _run(results: Results, stage: Stage, lines: list[LogIn], sites: int, seconds: int) -> None:
    each = sites // LINES
    turn_ms = sites * 1000 // PEAK
    begin = wires.now_ms() - 2 * 3_600_000
    with a_mosquitto() as broker, running("intake", stage, BROKER_URL=broker.url) as process:
        house = intake.House.of(broker, process.pid)
        begun = time.monotonic()
        intake.warm(stage, house, intake.SIX, VALUES, begin, lines, sites)
        figures.console.print(f"{PART}: all heard for the first time after {time.monotonic() - begun:.0f} s")
        what = Load(
            intake.SIX, PEAK * seconds // LINES // each * each, PEAK, base=begin + 600_000, step=turn_ms
        )
        found = held.watch(stage, house, lines, what, seconds)
        first, second = found.halves()
        lost, doubled = intake.complete(stage, what, what.count * LINES * VALUES)
    row = (
        f"{sites:,}", f"{sites * VALUES:,}", f"{PEAK:,} × {VALUES}", f"{seconds}",
        f"{figures.middle(found.lags):.2f}", f"{max(found.lags):.2f}", f"{first:.2f} → {second:.2f}",
        f"{found.share:.0%}", f"{found.resident:.0f}", str(lost), str(doubled),
        "FAIL" if lost or doubled else "",
    )  # fmt: skip
    head = ("sites", "channels", "messages/s", "seconds", "lag p50 s", "most", "halves", "CPU of all cores",
            "intake RSS MB", "lost", "doubled", "")  # fmt: skip
    results.table(PART, "country: mosquitto → PostgreSQL, intake and database on one machine", head, [row])
    results.raw(
        PART,
        sites=sites,
        lags=found.lags,
        share=found.share,
        resident=found.resident,
        lost=lost,
        doubled=doubled,
    )
