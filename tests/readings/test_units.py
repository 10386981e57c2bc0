"""Units: what a device tells becomes the unit of the quantity, or is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.readings.rules.quantities import QUANTITIES
from inspect_app.readings.rules.units import SAME, UNITS, conversion

_PAIRS = [(a, b) for a in UNITS for b in UNITS if UNITS[a].kind == UNITS[b].kind]


@pytest.mark.parametrize(
    ("told", "wanted", "value", "becomes"),
    [
        ("K", "°C", 295.65, 22.5), ("degF", "°C", 212, 100), ("℃", "°C", 21.4, 21.4), ("Cel", "°C", -40, -40),
        ("degF", "°C", -40, -40), ("Pa", "hPa", 101_325, 1013.25), ("kPa", "MPa", 600, 0.6), ("bar", "MPa", 6, 0.6),
        ("mbar", "hPa", 1013, 1013), ("mg/m³", "µg/m³", 0.083, 83), ("ug/m3", "µg/m³", 83, 83),
        ("ng/m3", "µg/m³", 83_000, 83), ("μg/m³", "µg/m³", 83, 83), ("km/h", "m/s", 36, 10), ("kn", "m/s", 900, 463),
        ("mm/s", "mm/s", 2.5, 2.5), ("m/s", "mm/s", 0.0025, 2.5), ("A", "mA", 0.03, 30), ("/", "%", 0.55, 55),
        ("%RH", "%", 55, 55), ("rad", "°", math.pi, 180), ("cm", "mm", 1.5, 15), ("L/m2", "mm", 3, 3),
        ("dB", "dB(A)", 62.5, 62.5), ("mmHg", "hPa", 760, 1013.250144354), ("inHg", "hPa", 29.92, 1013.207481190),
    ],
)  # fmt: skip
def test_a_value_is_told_in_the_unit_of_its_quantity(
    told: str, wanted: str, value: float, becomes: float
) -> None:
    found = conversion(told, wanted)
    assert found is not None
    assert found.of(value) == pytest.approx(becomes, rel=1e-12)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("m/s", "°C"),
        ("ppm", "%LEL"),
        ("ppm", "µg/m³"),
        ("%", "%LEL"),
        ("furlong", "mm"),
        ("", "mm"),
        ("cel", "°C"),
    ],
)
def test_what_does_not_convert_has_no_conversion(told: str, wanted: str) -> None:
    assert conversion(told, wanted) is None


def test_the_unit_of_every_quantity_is_known_and_converts_to_itself() -> None:
    for each in QUANTITIES.values():
        assert conversion(each.unit, each.unit) == SAME
        assert conversion(f" {each.unit}", each.unit) == SAME, each.unit


@given(st.sampled_from(_PAIRS), st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_there_and_back_is_the_same_and_more_stays_more(
    pair: tuple[str, str], value: float, more: float
) -> None:
    there, back = conversion(*pair), conversion(*reversed(pair))
    assert there is not None
    assert back is not None
    # exactly, but for what the digits that are kept cut off
    cut = 1e-9 * (1 + abs(back.factor)) * 2
    assert back.of(there.of(value)) == pytest.approx(value, rel=1e-9, abs=max(cut, 1e-6))
    assert there.of(value) <= there.of(value + more)
