"""Reads an Observation that a device sends: result, moment and flag, as strictly as its other messages."""

from typing import Any

from inspect_app.core import strict_json
from inspect_app.core.errors import Problem, field_problem
from inspect_app.readings.rules import payload
from inspect_app.readings.rules.quantities import NORMAL

_FIELDS = {"result", "phenomenonTime", "resultTime", "parameters", "Datastream"}
#: field of our own message -> the field of an Observation it was made of
_NAMES = {"values": "result", "at": "phenomenonTime", "flag": "parameters.flag"}


def parse_observation(data: bytes) -> dict[str, Any]:
    """Return the fields of an Observation; Problem naming the one that is none, or is missing."""
    if len(data) > payload.MOST_BYTES:
        raise Problem("too-large", limit="64 KB")
    found = strict_json.read(data)
    if not isinstance(found, dict):
        raise field_problem("body", "应为对象", "must be an object")
    for name in found:
        if name not in _FIELDS:
            raise field_problem(name[:32], "没有这个字段", "no such field")
    if "result" not in found:
        raise field_problem("result", "必填", "is needed")
    return found


def datastream_of(body: dict[str, Any]) -> str:
    """Return the id of the Datastream an Observation names in itself; Problem without one."""
    named = body.get("Datastream")
    key = named.get("@iot.id") if isinstance(named, dict) else None
    if type(key) is not int or not 0 <= key < 2**63:
        raise field_problem("Datastream", '应为 {"@iot.id": 编号}', 'must be {"@iot.id": number}')
    return str(key)


def sample_of(body: dict[str, Any], quantity: str, received_ms: int) -> payload.Value:
    """Return an Observation as a device's message would say it; without a time the moment of arrival counts."""
    parameters = body.get("parameters") or {}
    if not isinstance(parameters, dict) or set(parameters) - {"flag"}:
        raise field_problem("parameters", "只能含 flag", "may hold 'flag' alone")
    at = body.get("phenomenonTime") or body.get("resultTime")
    said = {
        "values": {quantity: body["result"]}, "flag": {quantity: parameters.get("flag", NORMAL)},
        **({} if at is None else {"at": at}),
    }  # fmt: skip
    try:
        return payload.values_of(said, "", received_ms)[0]
    except Problem as wrong:
        errors = {_NAMES.get(name.split(".")[0], name): words for name, words in wrong.errors.items()}
        raise Problem("bad-input", errors=errors) from wrong
