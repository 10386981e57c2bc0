"""Durable readings a second: broker, intake and database together, beside the broker alone and the database alone."""

import importlib.util
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial

import psutil

from bench import alone, figures, wires
from bench.brokers import Broker, a_mosquitto, the_embedded
from bench.figures import Results, cpu, family
from bench.stage import NotHere, Stage, last_words, on_postgres, on_sqlite, running
from bench.warming import warm
from bench.wires import DIGITS
from tests.ports import free_port

DEVICES = 100
STEP_MS = 1000
ONE = f'{{"at":{DIGITS},"values":{{"noise":52.3}}}}'
SIX = (
    f'{{"at":{DIGITS},"values":{{"pm10":61,"pm25":33,"noise":52.3,"wind_speed":2.4,'
    '"temperature":21.5,"humidity":48}}'
)
PART = "intake"
#: what the intake may hold in memory at any load
MOST_MB = 60


@dataclass(frozen=True, slots=True)
class Lane:
    """One way from the devices to the database, and how much is sent on it."""

    name: str
    stage: Callable[[int], AbstractContextManager[Stage]]
    payload: str
    values: int
    each: int
    sync: str = ""

    @property
    def messages(self) -> int:
        """Return how many messages a round has."""
        return self.each * DEVICES


@dataclass(slots=True)
class Round:
    """What one round of the project's intake took."""

    rate: float
    intake: float
    database: float
    broker: float
    resident: float
    lost: int
    doubled: int


@dataclass(slots=True)
class Found:
    """All rounds of a lane."""

    bus: list[float] = field(default_factory=list)
    rows: list[float] = field(default_factory=list)
    ours: list[Round] = field(default_factory=list)


def lanes(quick: bool) -> list[Lane]:
    """Return what is measured."""
    many, few = (200, 50) if quick else (1000, 200)
    found = [
        Lane("mosquitto → PostgreSQL, 1 value", on_postgres, ONE, 1, many),
        Lane("mosquitto → PostgreSQL, 6 values", on_postgres, SIX, 6, many // 2),
        Lane("embedded broker → SQLite, 1 value, sync 2m", on_sqlite, ONE, 1, many // 2, "2m"),
    ]
    slow = Lane("embedded broker → SQLite, 1 value, sync always", on_sqlite, ONE, 1, few, "always")
    return found if quick else [*found, slow]


def measure(results: Results, rounds: int, *, quick: bool) -> None:
    """Measure every lane, and show what was found."""
    done = []
    for lane in lanes(quick):
        try:
            done.append((lane, _lane(lane, rounds)))
        except (NotHere, RuntimeError) as why:  # a lane that breaks down takes no other's figures with it
            figures.console.print(f"{lane.name}: not measured: {why}")
    if not done:
        return
    sender = "in C" if wires.in_c() else "in Python (no C compiler)"
    head = ("way", "bus limit msg/s", "intake msg/s", "ratio", "database alone rows/s", "of it")
    title = f"intake: medians of {rounds} rounds in turn (least–most); load and bus limit {sender}"
    results.table(PART, title, head, [_speed(lane, found) for lane, found in done])
    ours = [(lane, found) for lane, found in done if found.ours]
    if ours:
        head = ("way", "CPU s per 100k messages: intake", "database", "broker", "intake RSS MB", f"of {MOST_MB}",
                "lost", "doubled", "")  # fmt: skip
        results.table(PART, "intake: cost and completeness", head, [_cost(*each) for each in ours])
    for lane, found in done:
        kept = [{name: getattr(each, name) for name in Round.__slots__} for each in found.ours]
        results.raw(PART, lane=lane.name, bus=found.bus, rows_alone=found.rows, ours=kept)


def _lane(lane: Lane, rounds: int) -> Found:
    found = Found()
    with lane.stage(DEVICES) as stage:
        moment = wires.now_ms() - 6 * 3_600_000
        for number in range(rounds):
            figures.console.print(f"{lane.name}: round {number + 1} of {rounds}")
            found.bus.append(_bus(lane, stage))
            try:
                found.ours.append(ours(lane, stage, moment))
            except NotHere as why:
                figures.console.print(f"{lane.name}: without the intake: {why}")
            found.rows.append(alone.rows(stage, lane.messages * lane.values, number))
            moment += (lane.each + 100) * STEP_MS
    return found


def _bus(lane: Lane, stage: Stage) -> float:
    if lane.sync:
        return _sunk(lane, stage, the_embedded(stage, lane.sync))
    return _sunk(lane, stage, a_mosquitto())


def _sunk(lane: Lane, stage: Stage, place: AbstractContextManager[Broker]) -> float:
    what = wires.Load(lane.payload, lane.each, base=wires.now_ms(), step=1)
    with place as broker, wires.sink(broker.inside, lane.messages) as sink:
        sent = wires.run_load(broker.url, stage.devices, what, stage.home)
        got = wires.said(sink)
    return float(got["count"] / (got["last"] - sent["begun"]))


@dataclass(slots=True)
class House:
    """The project's intake at work behind a broker."""

    url: str
    process: psutil.Process
    broker: psutil.Process

    @classmethod
    def of(cls, broker: Broker, pid: int) -> "House":
        """Return the house of an intake behind a broker that runs beside it."""
        return cls(broker.url, psutil.Process(pid), broker.process)


@contextmanager
def house(stage: Stage, sync: str = "") -> Iterator[House]:
    """Yield the running intake; with `sync` behind its embedded broker, else behind a mosquitto."""
    if importlib.util.find_spec("devices.process") is None:
        raise NotHere("this version has no intake process")
    if not sync:
        with a_mosquitto() as broker, running("intake", stage, BROKER_URL=broker.url) as process:
            yield House.of(broker, process.pid)
        return
    port = free_port()
    with running("intake", stage, MQTT_PORT=str(port), BROKER_SYNC=sync) as process:
        mine = psutil.Process(process.pid)
        yield House(f"mqtt://127.0.0.1:{port}", mine, _child(stage, mine, port))


def _child(stage: Stage, process: psutil.Process, port: int) -> psutil.Process:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.is_running():
        found = [each for each in process.children() if "nats" in each.name()]
        listening = {each.laddr.port for one in found for each in one.net_connections() if not each.raddr}
        if port in listening:
            return found[0]
        time.sleep(0.05)
    raise NotHere(f"the intake's broker did not start: {last_words(stage, 'intake')}")


def ours(lane: Lane, stage: Stage, moment: int) -> Round:
    with house(stage, lane.sync) as at:
        warm(stage, at.url, at.process, lane.payload, lane.values, moment)
        what = wires.Load(lane.payload, lane.each, base=moment + 50 * STEP_MS, step=STEP_MS)
        return _round(lane, stage, at, what)


def _round(lane: Lane, stage: Stage, at: House, what: wires.Load) -> Round:
    servers = family(stage.server) if stage.server else []
    before = [cpu(each) for each in ([at.process], servers, [at.broker])]
    argv = wires.load_argv(at.url, stage.devices, what, stage.home)
    last, most = what.base + what.count * what.step, 0.0
    arrived = partial(stage.ask, "SELECT count(*) FROM heads WHERE at_ms >= :last", last=last)
    sending, end = wires.start_load(argv), time.monotonic() + 300
    while arrived() < DEVICES * lane.values and time.monotonic() < end:
        most = max(most, at.process.memory_info().rss / 2**20)
        time.sleep(0.02)
    done = time.monotonic()
    after = [cpu(each) for each in ([at.process], servers, [at.broker])]
    used = [(b - a) * 100_000 / lane.messages for a, b in zip(before, after, strict=True)]
    begun = wires.said(sending)["begun"]
    lost, doubled = complete(stage, what, lane.messages * lane.values)
    return Round(lane.messages / (done - begun), used[0], used[1], used[2], most, lost, doubled)


def complete(stage: Stage, what: wires.Load, wanted: int) -> tuple[int, int]:
    """Count what is missing of the readings wanted, and what is there twice, once nothing more arrives."""
    within = "FROM readings WHERE at_ms > :low AND at_ms <= :high"
    span = {"low": what.base, "high": what.base + what.count * what.step}
    before, end = -1, time.monotonic() + 15
    while (there := stage.ask(f"SELECT count(*) {within}", **span)) < wanted and time.monotonic() < end:
        if there > before:  # what is late is not lost
            before, end = there, time.monotonic() + 15
        time.sleep(0.5)
    twice = (
        f"SELECT count(*) FROM (SELECT 1 {within} GROUP BY channel_id, at_ms HAVING count(*) > 1) AS found"
    )
    return wanted - there, stage.ask(twice, **span)


def _speed(lane: Lane, found: Found) -> tuple[str, ...]:
    spread, middle = figures.spread, figures.middle
    if not found.ours:
        return lane.name, spread(found.bus), "–", "–", spread(found.rows), "–"
    rates = [each.rate for each in found.ours]
    ratio = middle(rates) / middle(found.bus)
    of_rows = middle(rates) * lane.values / middle(found.rows)
    return lane.name, spread(found.bus), spread(rates), f"{ratio:.2f}", spread(found.rows), f"{of_rows:.2f}"


def _cost(lane: Lane, found: Found) -> tuple[str, ...]:
    ours = found.ours
    shown = [f"{figures.middle([getattr(e, n) for e in ours]):.2f}" for n in ("intake", "database", "broker")]
    most = max(each.resident for each in ours)
    held = f"{most:.0f}", f"{most / MOST_MB:.2f}"
    return (
        lane.name,
        *shown,
        *held,
        *figures.complete(sum(e.lost for e in ours), sum(e.doubled for e in ours)),
    )
