"""Cayenne LPP, the low power payload of small LoRaWAN devices: channel, type, value, one after the other."""

from types import MappingProxyType
from typing import Final, NamedTuple

from devices.codecs.shapes import NORMAL, Readings, Unreadable, Value
from devices.codecs.strict import fits
from devices.topics import Topic

MOST_BYTES: Final = 512
_PARTS: Final = ("x", "y", "z")


class Kind(NamedTuple):
    """What follows a type byte: the name, how many bytes each part has, what one step is worth, its sign."""

    name: str
    size: int
    divisor: int = 1
    signed: bool = False
    parts: tuple[str, ...] = ()


# Numbers are those of the IPSO registry less 3200. The first twelve are Cayenne's own; the others were added by
# the makers of its libraries and are read alike by all of them.
KINDS: Final = MappingProxyType(
    {
        0: Kind("digital_in", 1),
        1: Kind("digital_out", 1),
        2: Kind("analog_in", 2, 100, signed=True),
        3: Kind("analog_out", 2, 100, signed=True),
        101: Kind("luminosity", 2),
        102: Kind("presence", 1),
        103: Kind("temperature", 2, 10, signed=True),
        104: Kind("relative_humidity", 1, 2),
        113: Kind("accelerometer", 2, 1000, signed=True, parts=_PARTS),
        115: Kind("barometric_pressure", 2, 10),
        134: Kind("gyrometer", 2, 100, signed=True, parts=_PARTS),
        136: Kind("gps", 3, signed=True, parts=("latitude", "longitude", "altitude")),
        100: Kind("generic", 4),
        116: Kind("voltage", 2, 100),
        117: Kind("current", 2, 1000),
        118: Kind("frequency", 4),
        120: Kind("percentage", 1),
        121: Kind("altitude", 2, signed=True),
        125: Kind("concentration", 2),
        128: Kind("power", 2),
        130: Kind("distance", 4, 1000),
        131: Kind("energy", 4, 1000),
        132: Kind("direction", 2),
        133: Kind("unixtime", 4),
        135: Kind("colour", 1, parts=("r", "g", "b")),
        142: Kind("switch", 1),
    }
)
_GPS_DIVISORS: Final = MappingProxyType({"latitude": 10_000, "longitude": 10_000, "altitude": 100})


def decode(_topic: Topic, payload: bytes, received_ms: int | None) -> Readings:
    """Read one payload: `temperature_3` is the temperature on channel 3. It has no time: its arrival dates it."""
    if received_ms is None:
        raise Unreadable("at", "missing")
    return Readings(values(payload, received_ms), undated=True)


def values(payload: bytes, at_ms: int) -> list[Value]:
    """Return the values of a payload as of one moment; raise Unreadable naming the byte where it breaks off.

    A type nobody knows ends all understanding, since its length is unknown too: the payload is refused.
    """
    fits(payload, MOST_BYTES)
    if not payload:
        raise Unreadable("payload", "length", least=1)
    found: dict[str, Value] = {}
    position = 0
    while position < len(payload):
        channel, kind, start = _head(payload, position)
        position = start + kind.size * max(1, len(kind.parts))
        if position > len(payload):
            raise Unreadable(f"[{start}]", "length", least=position - start, got=len(payload) - start)
        for name, value in _values(payload[start:position], channel, kind):
            if name in found:
                raise Unreadable(name, "duplicate")
            found[name] = (at_ms, name, value, NORMAL)
    return list(found.values())


def _head(payload: bytes, position: int) -> tuple[int, Kind, int]:
    if position + 1 >= len(payload):
        raise Unreadable(f"[{position + 1}]", "missing")
    kind = KINDS.get(payload[position + 1])
    if kind is None:
        raise Unreadable(f"[{position + 1}]", "choice", got=payload[position + 1])
    return payload[position], kind, position + 2


def _values(data: bytes, channel: int, kind: Kind) -> list[tuple[str, float]]:
    name = f"{kind.name}_{channel}"
    numbers = [
        int.from_bytes(data[at : at + kind.size], "big", signed=kind.signed)
        for at in range(0, len(data), kind.size)
    ]
    if not kind.parts:
        return [(name, numbers[0] / kind.divisor)]
    return [
        (f"{name}_{part}", number / _GPS_DIVISORS.get(part, kind.divisor))
        for part, number in zip(kind.parts, numbers, strict=True)
    ]
