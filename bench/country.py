"""The whole country on one machine: a device of 36,000 sites each, with six values, at the pace of all and at its peak."""

import time
from collections.abc import Iterator, Sequence

from sqlalchemy import select, text

from bench import figures, held, intake, wires
from bench.brokers import a_mosquitto
from bench.figures import Results
from bench.stage import SITE, NotHere, Stage, on_postgres, running
from bench.warming import warm
from bench.wires import NUMBER, Load, LogIn
from devices import topics
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.projects.models import Project
from inspect_app.readings.actions import register_device
from inspect_app.readings.models import Device

PART = "country"
#: communities under renovation in the year with the most of them
SITES = 36_000
#: messages a second: what all of them send (18,000 readings), and the most they sent
USUAL, PEAK = 3_000, 6_000
LINES, VALUES = 100, 6


def measure(results: Results, _rounds: int, *, quick: bool) -> None:
    """Hold what all sites send for ten minutes, and the peak for one; quick: a tenth of the sites, for 20 seconds."""
    sites = SITES // 10 if quick else SITES
    try:
        with on_postgres() as stage, a_mosquitto() as broker:
            lines = list(_settled(stage, sites))
            with running("intake", stage, BROKER_URL=broker.url) as process:
                house = intake.House.of(broker, process.pid)
                begin, begun = wires.now_ms() - 3 * 3_600_000, time.monotonic()
                warm(stage, house.url, house.process, intake.SIX, VALUES, begin, lines)
                took = time.monotonic() - begun
                figures.console.print(
                    f"{PART}: {sites:,} devices heard for the first time after {took:.0f} s"
                )
                rows = [
                    _run(results, stage, house, lines, _load(sites, pace, seconds, begin), seconds)
                    for pace, seconds in ((USUAL, 20 if quick else 600), (PEAK, 20 if quick else 60))
                ]
    except NotHere as why:
        figures.console.print(f"{PART}: not measured: {why}")
        return
    head = ("sites", "channels", "messages/s", "seconds", "lag p50 s", "most", "halves", "CPU of all cores",
            "intake RSS MB", "lost", "doubled", "")  # fmt: skip
    results.table(PART, "country: mosquitto → PostgreSQL, intake and database on one machine", head, rows)


def _settled(stage: Stage, sites: int) -> Iterator[LogIn]:
    """Register a device for each site, all but the first as copies of it, and yield the lines that speak for them."""
    with stage.app.app_context(), transaction():
        project = db.session.scalars(select(Project).where(Project.site == SITE)).one()
        register_device(SYSTEM, project=project, name="dust-00000", kind="dust", at=now())
        db.session.flush()
        own = {
            "id": "gen_random_uuid()::text",
            "name": "'dust-' || lpad(g::text, 5, '0')",
            "claim_hash": "NULL",
        }
        columns = Device.__table__.columns.keys()
        db.session.execute(
            text(
                f"INSERT INTO devices ({', '.join(columns)}) "
                f"SELECT {', '.join(own.get(each, each) for each in columns)} FROM devices, "
                "generate_series(1, :last) g WHERE name = 'dust-00000'"
            ),
            {"last": sites - 1},
        )
    each, topic = sites // LINES, topics.build(SITE, "dust-00000").replace("00000", NUMBER)
    for line in range(LINES):
        yield LogIn(f"line-{line:03}", "-", topic, line * each, each)


def _load(sites: int, pace: int, seconds: int, begin: int) -> Load:
    """Return what the lines send; the moments of each pace lie beyond those of the pace before."""
    each, step = sites // LINES, sites * 1000 // pace
    base = begin + (600_000 if pace == USUAL else 4_200_000)
    return Load(intake.SIX, pace * seconds // LINES // each * each, pace, base=base, step=step)


def _run(
    results: Results, stage: Stage, house: intake.House, lines: Sequence[LogIn], what: Load, seconds: int
) -> tuple[str, ...]:
    found = held.watch(stage, house, lines, what, seconds)
    first, second = found.halves()
    lost, doubled = intake.complete(stage, what, what.count * LINES * VALUES)
    sites = sum(line.span for line in lines)
    results.raw(
        PART,
        sites=sites,
        pace=what.rate,
        lags=found.lags,
        share=found.share,
        resident=found.resident,
        lost=lost,
        doubled=doubled,
    )
    return (
        f"{sites:,}", f"{sites * VALUES:,}", f"{what.rate:,} × {VALUES}", f"{seconds}",
        f"{figures.middle(found.lags):.2f}", f"{max(found.lags):.2f}", f"{first:.2f} → {second:.2f}",
        f"{found.share:.0%}", f"{found.resident:.0f}", *figures.complete(lost, doubled),
    )  # fmt: skip
