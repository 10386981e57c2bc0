"""Mapping profiles: what a field means, which profiles come along, and when a unit looks mistaken."""

import pytest

from devices.codecs import CODECS
from devices.codecs.naming import plain
from inspect_app.readings.rules.plausible import USUAL, suspicion
from inspect_app.readings.rules.profiles import Meaning, Wrong, fields_of, meaning, shipped
from inspect_app.readings.rules.quantities import QUANTITIES

SHIPPED = shipped()


def value(profile: str, told: str, number: float) -> tuple[str, float]:
    found = meaning(SHIPPED[profile], told)
    assert isinstance(found, Meaning), found
    return found.quantity, found.conversion.of(number)


@pytest.mark.parametrize(
    ("profile", "name", "told", "quantity", "becomes"),
    [
        ("hj212-dust-ng", "a34004", 75_600.0, "pm25", 75.6), ("hj212-dust-ng", "a01006", 101.38, "pressure", 1013.8),
        ("hj212-dust-ng", "LA", 57.9, "noise", 57.9), ("hj212-dust-mg", "a34002", 0.083, "pm10", 83),
        ("hj212-dust-ug", "a34001", 178.0, "tsp", 178), ("dragino-lht65", "TempC_SHT", 24.06, "temperature", 24.06),
        ("dragino-lht65", "BatV", 3.05, "battery_voltage", 3.05), ("dragino-lht65", "Bat_status", 3, "", 3),
        ("milesight-em300-th", "humidity", 57.5, "humidity", 57.5), ("hj212-dust-ng", "a34002_hour_max", 1, "", 1),
        ("tasmota-bme280", "BME280 Pressure", 1008.8, "pressure", 1008.8),
        ("tasmota-bme280", "BME280 DewPoint", 9.0, "", 9), ("tasmota-bme280", "bme280_temperature@degF", 212, "temperature", 100),
    ],
)  # fmt: skip
def test_a_field_is_read_by_the_profile_of_its_model(
    profile: str, name: str, told: float, quantity: str, becomes: float
) -> None:
    named = name if "@" in name else plain(*name.split())
    assert value(profile, named, told) == (quantity, pytest.approx(becomes))


def test_without_a_profile_a_name_is_its_quantity_and_a_told_unit_is_converted() -> None:
    assert meaning(None, "pm10") == Meaning("pm10")
    assert meaning(None, "temperature@K").conversion.of(295.65) == 22.5  # type: ignore[union-attr]
    assert meaning(None, "temperature@Cel").plain  # type: ignore[union-attr]
    assert (meaning(None, "temperature@m/s"), meaning(None, "colour"), meaning(None, "colour@K")) == (
        "unit", "quantity", "quantity",
    )  # fmt: skip


def test_what_a_profile_does_not_name_is_taken_by_its_own_name() -> None:
    assert meaning(SHIPPED["dragino-lht65"], "pm10") == Meaning("pm10")
    assert meaning(SHIPPED["dragino-lht65"], "colour") == "quantity"


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_a_shipped_profile_is_for_a_known_payload_and_says_on_what_it_rests(key: str) -> None:
    one = SHIPPED[key]
    assert one.codec in {*CODECS, "hj212"}
    assert one.basis
    assert any(each.quantity for each in one.fields.values())


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"name": "Temp"}, "a-z"), ({"name": "t", "quantity": "colour"}, "quantity"), ({"name": "t*", "quantity": "pm10"}, "pattern"),
        ({"name": "t", "quantity": "pm10", "unit": "K"}, "convert"), ({"name": "t", "quantity": "pm10", "factor": 0.0}, "factor"),
        ({"name": "t", "quantity": "pm10", "offset": float("nan")}, "factor"),
        ({"name": "t", "quantity": "pm10", "low": 5.0, "high": 5.0}, "bound"), ({"name": "t", "quantity": "pm10", "flag": "X"}, "flag"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_hold_is_refused_with_its_number(row: dict[str, object], word: str) -> None:
    with pytest.raises(Wrong, match=word) as wrong:
        fields_of([{"name": "fine"}, row])
    assert wrong.value.en.startswith("line 2 ")


@pytest.mark.parametrize(
    ("quantity", "values", "words"),
    [
        ("pm10", [0.05 + k / 1000 for k in range(20)], "1000 ×"), ("pm10", [83_000.0 + k for k in range(20)], "0.001 ×"),
        ("temperature", [293.0 + k / 10 for k in range(20)], "K → °C"), ("temperature", [70.5 + k / 10 for k in range(20)], "°F → °C"),
        ("pressure", [101_300.0 + k for k in range(20)], "0.01 ×"), ("pressure", [101.3] * 20, "10 ×"),
    ],
)  # fmt: skip
def test_a_mistaken_unit_is_seen_by_the_values(quantity: str, values: list[float], words: str) -> None:
    found = suspicion(values, USUAL[quantity], QUANTITIES[quantity].unit)
    assert found is not None
    assert (found.words, found.outside) == (words, 20)


def test_usual_values_few_values_and_zeros_are_no_suspicion() -> None:
    assert suspicion([50.0] * 20 + [0.05] * 15, USUAL["pm10"], "µg/m³") is None
    assert suspicion([0.05] * 9, USUAL["pm10"], "µg/m³") is None
    assert suspicion([0.0] * 50, USUAL["pm10"], "µg/m³") is None
