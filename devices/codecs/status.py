"""A device's word, or its broker's will, that it came or went: `online`, `offline`, or the same as JSON."""

from typing import Annotated, Final

import msgspec

from devices.codecs.shapes import Status, Unreadable
from devices.codecs.strict import in_range, moment_ms, read, unique
from devices.topics import Topic

MOST_BYTES: Final = 1024
_WORDS: Final = {b"online": True, b"offline": False}


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    online: bool
    at: str | int | None = None
    session: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9._:-]{0,40}\Z")] = ""


_decoder: msgspec.json.Decoder[_Said] = msgspec.json.Decoder(_Said)


def decode(_topic: Topic | None, payload: bytes, received_ms: int | None = None) -> Status:
    """Read one status; without a moment of its own, or with one yet to come, that of its arrival counts.

    Raises Unreadable naming the field for anything else.
    """
    words = _WORDS.get(payload.strip().lower())
    found = _Said(words) if words is not None else read(_decoder, payload, MOST_BYTES)
    if words is None:
        unique(payload)
    told = found.at
    if told is None:
        if received_ms is None:
            raise Unreadable("at", "missing")
        return Status(found.online, received_ms, found.session)
    at_ms = in_range("at", told) if isinstance(told, int) else moment_ms("at", told)
    return Status(found.online, at_ms if received_ms is None else min(at_ms, received_ms), found.session)
