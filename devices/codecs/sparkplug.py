"""Sparkplug B payloads (Eclipse Sparkplug 3.0, chapter 6): the metrics of one message with values of every type."""

import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import Any, Final

import msgspec

from devices.codecs import protobuf
from devices.codecs.properties import unit_of
from devices.codecs.protobuf import Field
from devices.codecs.shapes import Unreadable
from devices.codecs.strict import fits

MOST_BYTES: Final = 1024 * 1024
MOST_METRICS: Final = 10_000
MOST_DEEP: Final = 4


class Kind(IntEnum):
    """Data types, by the numbers of the specification (6.4.16); arrays are those from INT8_ARRAY on."""

    UNKNOWN = 0
    INT8 = 1
    INT16 = 2
    INT32 = 3
    INT64 = 4
    UINT8 = 5
    UINT16 = 6
    UINT32 = 7
    UINT64 = 8
    FLOAT = 9
    DOUBLE = 10
    BOOLEAN = 11
    STRING = 12
    DATETIME = 13
    TEXT = 14
    UUID = 15
    DATASET = 16
    BYTES = 17
    FILE = 18
    TEMPLATE = 19
    PROPERTY_SET = 20
    PROPERTY_SET_LIST = 21
    INT8_ARRAY = 22
    INT16_ARRAY = 23
    INT32_ARRAY = 24
    INT64_ARRAY = 25
    UINT8_ARRAY = 26
    UINT16_ARRAY = 27
    UINT32_ARRAY = 28
    UINT64_ARRAY = 29
    FLOAT_ARRAY = 30
    DOUBLE_ARRAY = 31
    BOOLEAN_ARRAY = 32
    STRING_ARRAY = 33
    DATETIME_ARRAY = 34


_BITS: Final = {
    Kind.INT8: 8, Kind.INT16: 16, Kind.INT32: 32, Kind.INT64: 64,
    Kind.UINT8: -8, Kind.UINT16: -16, Kind.UINT32: -32, Kind.UINT64: -64, Kind.DATETIME: -64,
}  # fmt: skip
_ARRAYS: Final = dict(zip(range(Kind.INT8_ARRAY, Kind.BOOLEAN_ARRAY), "bhiqBHIQfd", strict=True)) | {
    int(Kind.DATETIME_ARRAY): "Q"
}
NUMBERS: Final = frozenset({*_BITS, Kind.FLOAT, Kind.DOUBLE} - {Kind.DATETIME})


class Metric(msgspec.Struct, frozen=True):
    """One metric: by `name`, by `alias`, or by both; `value` is None where it is null or was not given.

    Data sets are lists of rows, templates lists of metrics, arrays lists; `at_ms` is its own time, if any.
    """

    name: str = ""
    alias: int | None = None
    at_ms: int | None = None
    kind: int = 0
    value: Any = None
    historical: bool = False
    null: bool = False
    #: of its property `engUnit`, "" without one
    unit: str = ""


class Payload(msgspec.Struct, frozen=True):
    """One message: its time, its number in the session of its edge node (0 to 255, none in a death), its metrics."""

    at_ms: int | None
    seq: int | None
    metrics: list[Metric]


def payload(data: bytes) -> Payload:
    """Read one payload; raise Unreadable naming the metric and the rule where it cannot be read."""
    fits(data, MOST_BYTES)
    at_ms = seq = None
    metrics: list[Metric] = []
    for field in protobuf.fields(data):
        if field.tag == 1:
            at_ms = protobuf.whole(field, "timestamp")
        elif field.tag == 2:
            metrics.append(_metric(protobuf.inner(field, "metrics"), f"metrics[{len(metrics)}].", 0))
            if len(metrics) > MOST_METRICS:
                raise Unreadable("metrics", "count", most=MOST_METRICS)
        elif field.tag == 3:
            seq = protobuf.whole(field, "seq")
    return Payload(at_ms, seq, metrics)


def typed(metric: Metric, kind: int, where: str) -> Any:
    """Return a metric's value as the type its birth told, for data that names none; raise Unreadable if it is none."""
    if metric.null or metric.value is None or metric.kind:
        return metric.value
    if isinstance(metric.value, bytes) and kind in _ARRAYS.keys() | {Kind.BOOLEAN_ARRAY, Kind.STRING_ARRAY}:
        return _array(metric.value, kind, where)
    if kind in _BITS and isinstance(metric.value, int):
        return _sized(metric.value, _BITS[Kind(kind)])
    return metric.value


def _metric(data: bytes, where: str, depth: int) -> Metric:
    if depth > MOST_DEEP:
        raise Unreadable(where, "length", most=MOST_DEEP)
    told: dict[int, Field] = {}
    for field in protobuf.fields(data, where):
        told[field.tag] = field
    number = {tag: protobuf.whole(told[tag], f"{where}{name}") for tag, name in _WHOLE.items() if tag in told}
    kind = number.get(4, 0)
    null = bool(number.get(7))
    return Metric(
        name=protobuf.text(told[1], f"{where}name") if 1 in told else "",
        alias=number.get(2),
        at_ms=number.get(3),
        kind=kind,
        value=None if null else _value(told, kind, where, depth),
        historical=bool(number.get(5)),
        null=null,
        unit=unit_of(told[9], f"{where}properties") if 9 in told else "",
    )


_WHOLE: Final = {2: "alias", 3: "timestamp", 4: "datatype", 5: "is_historical", 7: "is_null"}


def _value(told: dict[int, Field], kind: int, where: str, depth: int) -> Any:
    found = [tag for tag in range(10, 19) if tag in told]
    if not found:
        return None
    tag = found[-1]  # of a choice the last that was written counts
    field = told[tag]
    if tag == 17:
        return list(_rows(protobuf.inner(field, where), where))
    if tag == 18:
        return _template(protobuf.inner(field, where), where, depth)
    value = _scalar(field, tag - 9, where)
    if kind in _BITS and isinstance(value, int):
        return _sized(value, _BITS[Kind(kind)])
    if isinstance(value, bytes) and kind >= Kind.INT8_ARRAY:
        return _array(value, kind, where)
    return value


def _scalar(field: Field, which: int, where: str) -> Any:
    """Read a value by its place in the choice: int, long, float, double, boolean, string, bytes."""
    if which in (1, 2):
        return protobuf.whole(field, f"{where}value")
    if which == 3:
        return protobuf.unpack("<f", field, f"{where}value")
    if which == 4:
        return protobuf.unpack("<d", field, f"{where}value")
    if which == 5:
        return bool(protobuf.whole(field, f"{where}value"))
    if which == 6:
        return protobuf.text(field, f"{where}value")
    return protobuf.inner(field, f"{where}value")


def _sized(value: int, bits: int) -> int:
    """Cut a number to its type: negative ones are written as the whole they leave, in eight bits or in more."""
    value &= (1 << abs(bits)) - 1
    return value - (1 << bits) if bits > 0 and value >> (bits - 1) else value


def _array(data: bytes, kind: int, where: str) -> list[Any]:
    if kind == Kind.STRING_ARRAY:
        return [_decoded(each, where) for each in data.split(b"\0")[:-1]]
    if kind == Kind.BOOLEAN_ARRAY:
        count = int.from_bytes(data[:4], "little")
        if len(data) != 4 + (count + 7) // 8:
            raise Unreadable(f"{where}value", "length", least=count, got=len(data))
        return [bool(data[4 + at // 8] >> (7 - at % 8) & 1) for at in range(count)]
    form = _ARRAYS.get(kind)
    if form is None:
        raise Unreadable(f"{where}datatype", "choice", got=kind)
    if len(data) % struct.calcsize(form):
        raise Unreadable(f"{where}value", "length", got=len(data))
    return [each for (each,) in struct.iter_unpack(f"<{form}", data)]


def _decoded(data: bytes, where: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as wrong:
        raise Unreadable(f"{where}value", "utf8") from wrong


def _template(data: bytes, where: str, depth: int) -> list[Metric]:
    return [
        _metric(protobuf.inner(field, where), where, depth + 1)
        for field in protobuf.fields(data, where)
        if field.tag == 2
    ]


def _rows(data: bytes, where: str) -> Iterator[list[Any]]:
    types: list[int] = []
    rows: list[bytes] = []
    for field in protobuf.fields(data, where):
        if field.tag == 3:
            types += protobuf.packed(field.data, where) if field.wire == 2 else [field.number]
        elif field.tag == 4:
            rows.append(protobuf.inner(field, where))
    for row in rows:
        cells = [protobuf.inner(field, where) for field in protobuf.fields(row, where) if field.tag == 1]
        if len(cells) != len(types):
            raise Unreadable(f"{where}dataset", "count", least=len(types), got=len(cells))
        yield [_cell(cell, kind, where) for cell, kind in zip(cells, types, strict=True)]


def _cell(data: bytes, kind: int, where: str) -> Any:
    value = None
    for field in protobuf.fields(data, where):
        if 1 <= field.tag <= 6:
            value = _scalar(field, field.tag, where)
    if kind in _BITS and isinstance(value, int) and not isinstance(value, bool):
        return _sized(value, _BITS[Kind(kind)])
    return value
