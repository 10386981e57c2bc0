"""What the codes of HJ 212 stand for here, and which of a telegram's values go on."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from devices.codecs import Unreadable, Value
from devices.codecs.hj212 import SPANS, Telegram, readings
from devices.gateways.config import Code, Hj212, Station


class Known(NamedTuple):
    """A code of the standard: its quantity, the factor to that quantity's unit (None: dust), where that is written."""

    quantity: str
    factor: float | None
    basis: str
    verified: bool


#: names as the codec gives them: small letters, `_minute`, `_hour`, `_day` and `_min`, `_max` behind
CODES: Final[Mapping[str, Known]] = MappingProxyType(
    {
        "a34001": Known("tsp", None, "HJ 212-2017, annex B", verified=True),
        "a34002": Known("pm10", None, "HJ 212-2017, annex B", verified=True),
        "a34004": Known("pm25", None, "HJ 212-2017, annex B", verified=True),
        "a01001": Known("temperature", 1.0, "HJ 212-2017, annex B", verified=True),
        "a01002": Known("humidity", 1.0, "HJ 212-2017, annex B", verified=True),
        "a01006": Known("pressure", 10.0, "HJ 212-2017, annex B (kPa)", verified=True),
        "a01007": Known("wind_speed", 1.0, "HJ 212-2017, annex B", verified=True),
        "a01008": Known("wind_direction", 1.0, "HJ 212-2017, annex B", verified=True),
        "leq": Known("noise", 1.0, "HJ 212-2017, annex B", verified=True),
        # In no table of the standard; makers use it.
        "a50001": Known("noise", 1.0, "practice of makers", verified=False),
    }
)
#: from what instruments send to µg/m³: the table of the standard says ng/m³, instruments mostly do not
DUST: Final = MappingProxyType({"ug/m3": 1.0, "mg/m3": 1000.0, "ng/m3": 0.001})
_SPAN_NAMES: Final = tuple(each for each in SPANS.values() if each)


class Found(NamedTuple):
    """The values of a telegram under the names of our quantities, and the codes nobody has explained."""

    rows: list[Value]
    unknown: tuple[str, ...]


def found(telegrams: Sequence[Telegram], told: Hj212, station: Station | None) -> Found:
    """Read a telegram, whole or in its parts; raise Unreadable where it brings no values.

    Of a mean, least or greatest over a span only what the map names is passed on; there, other codes are not unknown.
    """
    codes = told.codes | (station.codes if station else {})
    codes = {name.lower(): code for name, code in codes.items()}
    dust = DUST[(station and station.dust_unit) or told.dust_unit]
    rows: dict[str, Value] = {}
    unknown = []
    for at, name, value, flag in readings(_joined(telegrams)).device_values:
        meaning = codes.get(name) or _standard(name, dust)
        if meaning is None:
            if telegrams[0].code == 2011:
                unknown.append(name)
        elif meaning.quantity not in rows:
            # Rounded: 0.035 mg/m³ is 35 µg/m³ and not 35.00000000000001.
            rows[meaning.quantity] = (at, meaning.quantity, round(value * meaning.factor, 9), flag)
    return Found(list(rows.values()), tuple(sorted(unknown)))


def _standard(name: str, dust: float) -> Code | None:
    span = next((each for each in _SPAN_NAMES if name.endswith(each)), "")
    known = CODES.get(name.removesuffix(span))
    return Code(known.quantity, dust if known.factor is None else known.factor) if known else None


def _joined(telegrams: Sequence[Telegram]) -> Telegram:
    """Return the parts of a split telegram as one; each may repeat the time of the whole."""
    groups: list[dict[str, str]] = []
    times: set[str] = set()
    for group in (group for each in telegrams for group in each.values):
        rest = dict(group)
        time = rest.pop("DataTime", None)
        if time is not None and time not in times:
            times.add(time)
            rest["DataTime"] = time
        if rest:
            groups.append(rest)
    if not telegrams:
        raise Unreadable("CP", "missing")
    return telegrams[0]._replace(values=groups)
