"""What each kind of device of a site measures at a moment: the table of kinds, and the plain ones among them."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from devices.simulator import lifting
from devices.simulator.air import DAY, HOUR, SHIFTS, World, air, busy, day_of, hour_of, wet
from devices.simulator.chance import episode, jitter, swing, unit

Values = dict[str, float]
Measure = Callable[[World, str, float], Values]

_CURING_DAYS: Final = 14
_HEAT_S: Final = 20 * HOUR
#: the share of the day's water drawn in each hour of a shift
_SHIFT_HOURS: Final = sum(end - begin for begin, end in SHIFTS)
_STATIC, _TEST = 0.32, 0.9


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: as which kind it is registered, how it is called, its pace, and what it measures.

    `measure(world, name, at_s)` is pure: the same arguments, the same values, whatever was asked before.
    """

    registered: str
    zh: str
    en: str
    every_s: float
    quantities: tuple[str, ...]
    measure: Measure


def dust(world: World, name: str, at_s: float) -> Values:
    """Return particles, with the warmth and damp the instrument itself corrects by."""
    found = air(world, at_s)
    noise = 1 + 0.03 * jitter(world.seed, name, at_s)
    return {
        "pm25": found.pm25 * noise, "pm10": found.pm10 * noise, "tsp": 1.9 * found.pm10 * noise,
        "temperature": found.temperature, "humidity": found.humidity,
    }  # fmt: skip


def noise(world: World, name: str, at_s: float) -> Values:
    """Return the level over the pace of the instrument and its loudest moment: streets by day, works above them."""
    awake = max(0.0, math.sin(math.pi * (hour_of(at_s) - 5) / 18))
    level = 43 + 8 * awake + 2 * swing(world.seed, name, at_s, 600) + jitter(world.seed, name, at_s)
    works = busy(world, at_s)
    level = 10 * math.log10(
        10 ** (level / 10) + works * 10 ** ((62 + 3 * swing(world.seed, f"{name}-saw", at_s, 240)) / 10)
    )
    return {"noise": level, "noise_max": level + 4 + 9 * works * unit(world.seed, name, "max", round(at_s))}


def weather(world: World, name: str, at_s: float) -> Values:
    """Return what a weather station tells; rain is that of the hour before."""
    found = air(world, at_s)
    return {
        "temperature": found.temperature + 0.1 * jitter(world.seed, name, at_s), "humidity": found.humidity,
        "pressure": found.pressure, "wind_speed": found.wind_speed, "wind_gust": found.wind_gust,
        "wind_direction": found.wind_direction, "rain": found.rain,
    }  # fmt: skip


def scaffold(world: World, name: str, at_s: float) -> Values:
    """Return lean and settlement of a scaffold: it sways with the wind, and gives a little with every month."""
    found = air(world, at_s)
    month = at_s / (30 * DAY) % 12
    lean = (
        0.15
        + 0.02 * month
        + 0.01 * found.wind_speed * swing(world.seed, name, at_s, 30)
        + 0.002 * found.temperature
    )
    return {"tilt": lean, "settlement": 0.4 * month + 0.15 * swing(world.seed, f"{name}-low", at_s, 5 * DAY)}


def curing(world: World, name: str, at_s: float) -> Values:
    """Return the warmth within concrete: poured every fortnight, hottest after 20 hours."""
    poured = day_of(at_s) // _CURING_DAYS * _CURING_DAYS * DAY + 2 * HOUR
    age = max(0.0, at_s - poured) / _HEAT_S
    around = sum(air(world, at_s - back * HOUR).temperature for back in (2, 8, 14, 20)) / 4
    hot = around + 30 * age * math.exp(1 - age)
    return {
        "concrete_temperature": hot + 0.05 * jitter(world.seed, name, at_s),
        "temperature": air(world, at_s).temperature,
    }


def tight_pipe(world: World, name: str, at_s: float) -> Values:
    """Return a pipe's pressure: filled and held from nine to half past ten each day, else the street's pressure."""
    return _pipe(world, name, at_s, leak_s=math.inf)


def leaking_pipe(world: World, name: str, at_s: float) -> Values:
    """Return the same of a pipe that loses a tenth of its pressure in half an hour."""
    return _pipe(world, name, at_s, leak_s=30 * 60 / -math.log(0.9))


def _pipe(world: World, name: str, at_s: float, leak_s: float) -> Values:
    held_s = (hour_of(at_s) - 9) * HOUR
    street = _STATIC + 0.02 * swing(world.seed, name, at_s, HOUR)
    if not 0 <= held_s < 1.5 * HOUR:
        shown = street
    elif held_s < 600:
        shown = street + (_TEST - street) * held_s / 600
    else:
        shown = _TEST * math.exp(-(held_s - 600) / leak_s) + 0.002 * swing(
            world.seed, f"{name}-warm", at_s, HOUR
        )
    return {"water_pressure": shown + 0.001 * jitter(world.seed, name, at_s)}


def ponding(world: World, name: str, at_s: float) -> Values:
    """Return the water standing at the lowest spot: what fell in two days, run off and dried little by little."""
    fallen = sum(wet(world.seed, at_s - back * 6 * HOUR, 6, 6) * math.exp(-back / 2.5) for back in range(8))
    return {"water_depth": max(0.0, 3 * fallen - 8 + jitter(world.seed, name, at_s))}


def gas(world: World, name: str, at_s: float) -> Values:
    """Return the gas in a room of pipes: a trace, and on some days a whiff that airs out."""
    began = episode(world.seed, f"{name}-whiff", at_s, DAY, 0.15, 2 * HOUR)
    whiff = 0.0 if began is None else 4 * math.sin(math.pi * min(1.0, (at_s - began) / HOUR))
    return {
        "gas": max(
            0.0,
            0.6 + 0.4 * swing(world.seed, name, at_s, HOUR) + whiff + 0.1 * jitter(world.seed, name, at_s),
        )
    }


def water(world: World, name: str, at_s: float) -> Values:
    """Return a water meter: it only ever goes up, in the hours of work."""
    day, hour = day_of(at_s), hour_of(at_s)
    start, end = (10 * (day + step) + 4 * unit(world.seed, name, day + step) for step in (0, 1))
    worked = sum(min(max(hour - begin, 0.0), until - begin) for begin, until in SHIFTS)
    flows = any(begin <= hour < until for begin, until in SHIFTS)
    base = 10 * 20_000  # the meter of a site began long after 1970
    return {
        "water_volume": start - base + (end - start) * worked / _SHIFT_HOURS,
        "water_flow": (end - start) / _SHIFT_HOURS if flows else 0.0,
    }  # fmt: skip


def power(world: World, name: str, at_s: float) -> Values:
    """Return what a distribution box lets leak (more in the wet) and how warm its cable is."""
    works, found = busy(world, at_s), air(world, at_s)
    leak = 4 + 5 * works + 3 * min(4.0, found.rain) + jitter(world.seed, name, at_s)
    return {"leak_current": leak, "cable_temperature": found.temperature + 4 + 16 * works}


KINDS: Final = MappingProxyType(
    {
        "dust": Kind("dust", "扬尘监测", "Dust", 60, ("pm25", "pm10", "tsp", "temperature", "humidity"), dust),
        "noise": Kind("noise", "噪声监测", "Noise", 60, ("noise", "noise_max"), noise),
        "weather": Kind("weather", "气象站", "Weather station", 60, (
            "temperature", "humidity", "pressure", "wind_speed", "wind_gust", "wind_direction", "rain"), weather),
        "crane": Kind("hoist", "塔式起重机", "Tower crane", 10, (
            "load", "load_rate", "moment_rate", "height", "radius", "slew"), lifting.crane),
        "hoist": Kind("hoist", "施工升降机", "Hoist", 10, ("load_rate", "height", "speed"), lifting.hoist),
        "cradle": Kind("hoist", "高处作业吊篮", "Suspended cradle", 30, ("load_rate", "height", "tilt"), lifting.cradle),
        "scaffold": Kind("structure", "脚手架监测", "Scaffold", 300, ("tilt", "settlement"), scaffold),
        "curing": Kind("structure", "混凝土养护测温", "Concrete curing", 600, ("concrete_temperature", "temperature"), curing),
        "pipe": Kind("pipe", "管道试压", "Pressure test", 30, ("water_pressure",), tight_pipe),
        "leaking-pipe": Kind("pipe", "管道试压（渗漏）", "Pressure test, leaking", 30, ("water_pressure",), leaking_pipe),
        "ponding": Kind("pipe", "积水监测", "Ponding", 300, ("water_depth",), ponding),
        "gas": Kind("gas", "可燃气体探测", "Gas detector", 60, ("gas",), gas),
        "water": Kind("pipe", "水表", "Water meter", 600, ("water_volume", "water_flow"), water),
        "power": Kind("power", "配电箱监测", "Distribution box", 60, ("leak_current", "cable_temperature"), power),
    }
)  # fmt: skip
