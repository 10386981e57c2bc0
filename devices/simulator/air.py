"""The weather and the air over a made-up site, and when its people work: functions of seed, place and moment."""

import math
from dataclasses import dataclass, replace
from typing import Final

from devices.simulator.chance import swing, unit

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
_CHINA_S: Final = 8 * HOUR
_YEAR: Final = 365.2425 * DAY
_RAIN_SLOT: Final = 6 * HOUR
#: how much later the same weather reaches a place some kilometres on
_LATER_S: Final = 40 * 60.0
#: the hours of work: begin, end
SHIFTS: Final = ((6.5, 11.5), (13.0, 18.5))


@dataclass(frozen=True, slots=True)
class World:
    """A made-up town: its seed, the place in it, and whether that place is a building site."""

    seed: int
    place: str = "site"
    works: bool = True

    def elsewhere(self) -> "World":
        """Return another place of the same town where nobody builds: a park, a store, a courtyard."""
        return replace(self, place="elsewhere", works=False)


@dataclass(frozen=True, slots=True)
class Air:
    """What instruments would find in the air at one moment; rain is that of the hour before, in mm."""

    temperature: float
    humidity: float
    pressure: float
    wind_speed: float
    wind_gust: float
    wind_direction: float
    rain: float
    pm25: float
    pm10: float


def hour_of(at_s: float) -> float:
    """Return the hour of the day in China, 0 to 24."""
    return (at_s + _CHINA_S) % DAY / HOUR


def day_of(at_s: float) -> int:
    """Return the number of the day in China, counted from 1970-01-01."""
    return math.floor((at_s + _CHINA_S) / DAY)


def busy(world: World, at_s: float) -> float:
    """Return how much is worked on the site, 0 to 1: in two shifts, on Sundays little."""
    if not world.works:
        return 0.0
    hour = hour_of(at_s)
    shift = max(min(1.0, 3 * (hour - begin), 3 * (end - hour)) for begin, end in SHIFTS)
    if shift <= 0:
        return 0.0
    # 1970-01-01 was a Thursday.
    sunday = 0.3 if (day_of(at_s) + 3) % 7 == 6 else 1.0
    return shift * sunday * (0.75 + 0.25 * swing(world.seed, "busy", at_s, 2 * HOUR))


def warm_season(at_s: float) -> float:
    """Return -1 in mid January to 1 in mid July."""
    return -math.cos(2 * math.pi * ((at_s - 15 * DAY) % _YEAR) / _YEAR)


def rain_rate(seed: int, at_s: float) -> float:
    """Return mm of rain an hour falling at a moment; showers lie within quarters of a day, more of them in summer."""
    slot = math.floor(at_s / _RAIN_SLOT)
    if unit(seed, "rain", slot) > 0.12 + 0.08 * warm_season(at_s):
        return 0.0
    length = HOUR * (0.7 + 3.5 * unit(seed, "rain-long", slot))
    began = slot * _RAIN_SLOT + (_RAIN_SLOT - length) * unit(seed, "rain-from", slot)
    part = (at_s - began) / length
    return (
        0.0 if not 0 < part < 1 else (1 + 14 * unit(seed, "rain-much", slot) ** 2) * math.sin(math.pi * part)
    )


def wet(seed: int, at_s: float, hours: float, steps: int = 12) -> float:
    """Return mm of rain fallen in the hours before a moment."""
    step = hours * HOUR / steps
    return sum(rain_rate(seed, at_s - (number + 0.5) * step) for number in range(steps)) * step / HOUR


def air(world: World, at_s: float) -> Air:
    """Return the air of a place: the town's weather with what the place itself does to it."""
    seed, place = world.seed, world.place
    if place != "site":
        at_s -= _LATER_S
    sun = math.cos(2 * math.pi * (hour_of(at_s) - 14.5) / 24)
    rain = wet(seed, at_s, 1)
    season, front = warm_season(at_s), swing(seed, "front", at_s, 3 * DAY)
    temperature = 13 + 13 * season + 4 * front + 4.5 * sun - min(4.0, rain)
    temperature += 0.8 * swing(seed, f"warm-{place}", at_s, 5 * HOUR)
    humidity = 58 + 10 * season - 14 * sun + 12 * swing(seed, "damp", at_s, 2 * DAY) + 8 * min(4.0, rain)
    wind = 2.6 + 1.6 * swing(seed, "wind", at_s, 18 * HOUR) + 0.9 * sun + 0.5 * rain**0.5
    wind = max(0.1, wind * (1 + 0.35 * swing(seed, f"breeze-{place}", at_s, 240)))
    gust = wind * (1.35 + 0.2 * abs(swing(seed, f"gust-{place}", at_s, 60)))
    pm25 = (
        (38 - 16 * season)
        * math.exp(0.7 * swing(seed, "haze", at_s, 2.5 * DAY))
        / (1 + 0.25 * rain + 0.08 * wind)
    )
    pm25 *= 1 + 0.12 * swing(seed, f"haze-{place}", at_s, 3 * HOUR)
    works = busy(world, at_s)
    dust = (
        45
        * works
        * (1 + swing(seed, "dust", at_s, 900))
        * (0.4 + 0.12 * wind)
        / (1 + 3 * wet(seed, at_s, 6, 6))
    )
    return Air(
        temperature, min(99.0, max(8.0, humidity)), 1015 - 9 * season + 8 * swing(seed, "baro", at_s, 2 * DAY),
        wind, gust, (200 + 110 * swing(seed, "vane", at_s, 9 * HOUR) + 20 * swing(seed, f"vane-{place}", at_s, 300)) % 360,
        rain, pm25 + 0.18 * dust, 1.7 * pm25 + dust,
    )  # fmt: skip
