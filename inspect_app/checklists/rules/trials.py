"""Functional tests on site: what pressure or water depth is asked for, how long, and how much may be lost."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a pressure test: `factor` of the working pressure, at least `least` (MPa), for `minutes`, with at most `drop` (MPa)."""

    factor: Decimal
    least: Decimal
    minutes: int
    drop: Decimal


@dataclass(frozen=True, slots=True)
class Trial:
    """A pressure test of pipes of one material, stage by stage."""

    key: str
    zh: str
    en: str
    basis: str
    stages: tuple[Stage, ...]
    verified: bool = True


#: indoor water supply; after its last stage no joint may leak
PRESSURE: Final[dict[str, Trial]] = {
    each.key: each
    for each in (
        Trial(
            "water-metal", "室内给水（金属及复合管）", "Indoor water, metal and composite pipes", "GB 50242-2002 4.2.1",
            (Stage(Decimal("1.5"), Decimal("0.6"), 10, Decimal("0.02")), Stage(Decimal(1), Decimal(0), 0, Decimal(0))),
        ),
        Trial(
            "water-plastic", "室内给水（塑料管）", "Indoor water, plastic pipes", "GB 50242-2002 4.2.1",
            (Stage(Decimal("1.5"), Decimal("0.6"), 60, Decimal("0.05")), Stage(Decimal("1.15"), Decimal(0), 120, Decimal("0.03"))),
        ),
    )
}  # fmt: skip
#: ponding and spraying: key -> (zh, en, basis, least hours, least depth mm, verified)
WATER: Final[dict[str, tuple[str, str, str, float, float, bool]]] = {
    "roof-spray": ("屋面淋水", "Roof, spraying", "GB 50207、GB 55030-2022", 2, 0, True),
    "roof-pond": ("屋面蓄水", "Roof, ponding", "GB 50207、GB 55030-2022", 24, 20, True),
    "wet-room": ("有防水要求的房间蓄水", "Wet room, ponding", "GB 55030-2022", 24, 20, False),
}  # fmt: skip


def asked(kind: str, working: Decimal) -> tuple[Decimal, ...]:
    """Return the pressure of each stage in MPa for a working pressure in MPa; ValueError for an unknown kind."""
    if kind not in PRESSURE:
        raise ValueError(f"kind: one of {', '.join(PRESSURE)}")
    if working <= 0:
        raise ValueError("working: above 0 MPa")
    return tuple(max(stage.factor * working, stage.least) for stage in PRESSURE[kind].stages)


def stage_holds(
    kind: str, number: int, working: Decimal, pressure: Decimal, minutes: Decimal, drop: Decimal
) -> bool:
    """Say whether stage `number` (from 1) was passed: enough pressure, long enough, no more lost than allowed."""
    wanted = asked(kind, working)
    if not 1 <= number <= len(wanted):
        raise ValueError(f"stage: from 1 to {len(wanted)}")
    stage = PRESSURE[kind].stages[number - 1]
    return pressure >= wanted[number - 1] and minutes >= stage.minutes and drop <= stage.drop


def water_holds(kind: str, hours: Decimal, depth: Decimal, *, leaks: bool) -> bool:
    """Say whether a ponding or spraying test was passed: long and deep enough, and nothing came through."""
    if kind not in WATER:
        raise ValueError(f"kind: one of {', '.join(WATER)}")
    _zh, _en, _basis, least_hours, least_depth, _verified = WATER[kind]
    return not leaks and hours >= Decimal(str(least_hours)) and depth >= Decimal(str(least_depth))
