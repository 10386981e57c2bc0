"""What was measured in a trial and with what, and whether the instrument can be trusted; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from inspect_app.trials.rules.holding import Point
from inspect_app.trials.rules.shape import Edition, Kind, Words


@dataclass(frozen=True, slots=True)
class Gauge:
    """What it was measured with: number, certificate and until when it is valid, full scale and division (its unit)."""

    number: str
    certificate: str
    valid_until: date | None
    full: Decimal | None
    division: Decimal | None


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured: figures by name, the curve in (seconds, value), single values, whether what is looked for was seen.

    `seen` is "no", "yes" or "" (nobody said); `whole` says that the curve was recorded, not read off now and then.
    """

    on: date
    region: str = ""
    working: Decimal = Decimal(0)
    given: Mapping[str, Decimal] = field(default_factory=dict)
    curve: Sequence[Point] = ()
    whole: bool = False
    values: Sequence[Decimal] = ()
    seen: str = ""
    gauge: Gauge | None = None


@dataclass
class Notes:
    """What was said on the way: plain steps, faults (it fails), doubts (it cannot be judged)."""

    steps: list[Words] = field(default_factory=list)
    faults: list[Words] = field(default_factory=list)
    doubts: list[Words] = field(default_factory=list)

    def check(self, good: bool, fault: bool, zh: str, en: str) -> None:
        """Write a comparison down: good, or else a fault or a doubt."""
        (self.steps if good else self.faults if fault else self.doubts).append((zh, en))


def trusted(notes: Notes, kind: Kind, edition: Edition, found: Found) -> None:
    """Write down whether the gauge is named, valid on the day, fine enough and large enough."""
    gauge, unit = found.gauge, kind.unit
    if gauge is None or not gauge.number or not gauge.certificate or gauge.valid_until is None:
        notes.doubts.append(
            ("量具未登记编号、检定证书或有效期", "the gauge lacks number, certificate or date")
        )
        return
    until = gauge.valid_until
    notes.check(
        found.on <= until, False,
        f"量具 {gauge.number} 检定有效期至 {until}" + ("" if found.on <= until else f"，试验日 {found.on} 已过期"),
        f"gauge {gauge.number} valid until {until}" + ("" if found.on <= until else f", past on {found.on}"),
    )  # fmt: skip
    finest = min((each.division for each in edition.stages), default=edition.division)
    if finest is not None:
        said = gauge.division
        fine = said is not None and said <= finest
        notes.check(
            fine, False, f"量具分度值 {said if said is not None else '未登记'}，应不大于 {finest} {unit}",
            f"division {said if said is not None else 'not given'}, at most {finest} {unit}",
        )  # fmt: skip
    highest = max(
        [each.level(found.working) for each in edition.stages] + list(found.values), default=Decimal(0)
    )
    full = gauge.full
    if full is None or full < highest:
        notes.doubts.append(
            (f"量程 {full if full is not None else '未登记'}，不足 {highest} {unit}",
             f"full scale {full if full is not None else 'not given'}, below {highest} {unit}")
        )  # fmt: skip
