"""The machines that lift: tower crane, hoist and suspended cradle, each going through its rounds of work."""

from typing import Final

from devices.simulator.air import HOUR, World, air, busy, day_of, hour_of
from devices.simulator.chance import jitter, swing, unit

#: the crane's most load (t) and its rated moment (t·m)
MOST_LOAD: Final = 6.0
MOMENT: Final = 80.0
_ROUND_S: Final = 240.0
_TRIP_S: Final = 180.0
_TOP_M, _YARD = 40.0, (20.0, 12.0)  # where an empty hook rests; slew and radius where loads are picked up
_STOREY_M: Final = 3.0


def crane(world: World, name: str, at_s: float) -> dict[str, float]:
    """Return load, its share of what is rated at this radius, moment, hook height, radius and slew of a tower crane.

    A round: down into the yard and hook on, lift, slew and trolley out, lower, let go, come back empty. No load is over
    85 % of what is rated where it is set down.
    """
    number, part = divmod(at_s / _ROUND_S, 1.0)
    draw = [unit(world.seed, name, int(number), each) for each in range(5)]
    slew, radius, height, load = *_YARD, _TOP_M, 0.0
    if draw[0] < busy(world, number * _ROUND_S):
        far, turned, floor = 15 + 28 * draw[1], 60 + 240 * draw[2], 3 + 30 * draw[3]
        way = _ramp(part, 0.40, 0.60) - _ramp(part, 0.85, 1.0)
        slew, radius = _YARD[0] + (turned - _YARD[0]) * way, _YARD[1] + (far - _YARD[1]) * way
        height -= (_TOP_M - 1) * (_ramp(part, 0.0, 0.12) - _ramp(part, 0.15, 0.40))
        height -= (_TOP_M - floor) * (_ramp(part, 0.60, 0.75) - _ramp(part, 0.78, 0.85))
        load = (0.3 + 0.7 * draw[4]) * 0.85 * _rated(far) if 0.13 < part < 0.77 else 0.0
    load = max(0.0, load * (1 + 0.02 * swing(world.seed, name, at_s, 4)) + 0.02)
    return {
        "load": load, "load_rate": 100 * load / _rated(radius), "moment_rate": 100 * load * radius / MOMENT,
        "height": height, "radius": radius, "slew": slew % 360,
    }  # fmt: skip


def _rated(radius: float) -> float:
    """Return the load a crane may lift at a radius (t)."""
    return min(MOST_LOAD, MOMENT / radius)


def _ramp(part: float, begin: float, end: float) -> float:
    """Return 0 before `begin`, 1 after `end`, a soft way between."""
    x = min(1.0, max(0.0, (part - begin) / (end - begin)))
    return x * x * (3 - 2 * x)


def hoist(world: World, name: str, at_s: float) -> dict[str, float]:
    """Return load, height and speed of a hoist's cage: up to a floor, a stop, and down again."""
    number, part = divmod(at_s / _TRIP_S, 1.0)
    draw = [unit(world.seed, name, int(number), each) for each in range(3)]
    if draw[0] >= busy(world, number * _TRIP_S):
        return {"load_rate": 0.0, "height": 0.0, "speed": 0.0}
    goal = _STOREY_M * (1 + int(10 * draw[1]))

    def at(share: float) -> float:
        return goal * (_ramp(share, 0.1, 0.35) - _ramp(share, 0.6, 0.85))

    step = 1 / _TRIP_S
    return {
        "load_rate": (20 + 65 * draw[2]) * (1 if 0.05 < part < 0.45 else 0.25 if part < 0.9 else 0),
        "height": at(part), "speed": abs(at(min(1.0, part + step)) - at(part)),
    }  # fmt: skip


def cradle(world: World, name: str, at_s: float) -> dict[str, float]:
    """Return load, height and lean of a suspended cradle: on the ground at night and in wind, by day down the front."""
    wind = air(world, at_s).wind_speed
    works = busy(world, at_s) > 0.2 and wind < 8
    day = (hour_of(at_s) - 7) / 11
    # A front is worked from the top down; each day has its own.
    height = 15 + 12 * unit(world.seed, name, day_of(at_s)) if works else 0.0
    height = max(0.0, height * (1 - 0.8 * min(1.0, max(0.0, day)))) if works else 0.0
    lean = (
        0.4 * swing(world.seed, name, at_s, 120) + 0.05 * wind * jitter(world.seed, name, at_s)
        if works
        else 0.0
    )
    load = 35 + 25 * swing(world.seed, f"{name}-load", at_s, HOUR) if works else 0.0
    return {"load_rate": load, "height": height, "tilt": lean}
