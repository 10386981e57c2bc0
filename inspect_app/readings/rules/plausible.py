"""Where values usually lie, and by what they are wrong when most of them lie elsewhere: a unit was mistaken."""

from collections.abc import Sequence
from dataclasses import dataclass

from inspect_app.readings.rules.units import Conversion, conversion

#: quantity -> bounds of what is usual outdoors on a site; experience, no standard. Narrower than what can be measured.
USUAL: dict[str, tuple[float, float]] = {
    "pm25": (2, 1500), "pm10": (3, 3000), "tsp": (5, 6000), "noise": (25, 120), "temperature": (-45, 50),
    "humidity": (2, 100), "pressure": (500, 1090), "water_pressure": (0.01, 3), "battery": (1, 100),
    "battery_voltage": (1, 30), "co2": (250, 5000), "cable_temperature": (-40, 150),
}  # fmt: skip
LEAST_VALUES = 10
_MOST = 0.5
_NEARLY_ALL = 0.9
_FACTORS = (1000.0, 0.001, 1e6, 1e-6, 100.0, 0.01, 10.0, 0.1)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Most values lie outside what is usual; `remedy` would bring nearly all of them in, said as `words`."""

    outside: int
    of: int
    words: str = ""
    remedy: Conversion | None = None


def suspicion(values: Sequence[float], usual: tuple[float, float], unit: str) -> Suspicion | None:
    """Return what is wrong with a channel's newest values, None where most are usual or there are too few to say.

    A zero tells nothing about a unit; it is not counted.
    """
    told = [each for each in values if each]
    if len(told) < LEAST_VALUES:
        return None
    outside = len(told) - _inside(told, usual, Conversion())
    if outside <= _MOST * len(told):
        return None
    for words, remedy in _remedies(unit):
        if _inside(told, usual, remedy) >= _NEARLY_ALL * len(told):
            return Suspicion(outside, len(told), words, remedy)
    return Suspicion(outside, len(told))


def _inside(values: Sequence[float], usual: tuple[float, float], by: Conversion) -> int:
    return sum(usual[0] <= by.of(each) <= usual[1] for each in values)


def _remedies(unit: str) -> list[tuple[str, Conversion]]:
    scales = [(f"{told} → {unit}", conversion(told, unit)) for told in ("K", "°F")]
    return [(f"{factor:g} ×", Conversion(factor)) for factor in _FACTORS if unit != "°C"] + [
        (words, found) for words, found in scales if found is not None
    ]
