"""A device's message over HTTP: the same JSON that travels over MQTT, read just as strictly."""

import math
import re
from datetime import datetime
from typing import Any

from inspect_app.core import strict_json
from inspect_app.core.errors import Problem, field_problem
from inspect_app.readings.rules.quantities import FLAGS, NORMAL

MOST_BYTES = 64 * 1024
MOST_SAMPLES = 1000
MOST_VALUES = 64
_LATEST_MS = 4_133_980_800_000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_FIELDS = {"values", "at", "flag", "seq"}

_SAMPLE = {
    "type": "object",
    "required": ["values"],
    "additionalProperties": False,
    "properties": {
        "values": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": MOST_VALUES,
            "propertyNames": {"pattern": "^[a-z][a-z0-9_]{0,31}$"},
            "additionalProperties": {"type": "number"},
        },
        "at": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "format": "date-time"}]},
        "flag": {"type": "object", "additionalProperties": {"enum": sorted(FLAGS)}},
        "seq": {"type": "integer", "minimum": 0, "maximum": 2**53 - 1},
    },
}
#: the shape of a message, for the description of the API
MESSAGE = {"anyOf": [_SAMPLE, {"type": "array", "minItems": 1, "maxItems": MOST_SAMPLES, "items": _SAMPLE}]}

#: (moment in ms, quantity, value, flag)
Value = tuple[int, str, float, str]


def parse(payload: bytes, received_ms: int) -> list[Value]:
    """Return the values of a message; Problem naming field and rule for anything that is not exactly this shape.

    `{"at": …, "values": {"pm10": 81.5}, "flag": {"pm10": "N"}, "seq": 7}` or a list of such with `at` in each;
    `at` is ms since 1970 or RFC 3339 with an offset, and only a single sample may leave it out.
    """
    if len(payload) > MOST_BYTES:
        raise Problem("too-large", limit="64 KB")
    found = strict_json.read(payload)
    if isinstance(found, list):
        if not 1 <= len(found) <= MOST_SAMPLES:
            raise field_problem("body", f"应有 1 到 {MOST_SAMPLES} 条", f"1 to {MOST_SAMPLES} samples")
        return [value for i, each in enumerate(found) for value in values_of(each, f"[{i}].", None)]
    return values_of(found, "", received_ms)


def values_of(sample: Any, place: str, received_ms: int | None) -> list[Value]:
    """Return the values of one sample that is read already; `place` is where it stands, for what is said of it."""
    if not isinstance(sample, dict):
        raise field_problem(place.rstrip(".") or "body", "应为对象", "must be an object")
    for name in sample:
        if name not in _FIELDS:
            raise field_problem(f"{place}{name[:32]}", "没有这个字段", "no such field")
    seq = sample.get("seq", 0)
    if type(seq) is not int or not 0 <= seq < 2**53:
        raise field_problem(f"{place}seq", "应为非负整数", "must be a whole number from 0")
    at_ms = _moment(sample, place, received_ms)
    values, flags = sample.get("values"), sample.get("flag", {})
    if not isinstance(values, dict) or not 1 <= len(values) <= MOST_VALUES:
        raise field_problem(f"{place}values", f"应有 1 到 {MOST_VALUES} 个值", f"1 to {MOST_VALUES} values")
    _check_flags(flags, values, place)
    return [
        (at_ms, name, _number(value, name, place), flags.get(name, NORMAL)) for name, value in values.items()
    ]


def _check_flags(flags: Any, values: dict[str, Any], place: str) -> None:
    if not isinstance(flags, dict):
        raise field_problem(f"{place}flag", "应为对象", "must be an object")
    for name, flag in flags.items():
        if name not in values or not isinstance(flag, str) or flag not in FLAGS:
            known = "".join(FLAGS)
            raise field_problem(f"{place}flag.{name[:32]}", f"应为 {known} 之一", f"must be one of {known}")


def _number(value: Any, name: str, place: str) -> float:
    field = f"{place}values.{name[:32]}"
    if not _NAME.fullmatch(name):
        raise field_problem(field, "名称应为小写字母、数字或下划线", "a name of a-z, 0-9 and '_'")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise field_problem(field, "应为数字", "must be a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise field_problem(field, "应为有限的数字", "must be finite")
    return number


def _moment(sample: dict[str, Any], place: str, received_ms: int | None) -> int:
    at = sample.get("at", received_ms)
    if isinstance(at, str) and _RFC3339.fullmatch(at):
        try:
            at = math.floor(datetime.fromisoformat(at.upper()).timestamp() * 1000)
        except ValueError:
            at = None
    if type(at) is not int or not 0 <= at < _LATEST_MS:
        raise field_problem(
            f"{place}at", "应为毫秒数或带时区的时间", "must be ms since 1970, or RFC 3339 with an offset"
        )
    return at
