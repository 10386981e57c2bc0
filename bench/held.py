"""A pace held for minutes, and what piled up meanwhile: does the lag stay flat, and how fast is it caught up?"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil

from bench import figures, intake, wires
from bench.brokers import a_mosquitto
from bench.figures import Results, cpu, family, percentile
from bench.intake import DEVICES, House
from bench.stage import NotHere, Stage, on_postgres, running
from bench.warming import warm

PART = "held"
#: the whole country at its peak: all sites' gateways once a minute
READINGS_A_SECOND = 18_000
#: devices with a connection of their own each, all of which speak once a second
CONNECTIONS = 8_000
#: the pace at which messages pile up while the intake is away, and how much faster they are to go
AWAY_A_SECOND, FASTER = 1_000, 10


@dataclass(slots=True)
class Course:
    """What was seen second by second: how far what is stored lies behind what was sent, in seconds."""

    lags: list[float] = field(default_factory=list)
    share: float = 0.0
    resident: float = 0.0
    lost: int = 0
    doubled: int = 0

    def halves(self) -> tuple[float, float]:
        """Return the median lag of the first and of the second half."""
        middle = len(self.lags) // 2
        return figures.middle(self.lags[:middle]), figures.middle(self.lags[middle:])


def measure(results: Results, _rounds: int, *, quick: bool) -> None:
    """Hold the country's pace with one and with six values a message, then catch up after a pause."""
    try:
        _held(results, 20 if quick else 600, CONNECTIONS // 10 if quick else CONNECTIONS)
        _caught_up(results, 60_000 if quick else 3_600_000)
    except NotHere as why:
        figures.console.print(f"{PART}: not measured: {why}")


def _held(results: Results, seconds: int, connections: int) -> None:
    rows = []
    for devices, values, payload, rate in (
        (DEVICES, 1, intake.ONE, READINGS_A_SECOND),
        (DEVICES, 6, intake.SIX, READINGS_A_SECOND // 6),
        (connections, 1, intake.ONE, connections),
    ):
        found = _hold(devices, payload, values, rate, seconds)
        first, second = found.halves()
        rows.append((
            f"{rate:,} messages/s × {values}", f"{devices:,}", f"{seconds}", f"{percentile(found.lags, 0.5):.2f}",
            f"{percentile(found.lags, 0.99):.2f}", f"{max(found.lags):.2f}", f"{first:.2f} → {second:.2f}",
            f"{found.share:.0%}", f"{found.resident:.0f}", *figures.complete(found.lost, found.doubled),
        ))  # fmt: skip
        results.raw(
            PART,
            values=values,
            rate=rate,
            devices=devices,
            lags=found.lags,
            share=found.share,
            lost=found.lost,
        )
    head = ("pace", "connections", "seconds", "lag p50 s", "p99", "most", "halves", "CPU of all cores", "RSS MB",
            "lost", "doubled", "")  # fmt: skip
    title = "held: a pace for some time, mosquitto → PostgreSQL, intake and database"
    results.table(PART, title, head, rows)


def _hold(devices: int, payload: str, values: int, rate: int, seconds: int) -> Course:
    # Moments advance by what a device's turn takes, so that no two of its messages carry the same.
    step = max(1, devices * 1000 // rate)
    with on_postgres(devices) as stage, intake.house(stage) as at:
        begin = wires.now_ms() - 12 * 3_600_000
        warm(stage, at.url, at.process, payload, values, begin)
        what = wires.Load(payload, rate * seconds // devices, rate, base=begin + 600_000, step=step)
        found = watch(stage, at, stage.devices, what, seconds)
        found.lost, found.doubled = intake.complete(stage, what, what.count * devices * values)
    return found


def watch(stage: Stage, at: House, lines: Sequence[wires.LogIn], what: wires.Load, seconds: int) -> Course:
    """Send a load at its pace and look each second how far what is stored lies behind."""
    watched = [at.process, *(family(stage.server) if stage.server else [])]
    before, began = cpu(watched), time.monotonic()
    sending = wires.start_load(wires.load_argv(at.url, lines, what, stage.home))
    found = Course()
    while time.monotonic() < began + seconds:
        time.sleep(1.0)
        due = min(what.count * len(lines), (time.monotonic() - began) * what.rate)
        found.lags.append(max(0.0, (due - _reached(stage, what)) / what.rate))
        found.resident = max(found.resident, at.process.memory_info().rss / 2**20)
    found.share = (cpu(watched) - before) / (time.monotonic() - began) / (psutil.cpu_count() or 1)
    wires.said(sending)
    return found


def _reached(stage: Stage, what: wires.Load) -> float:
    """Return how many messages are stored: the turns of all devices, each of which has a head a quantity."""
    quantities = len(json.loads(what.payload.replace(wires.DIGITS, "0"))["values"])
    total = stage.ask("SELECT sum(at_ms - :base) FROM heads WHERE at_ms > :base", base=what.base)
    return total / what.step / quantities


def _caught_up(results: Results, messages: int) -> None:
    with on_postgres(DEVICES) as stage, a_mosquitto() as broker:
        begin = wires.now_ms() - 20 * 3_600_000
        with running("intake", stage, BROKER_URL=broker.url) as process:
            house = House.of(broker, process.pid)
            warm(stage, house.url, house.process, intake.ONE, 1, begin)
        what = wires.Load(intake.ONE, messages // DEVICES, base=begin + 600_000, step=1000)
        wires.run_load(broker.url, stage.devices, what, stage.home)
        last = what.base + what.count * what.step
        with running("intake", stage, BROKER_URL=broker.url):
            began = 0.0
            while stage.ask("SELECT count(*) FROM heads WHERE at_ms >= :last", last=last) < DEVICES:
                time.sleep(0.05)
                if not began and stage.ask("SELECT count(*) FROM heads WHERE at_ms > :base", base=what.base):
                    began = time.monotonic()
            took = time.monotonic() - began
            lost, doubled = intake.complete(stage, what, what.count * DEVICES)
    times = messages / took / AWAY_A_SECOND
    row = (f"{messages:,}", f"{took:.1f}", f"{messages / took:,.0f}", f"{times:.1f}", f"{times / FASTER:.2f}",
           *figures.complete(lost, doubled))  # fmt: skip
    head = ("waiting messages", "seconds", "messages/s", f"times {AWAY_A_SECOND:,}/s", f"of {FASTER} ×", "lost",
            "doubled", "")  # fmt: skip
    results.table(PART, "caught up: what waited in mosquitto while the intake was away", head, [row])
    results.raw(PART, messages=messages, seconds=took, lost=lost, doubled=doubled)
