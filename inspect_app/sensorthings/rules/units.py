"""What the quantities measured here are called elsewhere: units by UCUM, properties by CF standard name."""

from collections.abc import Mapping
from types import MappingProxyType

#: our unit -> (its name, its UCUM code); a sound level's A-weighting and the explosive limit have no code of their own
UCUM: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "µg/m³": ("microgram per cubic metre", "ug/m3"),
        "dB(A)": ("decibel, A-weighted", "dB[SPL]"),
        "m/s": ("metre per second", "m/s"),
        "mm/s": ("millimetre per second", "mm/s"),
        "°": ("degree", "deg"),
        "°C": ("degree Celsius", "Cel"),
        "%": ("percent", "%"),
        "%LEL": ("percent of the lower explosive limit", "%"),
        "hPa": ("hectopascal", "hPa"),
        "MPa": ("megapascal", "MPa"),
        "mm": ("millimetre", "mm"),
        "mA": ("milliampere", "mA"),
        "mg/m³": ("milligram per cubic metre", "mg/m3"),
        "ppm": ("parts per million", "[ppm]"),
        "lx": ("lux", "lx"),
        "V": ("volt", "V"),
        "m": ("metre", "m"),
        "m³": ("cubic metre", "m3"),
        "m³/h": ("cubic metre per hour", "m3/h"),
        "t": ("tonne", "t"),
    }
)
#: quantity -> its CF standard name; a quantity without one is defined by its own address here
CF: Mapping[str, str] = MappingProxyType(
    {
        "pm25": "mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air",
        "pm10": "mass_concentration_of_pm10_ambient_aerosol_particles_in_air",
        "wind_speed": "wind_speed",
        "wind_gust": "wind_speed_of_gust",
        "wind_direction": "wind_from_direction",
        "temperature": "air_temperature",
        "humidity": "relative_humidity",
        "pressure": "air_pressure",
    }
)
_CF_TABLE = "http://vocab.nerc.ac.uk/standard_name/"


def unit_of(unit: str) -> dict[str, str]:
    """Return a unit as a Datastream tells it: name, symbol, and `ucum:` with its code."""
    name, code = UCUM[unit]
    return {"name": name, "symbol": unit, "definition": f"ucum:{code}"}


def definition_of(quantity: str, own: str) -> str:
    """Return the address that defines a quantity: its CF standard name, or `own` where it has none."""
    return f"{_CF_TABLE}{CF[quantity]}/" if quantity in CF else own
