"""Units as devices write them, and what turns a value told in one of them into the unit of a quantity."""

import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

#: a converted value is cut behind this digit: what stands there is only the rounding of floating point
DIGITS = 9
MOST_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: a value times `factor` plus `offset` is in the first unit of its kind."""

    kind: str
    factor: Fraction
    offset: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Conversion:
    """A value times `factor` plus `offset`."""

    factor: float = 1.0
    offset: float = 0.0

    @property
    def same(self) -> bool:
        """Whether it changes nothing."""
        return self.factor == 1.0 and self.offset == 0.0

    def of(self, value: float) -> float:
        """Return the value converted; one that is not finite stays so."""
        return round(value * self.factor + self.offset, DIGITS)


SAME = Conversion()

# Spellings: SenML (RFC 8428 table 1, RFC 8798), UCUM, and what data sheets and displays write. `F` and `C` are farad
# and coulomb in SenML; no quantity here has those, and thermometers mean the scales. A level in plain dB is that of the
# quantity: SenML has no sign for a weighted one.
# kind: ((spellings, factor, offset), …), the first unit of each kind with factor 1
_TABLE: dict[str, tuple[tuple[str, str, str], ...]] = {
    "temperature": (
        ("K kelvin", "1", "0"), ("Cel °C degC C celsius", "1", "273.15"),
        ("degF °F [degF] F fahrenheit", "5/9", "45967/180"),
    ),
    "pressure": (
        ("Pa", "1", "0"), ("hPa mbar", "100", "0"), ("kPa", "1000", "0"), ("MPa", "1000000", "0"),
        ("bar", "100000", "0"), ("mmHg mm[Hg]", "133.322387415", "0"), ("kgf/cm2", "98066.5", "0"),
        ("psi [psi]", "6894.757293168", "0"), ("atm", "101325", "0"),
        ("inHg [in_i'Hg]", "3386.388640341", "0"),
    ),
    "concentration": (
        ("kg/m3", "1", "0"), ("g/m3 mg/L mg/l", "1/1000", "0"), ("mg/m3", "1/1000000", "0"),
        ("ug/m3", "1/1000000000", "0"), ("ng/m3", "1/1000000000000", "0"),
    ),
    "speed": (
        ("m/s", "1", "0"), ("cm/s", "1/100", "0"), ("mm/s", "1/1000", "0"), ("um/s", "1/1000000", "0"),
        ("km/h kph", "5/18", "0"), ("m/min", "1/60", "0"), ("mph [mi_i]/h", "0.44704", "0"),
        ("kn kt [kn_i]", "463/900", "0"),
    ),
    # rain: a litre on a square metre stands one millimetre high
    "length": (
        ("m", "1", "0"), ("km", "1000", "0"), ("cm", "1/100", "0"), ("mm l/m2 L/m2 kg/m2", "1/1000", "0"),
        ("um", "1/1000000", "0"), ("in [in_i]", "0.0254", "0"), ("ft [ft_i]", "0.3048", "0"),
    ),
    "mass": (("kg", "1", "0"), ("t", "1000", "0"), ("g", "1/1000", "0")),
    "volume": (("m3", "1", "0"), ("L l", "1/1000", "0"), ("mL ml", "1/1000000", "0")),
    "flow": (
        ("m3/s", "1", "0"), ("m3/h", "1/3600", "0"), ("L/s l/s", "1/1000", "0"), ("L/min l/min", "1/60000", "0"),
        ("L/h l/h", "1/3600000", "0"),
    ),
    "angle": (
        ("deg °", "1", "0"), ("rad", "180/3.14159265358979323846", "0"),
        ("mrad", "0.18/3.14159265358979323846", "0"), ("' arcmin", "1/60", "0"), ("'' arcsec", "1/3600", "0"),
    ),
    "current": (("A", "1", "0"), ("mA", "1/1000", "0"), ("uA", "1/1000000", "0"), ("kA", "1000", "0")),
    "voltage": (("V", "1", "0"), ("mV", "1/1000", "0"), ("kV", "1000", "0")),
    "light": (("lx lux", "1", "0"), ("klx", "1000", "0")),
    "level": (("dB(A) dBA dB[A] dB", "1", "0"),),
    "share": (("% %RH %rh RH% %EL", "1", "0"), ("/ 1", "100", "0")),
    "explosive": (("%LEL", "1", "0"),),
    "parts": (("ppm [ppm]", "1", "0"), ("ppb [ppb]", "1/1000", "0"), ("%VOL %vol", "10000", "0")),
}  # fmt: skip


def _fraction(text: str) -> Fraction:
    above, _slash, below = text.partition("/")
    return Fraction(above) / Fraction(below or "1")


def normal(told: str) -> str:
    """Return a unit as it is looked up: `µg/m³`, `μg/m³` and `ug/m3` are one."""
    flat = unicodedata.normalize("NFKC", told.replace("℃", "°C").replace("℉", "°F").replace("º", "°"))
    return "".join(flat.split()).replace("μ", "u").replace("^", "")


UNITS: MappingProxyType[str, Unit] = MappingProxyType(
    {
        normal(spelling): Unit(kind, _fraction(factor), _fraction(offset))
        for kind, rows in _TABLE.items()
        for spellings, factor, offset in rows
        for spelling in spellings.split()
    }
)


@lru_cache(1024)
def conversion(told: str, wanted: str) -> Conversion | None:
    """Return what turns a value told in one unit into another, None where there is no way or no such unit.

    The same text converts to itself whether it is known or not.
    """
    if told == wanted:
        return SAME
    one, other = UNITS.get(normal(told[:MOST_LETTERS])), UNITS.get(normal(wanted))
    if one is None or other is None or one.kind != other.kind:
        return None
    return Conversion(float(one.factor / other.factor), float((one.offset - other.offset) / other.factor))
