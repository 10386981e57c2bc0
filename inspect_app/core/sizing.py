"""How many machines, how much disk and money a number of sites needs, from what was measured on one machine."""

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

DAY: Final = 86_400
YEAR: Final = 365
_GB, _TB = 1e9, 1e12
STAGES: Final[dict[str, tuple[str, str]]] = {
    "one": ("一台机器：SQLite、内置消息代理", "one machine: SQLite, embedded broker"),
    "postgresql": ("PostgreSQL（主备）、内置消息代理", "PostgreSQL with a standby, embedded broker"),
    "cluster": ("NATS 三节点集群、PostgreSQL（主备）", "NATS of three nodes, PostgreSQL with a standby"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What `make bench` measured (docs/performance.md), and where; CPU in seconds per 100,000 messages.

    `…_cpu` are (for the message, for each value in it): the message as where few devices speak often, the value as
    where 36,000 devices speak seldom and each is of another channel. `row_bytes` are of a reading with its index, a
    million of them. `page_cpu` is in seconds.
    """

    measured_on: date
    machine: str
    intake_cpu: tuple[float, float]
    database_cpu: tuple[float, float]
    broker_cpu: float
    embedded_messages_s: float
    database_rows_s: float
    sqlite_row_bytes: float
    row_bytes: float
    page_cpu: float


FIGURES: Final = Figures(
    measured_on=date(2026, 11, 30),
    machine="AMD EPYC, 2 cores",
    intake_cpu=(1.50, 2.25),
    database_cpu=(0.24, 2.13),
    broker_cpu=13.98,
    embedded_messages_s=1_422,
    database_rows_s=150_000,
    sqlite_row_bytes=34.3,
    row_bytes=110.4,
    page_cpu=0.05,
)


@dataclass(frozen=True, slots=True)
class Prices:
    """What a month costs, in fen; nobody has confirmed the ones that come with the program: put in your own."""

    asked_on: date
    machine: int
    disk_tb: int
    backup_tb: int
    verified: bool = False


PRICES: Final = Prices(asked_on=date(2026, 11, 29), machine=90_000, disk_tb=35_000, backup_tb=12_000)


@dataclass(frozen=True, slots=True)
class Demand:
    """Sites, devices of each, values in a message, seconds between two, days readings are kept, people at once."""

    sites: int
    devices: int
    values: int = 6
    every: float = 60.0
    keep_days: int = YEAR
    people: int = 0

    def __post_init__(self) -> None:
        for name in ("sites", "devices", "values", "every", "keep_days"):
            if getattr(self, name) <= 0:
                raise ValueError(name)
        if self.people < 0:
            raise ValueError("people")


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is decided and not measured: how full a machine may be, how large one is, what a database may hold."""

    load: float = 0.5
    cores: int = 8
    disk_load: float = 0.75
    sqlite_bytes: float = 100 * _GB
    database_bytes: float = 16 * _TB
    page_every: float = 20.0


@dataclass(frozen=True, slots=True)
class Size:
    """The answer: per second, per day, gigabytes (1e9), processes, machines of `Assumed.cores`, fen a month.

    `installations` is 1 where one will do; beyond, each has its share of the sites and the figures are of all.
    """

    stage: str
    messages_s: float
    readings_s: float
    rows_day: float
    gb_day: float
    gb_year: float
    kept_gb: float
    intakes: int
    web_workers: int
    installations: int
    machines: int
    fen_month: int


def size(
    demand: Demand, figures: Figures = FIGURES, prices: Prices = PRICES, assumed: Assumed = Assumed()
) -> Size:
    """Return what an installation for this demand needs; a ValueError names what cannot be."""
    messages = demand.sites * demand.devices / demand.every
    readings = messages * demand.values
    small = _fits_one(demand, figures, assumed)
    stage = "one" if small else "postgresql"
    if messages > figures.embedded_messages_s * assumed.load:
        stage = "cluster"
    row = figures.sqlite_row_bytes if small else figures.row_bytes
    kept = readings * DAY * demand.keep_days * row / assumed.disk_load
    parts = 1 if small else _installations(demand, figures, assumed, kept)
    share = messages / parts
    if stage == "cluster" and share <= figures.embedded_messages_s * assumed.load:
        stage = "postgresql"
    intakes = max(2 if stage == "cluster" else 1, _cores(share, figures.intake_cpu, demand.values, assumed))
    web = max(1, math.ceil(demand.people / parts / assumed.page_every * figures.page_cpu / assumed.load))
    machines = parts * _machines(stage, intakes, web, assumed)
    return Size(
        stage=stage,
        messages_s=messages,
        readings_s=readings,
        rows_day=readings * DAY,
        gb_day=readings * DAY * row / _GB,
        gb_year=readings * DAY * YEAR * row / _GB,
        kept_gb=kept / _GB,
        intakes=parts * intakes,
        web_workers=parts * web,
        installations=parts,
        machines=machines,
        fen_month=_fen(machines, kept / _TB, stage, prices),
    )


def _fits_one(demand: Demand, figures: Figures, assumed: Assumed) -> bool:
    messages = demand.sites * demand.devices / demand.every
    kept = messages * demand.values * DAY * demand.keep_days * figures.sqlite_row_bytes / assumed.disk_load
    pages = demand.people / assumed.page_every * figures.page_cpu
    return (
        messages <= figures.embedded_messages_s * assumed.load
        and kept <= assumed.sqlite_bytes
        and pages <= assumed.cores * assumed.load / 2
    )


def _installations(demand: Demand, figures: Figures, assumed: Assumed, kept: float) -> int:
    """Return how many it takes: for one database's disk and rows, and for the one node that leads the messages."""
    messages = demand.sites * demand.devices / demand.every
    return max(
        1,
        math.ceil(kept / assumed.database_bytes),
        math.ceil(messages * demand.values / (figures.database_rows_s * assumed.load)),
        math.ceil(_cores(messages, (figures.broker_cpu, 0.0), 1, assumed) / assumed.cores),
    )


def _cores(messages_s: float, cpu: tuple[float, float], values: int, assumed: Assumed) -> int:
    """Return how many cores a part needs for so many messages a second."""
    return math.ceil(messages_s / 1e5 * (cpu[0] + cpu[1] * values) / assumed.load)


def _machines(stage: str, intakes: int, web: int, assumed: Assumed) -> int:
    """Return the machines of one installation: for the work, and for what is to stand the loss of one."""
    if stage == "one":
        return 1
    work = math.ceil((intakes + web + 1) / assumed.cores)
    # Two of PostgreSQL; three of NATS, beside which etcd stands; otherwise a third for etcd alone.
    return 2 + 3 + max(2, work) if stage == "cluster" else 2 + 1 + work


def _fen(machines: int, terabytes: float, stage: str, prices: Prices) -> int:
    copies = 1 if stage == "one" else 2
    return round(machines * prices.machine + terabytes * (copies * prices.disk_tb + prices.backup_tb))


_SITE: Final = Demand(sites=1, devices=5, people=5)
#: the cases people ask about first
CASES: Final[dict[str, tuple[str, str, Demand]]] = {
    "site": ("一个工地", "one site", _SITE),
    "street": ("一个街道：40 个工地", "a street office: 40 sites", replace(_SITE, sites=40, people=40)),
    "city": ("一个城市：1500 个工地", "a city: 1,500 sites", replace(_SITE, sites=1_500, people=600)),
    "country": (
        "全国：36000 个工地",
        "the country: 36,000 sites",
        replace(_SITE, sites=36_000, people=10_000),
    ),
}
