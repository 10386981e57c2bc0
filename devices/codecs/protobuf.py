"""Reads the wire format of Protocol Buffers: fields by number, of bounded count, every refusal with its byte."""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from devices.codecs.shapes import Unreadable

MOST_FIELDS: Final = 100_000
_MOST_BITS: Final = 64
_FIXED: Final = {1: 8, 5: 4}


class Field(NamedTuple):
    """One field as it stands on the wire: varints as `number`, everything else as `data`."""

    tag: int
    wire: int
    number: int
    data: bytes


def fields(payload: bytes, where: str = "") -> Iterator[Field]:
    """Yield the fields of a message in their order; raise Unreadable where it is none.

    Groups, which no message of ours has, are refused.
    """
    at = 0
    for _ in range(MOST_FIELDS):
        if at == len(payload):
            return
        start = at
        key, at = varint(payload, at, where)
        tag, wire = key >> 3, key & 7
        if not tag:
            raise Unreadable(f"{where}[{start}]", "kind", got=key)
        if wire == 0:
            number, at = varint(payload, at, where)
            yield Field(tag, wire, number, b"")
            continue
        if wire == 2:
            size, at = varint(payload, at, where)
        elif wire in _FIXED:
            size = _FIXED[wire]
        else:
            raise Unreadable(f"{where}[{start}]", "kind", got=wire)
        if size > len(payload) - at:
            raise Unreadable(f"{where}[{start}]", "length", least=size, got=len(payload) - at)
        yield Field(tag, wire, 0, payload[at : at + size])
        at += size
    if at != len(payload):
        raise Unreadable(where or "payload", "count", most=MOST_FIELDS)


def varint(payload: bytes, at: int, where: str) -> tuple[int, int]:
    """Return a variable length number and where it ends; what is above 64 bits is cut, as all readers do."""
    value = 0
    for index in range(10):
        if at + index == len(payload):
            break
        byte = payload[at + index]
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value & ((1 << _MOST_BITS) - 1), at + index + 1
    raise Unreadable(f"{where}[{at}]", "length", most=10)


def packed(data: bytes, where: str) -> list[int]:
    """Return the numbers of a packed repeated field."""
    found, at = [], 0
    while at < len(data):
        number, at = varint(data, at, where)
        found.append(number)
    return found


def unpack(form: str, field: Field, where: str) -> float:
    """Return a fixed field as a number; raise Unreadable (rule `type`) where it has another size."""
    if len(field.data) != struct.calcsize(form):
        raise Unreadable(where, "type", got=field.wire)
    value: float = struct.unpack(form, field.data)[0]
    return value


def text(field: Field, where: str) -> str:
    """Return a field as text; raise Unreadable where it is none."""
    if field.wire != 2:
        raise Unreadable(where, "type", expected="string")
    try:
        return field.data.decode()
    except UnicodeDecodeError as wrong:
        raise Unreadable(where, "utf8") from wrong


def whole(field: Field, where: str) -> int:
    """Return a field as a number that is not negative; raise Unreadable where it is none."""
    if field.wire != 0:
        raise Unreadable(where, "type", expected="integer")
    return field.number


def inner(field: Field, where: str) -> bytes:
    """Return the bytes of a field; raise Unreadable where it holds none."""
    if field.wire != 2:
        raise Unreadable(where, "type", expected="message")
    return field.data
