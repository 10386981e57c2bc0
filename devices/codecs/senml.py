"""SenML packs (RFC 8428, JSON and CBOR): records with base fields, resolved into plain readings."""

import math
import re
from types import MappingProxyType
from typing import Annotated, Any, Final

import msgspec

from devices.codecs import cbor
from devices.codecs.shapes import NORMAL, Readings, Unreadable, Value, is_quantity
from devices.codecs.strict import fits, in_range, read, shaped, unique
from devices.topics import Topic

MOST_BYTES: Final = 64 * 1024
MOST_RECORDS: Final = 1000
VERSION: Final = 10
# RFC 8428, table 4: the integers CBOR writes for the labels
_LABELS: Final = MappingProxyType(
    {
        -1: "bver", -2: "bn", -3: "bt", -4: "bu", -5: "bv", -6: "bs", 0: "n", 1: "u", 2: "v", 3: "vs", 4: "vb",
        5: "s", 6: "t", 7: "ut", 8: "vd",
    }
)  # fmt: skip
RELATIVE_BELOW: Final = 2.0**28  # RFC 8428 4.5.3: a smaller time counts from the moment of arrival

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-:./_]*")
_LAST_PART = re.compile(r"[:/]")


class Record(msgspec.Struct):
    """One record as written, before the base fields are applied; a label we do not know is passed over."""

    bn: str | msgspec.UnsetType = msgspec.UNSET
    bt: float | msgspec.UnsetType = msgspec.UNSET
    bu: str | msgspec.UnsetType = msgspec.UNSET
    bv: float | msgspec.UnsetType = msgspec.UNSET
    bver: int | msgspec.UnsetType = msgspec.UNSET
    n: str = ""
    t: float = 0.0
    u: str | msgspec.UnsetType = msgspec.UNSET
    v: float | msgspec.UnsetType = msgspec.UNSET


class _Bases(msgspec.Struct):
    bn: str = ""
    bt: float = 0.0
    bu: str = ""
    bv: float = 0.0
    bver: int = VERSION


_Pack = Annotated[list[Record], msgspec.Meta(min_length=1, max_length=MOST_RECORDS)]
_decoder: msgspec.json.Decoder[list[Record]] = msgspec.json.Decoder(_Pack)


def decode(_topic: Topic, payload: bytes, received_ms: int | None) -> Readings:
    """Read one pack; the quantity is the last part of the resolved name, `-` and `.` written as `_`.

    The device is known from the topic, so what stands before the last part of a name is not needed. Only
    numbers are readings: a record with text, a truth value, data or a bare sum refuses the pack.
    """
    records = read(_decoder, payload, MOST_BYTES)
    _understood(unique(payload))
    return _resolved(records, received_ms)


def decode_cbor(_topic: Topic, payload: bytes, received_ms: int | None) -> Readings:
    """Read one pack in CBOR by the same rules; a label is its integer or its text, and never both."""
    fits(payload, MOST_BYTES)
    told = cbor.read(payload)
    if not isinstance(told, list):
        raise Unreadable("payload", "type", expected="array")
    pack = [_labelled(record, index) for index, record in enumerate(told)]
    records = shaped(pack, _Pack)
    _understood(pack)
    return _resolved(records, received_ms)


def _labelled(record: Any, index: int) -> dict[str, Any]:
    if not isinstance(record, dict):
        raise Unreadable(f"[{index}]", "type", expected="map")
    found = {_LABELS.get(label, str(label)): value for label, value in record.items()}
    if len(found) != len(record):
        raise Unreadable(f"[{index}]", "duplicate")
    return found


def _resolved(records: list[Record], received_ms: int | None) -> Readings:
    bases, units, rows, undated = _Bases(), dict[str, str](), list[Value](), False
    for index, record in enumerate(records):
        place = f"[{index}]."
        _apply(record, bases, place)
        quantity = _quantity(bases.bn + record.n, place)
        at_ms, relative = _moment(bases.bt + record.t, place, received_ms)
        rows.append((at_ms, quantity, _value(record, bases, place), NORMAL))
        unit = bases.bu if isinstance(record.u, msgspec.UnsetType) else record.u
        if units.setdefault(quantity, unit) != unit:
            raise Unreadable(f"{place}u", "unit-changed", before=units[quantity], got=unit[:32])
        undated = undated or relative
    return Readings(rows, undated=undated, units={name: unit for name, unit in units.items() if unit})


def _understood(pack: list[dict[str, object]]) -> None:
    """RFC 8428 4.4: a label that ends in '_' must be understood, or the pack is refused."""
    for index, record in enumerate(pack):
        for label in record:
            if label.endswith("_"):
                raise Unreadable(f"[{index}].{label[:32]}", "must-understand")


def _apply(record: Record, bases: _Bases, place: str) -> None:
    """Take over the base fields of this record: they hold from here on."""
    for label in ("bn", "bt", "bu", "bv", "bver"):
        value = getattr(record, label)
        if value is not msgspec.UNSET:
            setattr(bases, label, value)
    if bases.bver > VERSION:
        raise Unreadable(f"{place}bver", "version", most=VERSION)


def _quantity(name: str, place: str) -> str:
    if not _NAME.fullmatch(name):
        raise Unreadable(f"{place}n", "name", got=name[:64])
    quantity = _LAST_PART.split(name)[-1].lower().replace("-", "_").replace(".", "_")
    if not is_quantity(quantity):
        raise Unreadable(f"{place}n", "name", got=name[:64])
    return quantity


def _moment(seconds: float, place: str, received_ms: int | None) -> tuple[int, bool]:
    relative = seconds < RELATIVE_BELOW
    if relative and received_ms is None:
        raise Unreadable(f"{place}t", "missing")
    if not abs(seconds) < 1e10:  # beyond any year we take, and beyond what rounds safely
        raise Unreadable(f"{place}t", "range", earliest="1970-01-01", latest="2100-12-31")
    return in_range(f"{place}t", round(seconds * 1000) + ((received_ms or 0) if relative else 0)), relative


def _value(record: Record, bases: _Bases, place: str) -> float:
    if isinstance(record.v, msgspec.UnsetType):
        raise Unreadable(f"{place}v", "missing")
    value = record.v + bases.bv
    if not math.isfinite(value):
        raise Unreadable(f"{place}v", "finite")
    return value
