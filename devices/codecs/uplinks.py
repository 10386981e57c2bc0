"""What LoRaWAN network servers hand on: uplinks of ChirpStack v4 and of The Things Stack v3, in their JSON."""

import base64
import binascii
from typing import Any, Final

from devices.codecs import lpp, naming
from devices.codecs.shapes import Readings, Unreadable, Value
from devices.codecs.strict import moment_ms, plain
from devices.topics import Topic

MOST_BYTES: Final = 64 * 1024
_MOST_COUNT: Final = 2**32


def chirpstack(_topic: Topic, payload: bytes, received_ms: int | None) -> Readings:
    """Read an uplink event of ChirpStack v4 whose `object` its codec has filled."""
    event = _event(payload)
    at, undated = _moment(event, ("time",), received_ms)
    return _read(naming.rows(_object(event, "object"), "object", at), event, "fCnt", undated=undated)


def chirpstack_lpp(_topic: Topic, payload: bytes, received_ms: int | None) -> Readings:
    """Read an uplink event of ChirpStack v4 whose `data` is Cayenne LPP."""
    event = _event(payload)
    at, undated = _moment(event, ("time",), received_ms)
    return _read(lpp.values(_bytes(event, "data"), at), event, "fCnt", undated=undated)


def ttn(_topic: Topic, payload: bytes, received_ms: int | None) -> Readings:
    """Read an uplink of The Things Stack v3 whose `decoded_payload` its formatter has filled."""
    uplink, at, undated = _uplink(payload, received_ms)
    rows = naming.rows(_object(uplink, "decoded_payload"), "decoded_payload", at)
    return _read(rows, uplink, "f_cnt", undated=undated)


def ttn_lpp(_topic: Topic, payload: bytes, received_ms: int | None) -> Readings:
    """Read an uplink of The Things Stack v3 whose `frm_payload` is Cayenne LPP."""
    uplink, at, undated = _uplink(payload, received_ms)
    return _read(lpp.values(_bytes(uplink, "frm_payload"), at), uplink, "f_cnt", undated=undated)


def _uplink(payload: bytes, received_ms: int | None) -> tuple[dict[str, Any], int, bool]:
    event = _event(payload)
    if event.get("simulated"):
        # Typed into the server's console by a person: no device measured it.
        raise Unreadable("simulated", "value")
    uplink = _object(event, "uplink_message")
    at, undated = _moment(uplink | {"outer": event.get("received_at")}, ("received_at", "outer"), received_ms)
    return uplink, at, undated


def _event(payload: bytes) -> dict[str, Any]:
    event = plain(payload, MOST_BYTES)
    if not isinstance(event, dict):
        raise Unreadable("payload", "type", expected="object")
    return event


def _object(event: dict[str, Any], name: str) -> dict[str, Any]:
    found = event.get(name)
    if found is None:
        raise Unreadable(name, "missing")
    if not isinstance(found, dict):
        raise Unreadable(name, "type", expected="object")
    return found


def _bytes(event: dict[str, Any], name: str) -> bytes:
    found = event.get(name)
    if not found:
        raise Unreadable(name, "missing")
    if not isinstance(found, str):
        raise Unreadable(name, "type", expected="string")
    try:
        return base64.b64decode(found, validate=True)
    except (ValueError, binascii.Error) as wrong:
        raise Unreadable(name, "pattern", expected="base64") from wrong


def _moment(event: dict[str, Any], names: tuple[str, ...], received_ms: int | None) -> tuple[int, bool]:
    """When the network heard it: an uplink waits for nothing before that, and a copy of it tells the same."""
    for name in names:
        told = event.get(name)
        if isinstance(told, str):
            return moment_ms(name, told), False
        if told is not None:
            raise Unreadable(name, "type", expected="string")
    if received_ms is None:
        raise Unreadable(names[0], "missing")
    return received_ms, True


def _read(rows: list[Value], event: dict[str, Any], counter: str, *, undated: bool) -> Readings:
    if not rows:
        raise Unreadable("payload", "value")
    count = event.get(counter, 0)  # absent is zero: that is how these servers write it
    if isinstance(count, bool) or not isinstance(count, int):
        raise Unreadable(counter, "type", expected="integer")
    if not 0 <= count < _MOST_COUNT:
        raise Unreadable(counter, "range", least=0, most=_MOST_COUNT - 1)
    return Readings(rows, count, undated=undated)
