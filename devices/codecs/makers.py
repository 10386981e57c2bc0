"""JSON as devices made for ThingsBoard and for Tasmota send it."""

import re
from typing import Any, Final

from devices.codecs import naming
from devices.codecs.shapes import Readings, Unreadable, Value
from devices.codecs.strict import RFC3339, in_range, moment_ms, plain
from devices.topics import Topic

MOST_BYTES: Final = 64 * 1024
MOST_SAMPLES: Final = 1000
_WITH_OFFSET = re.compile(RFC3339, re.ASCII)
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)
#: Tasmota's word for the scale, as a unit
_SCALES: Final = {"C": "Cel", "F": "degF"}
_MOST_UNIT: Final = 20


def thingsboard(_topic: Topic, payload: bytes, received_ms: int | None) -> Readings:
    """Read telemetry for ThingsBoard: `{"pm10": 8}` or `{"ts": ms, "values": {…}}`, or a list of either.

    Without `ts` the arrival dates a sample; in a list each needs its own, or one that comes late is misdated.
    """
    told = plain(payload, MOST_BYTES)
    many = isinstance(told, list)
    samples = told if many else [told]
    if not 1 <= len(samples) <= MOST_SAMPLES:
        raise Unreadable("payload", "length", least=1, most=MOST_SAMPLES)
    rows: list[Value] = []
    undated = False
    for index, sample in enumerate(samples):
        place = f"[{index}]" if many else ""
        at, values = _sample(sample, place, None if len(samples) > 1 else received_ms)
        undated = undated or "ts" not in sample
        rows += naming.rows(values, f"{place}values", at)
    return _some(rows, undated=undated)


def _sample(sample: Any, place: str, received_ms: int | None) -> tuple[int, Any]:
    if not isinstance(sample, dict):
        raise Unreadable(place or "payload", "type", expected="object")
    if "ts" not in sample:
        if received_ms is None:
            raise Unreadable(f"{place}.ts".strip("."), "missing")
        return received_ms, sample
    at, values = sample["ts"], sample.get("values")
    if isinstance(at, bool) or not isinstance(at, int):
        raise Unreadable(f"{place}.ts".strip("."), "type", expected="integer")
    if not isinstance(values, dict):
        raise Unreadable(f"{place}.values".strip("."), "missing" if values is None else "type")
    return in_range(f"{place}.ts".strip("."), at), values


def tasmota(_topic: Topic, payload: bytes, received_ms: int | None) -> Readings:
    """Read a SENSOR message of Tasmota; a `Time` without an offset is not used, the arrival stands in.

    Such a time is that of whatever zone the device was set to, which no message tells; and the device keeps
    no backlog, so the arrival is right within its way.
    """
    told = plain(payload, MOST_BYTES)
    if not isinstance(told, dict):
        raise Unreadable("payload", "type", expected="object")
    at, undated = _tasmota_moment(told.pop("Time", None), received_ms)
    scale, pressure = told.pop("TempUnit", "C"), told.pop("PressureUnit", "")
    if not isinstance(scale, str) or scale not in _SCALES:
        raise Unreadable("TempUnit", "choice", choices="CF")
    if not isinstance(pressure, str):
        raise Unreadable("PressureUnit", "type", expected="string")
    rows = naming.rows(told, "payload", at)
    words = {"temperature": _SCALES[scale], "pressure": pressure[:_MOST_UNIT]}
    units = {
        name: words[kind] for _, name, _, _ in rows for kind in words if words[kind] and name.endswith(kind)
    }
    return _some(rows, undated=undated, units=units)


def _tasmota_moment(time: Any, received_ms: int | None) -> tuple[int, bool]:
    if isinstance(time, str) and _WITH_OFFSET.match(time):
        return moment_ms("Time", time), False
    if time is not None and not (isinstance(time, str) and _LOCAL.fullmatch(time)):
        raise Unreadable("Time", "time", got=str(time)[:40])
    if received_ms is None:
        raise Unreadable("Time", "missing")
    return received_ms, True


def _some(rows: list[Value], *, undated: bool, units: dict[str, str] | None = None) -> Readings:
    if not rows:
        raise Unreadable("payload", "value")
    return Readings(rows, undated=undated, units=units or {})
