"""Our own payload for readings: one sample, or the packed backlog of a device that was cut off."""

import json
import math
from typing import Annotated, Any, Final

import msgspec

from devices.codecs.shapes import FLAGS, NORMAL, Flag, Readings, Unreadable, Value, is_quantity
from devices.codecs.strict import LATEST_MS, moment_ms, read, unique
from devices.topics import Topic

MOST_BYTES: Final = 64 * 1024
MOST_SAMPLES: Final = 1000
MOST_VALUES: Final = 64
_UNSET = msgspec.UNSET


class Sample(msgspec.Struct, forbid_unknown_fields=True):
    """What a device measured at one moment; `at` is ms since 1970 or RFC 3339 with an offset."""

    values: Annotated[dict[str, float], msgspec.Meta(min_length=1, max_length=MOST_VALUES)]
    at: Annotated[int, msgspec.Meta(ge=0, lt=LATEST_MS)] | str | msgspec.UnsetType = _UNSET
    flag: dict[str, Flag] | msgspec.UnsetType = _UNSET
    seq: Annotated[int, msgspec.Meta(ge=0, lt=2**53)] | msgspec.UnsetType = _UNSET


_Backlog = Annotated[list[Sample], msgspec.Meta(min_length=1, max_length=MOST_SAMPLES)]
_decoder: msgspec.json.Decoder[Sample | list[Sample]] = msgspec.json.Decoder(Sample | _Backlog)


def decode(_topic: Topic, payload: bytes, received_ms: int | None) -> Readings:
    """Read one message; a single sample without `at` is dated by `received_ms` and marked undated."""
    try:
        found = read(_decoder, payload, MOST_BYTES)
    except Unreadable as wrong:
        raise _named(payload, wrong) from wrong
    if isinstance(found, Sample):
        readings, colons = _single(found, received_ms), _colons(found)
    else:
        readings, colons = _backlog(found), sum(map(_colons, found))
    if payload.count(b":") != colons or b"\\" in payload:
        unique(payload)
    return readings


def plain(payload: bytes) -> tuple[int, dict[str, float]] | None:
    """Return moment and values of a message as nearly all are: one dated sample without flags; None for any other.

    What it takes, `decode` takes alike; it only leaves out what such a message does not need.
    """
    if len(payload) > MOST_BYTES or b"\\" in payload:
        return None
    try:
        found = _decoder.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if type(found) is not Sample or type(found.at) is not int or found.flag is not _UNSET:
        return None
    if payload.count(b":") != 2 + len(found.values) + (found.seq is not _UNSET):
        return None
    return found.at, found.values


def _single(sample: Sample, received_ms: int | None) -> Readings:
    at_ms = _moment(sample, "", received_ms)
    return Readings(_rows(sample, "", at_ms), _seq(sample), undated=sample.at is _UNSET)


def _backlog(samples: list[Sample]) -> Readings:
    rows: list[Value] = []
    for index, sample in enumerate(samples):
        place = f"[{index}]."
        rows += _rows(sample, place, _moment(sample, place, None))
    return Readings(rows, _seq(samples[-1]))


def _seq(sample: Sample) -> int | None:
    return None if isinstance(sample.seq, msgspec.UnsetType) else sample.seq


def _moment(sample: Sample, place: str, received_ms: int | None) -> int:
    at = sample.at
    if isinstance(at, int):
        return at
    if isinstance(at, str):
        return moment_ms(f"{place}at", at)
    if received_ms is None:
        raise Unreadable(f"{place}at", "missing")
    return received_ms


def _rows(sample: Sample, place: str, at_ms: int) -> list[Value]:
    for name in sample.values:
        if not is_quantity(name):
            raise Unreadable(f"{place}values.{name[:32]}", "name")
    if isinstance(sample.flag, msgspec.UnsetType):
        return [(at_ms, name, value, NORMAL) for name, value in sample.values.items()]
    flags = sample.flag
    for name in flags:
        if name not in sample.values:
            raise Unreadable(f"{place}flag.{name[:32]}", "value")
    return [(at_ms, name, value, flags.get(name, NORMAL)) for name, value in sample.values.items()]


def _colons(sample: Sample) -> int:
    """How many colons this sample is written with, if it was written without escapes and no key came twice.

    Names and flags hold none, so a surplus is a key that was overwritten: seen without parsing a second time.
    """
    at, flag = sample.at, sample.flag
    count = 1 + len(sample.values)
    if at is not _UNSET:
        count += 1 + (at.count(":") if isinstance(at, str) else 0)
    if not isinstance(flag, msgspec.UnsetType):
        count += 1 + len(flag)
    return count + (sample.seq is not _UNSET)


def _named(payload: bytes, wrong: Unreadable) -> Unreadable:
    """The same refusal with the quantity in its field, which the decoder does not tell."""
    if wrong.rule == "size" or not (wrong.field.endswith("[...]") or wrong.rule == "json"):
        return wrong
    try:
        found = json.loads(payload.decode())
    except (ValueError, RecursionError):
        return wrong
    many = isinstance(found, list)
    for index, sample in enumerate(found if many else [found]):
        place = f"[{index}]." if many else ""
        if isinstance(sample, dict) and (bad := _first_bad(sample, place)):
            return bad
    return wrong


def _first_bad(sample: dict[str, Any], place: str) -> Unreadable | None:
    values, flags = sample.get("values"), sample.get("flag")
    for name, value in values.items() if isinstance(values, dict) else ():
        field = f"{place}values.{name[:32]}"
        if not isinstance(value, int | float) or isinstance(value, bool):
            return Unreadable(field, "type", expected="number", got=type(value).__name__)
        if not _finite(value):
            return Unreadable(field, "finite")
    for name, flag in flags.items() if isinstance(flags, dict) else ():
        if not isinstance(flag, str) or flag not in FLAGS:
            return Unreadable(f"{place}flag.{name[:32]}", "choice", choices="".join(sorted(FLAGS)))
    return None


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer with more digits than a float can hold
        return False
