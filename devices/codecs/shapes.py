"""What a codec gives back, readings, a photo or a status, and the refusal of what it cannot read."""

from functools import lru_cache
from re import compile as pattern
from typing import Final, Literal, get_args

import msgspec

# The data flags of HJ 212: normal, stopped, maintenance, set by hand, fault, calibration, over limit, comms fault.
Flag = Literal["N", "F", "M", "S", "D", "C", "T", "B"]
FLAGS: Final[frozenset[str]] = frozenset(get_args(Flag))
NORMAL: Final = "N"

# (moment in ms since 1970 UTC, quantity, value, flag). A plain tuple: a record type would double the cost of a row.
Value = tuple[int, str, float, str]

_QUANTITY = pattern(r"[a-z][a-z0-9_]{0,31}")


class Unreadable(ValueError):
    """A payload was refused: `field` says where, `rule` is a slug saying why, `detail` holds the figures.

    The rules are: kind, size, json, utf8, type, missing, unknown, duplicate, length, count, pattern, choice,
    range, finite, name, time, dated, value, must-understand, version, unit-changed, checksum, birth.
    """

    def __init__(self, field: str, rule: str, **detail: object) -> None:
        self.field = field or "payload"  # a key may be the empty text
        super().__init__(f"{self.field}: {rule}")
        self.rule = rule
        self.detail = detail


class Readings(msgspec.Struct, frozen=True):
    """The values of one message, in the order sent.

    `undated` says that the device gave no time of its own and the time of arrival stands in for it: the same
    message delivered twice is then two moments. `seq` is the device's counter, of the last sample in a backlog.
    `units` holds the units a device told itself (SenML, Tasmota); elsewhere the unit belongs to its profile.
    """

    device_values: list[Value]
    seq: int | None = None
    undated: bool = False
    units: dict[str, str] = {}


class Photo(msgspec.Struct, frozen=True):
    """The bytes of one photo; its name is their SHA-256, in lower-case hex."""

    sha256: str
    data: bytes


class Status(msgspec.Struct, frozen=True):
    """That a device came or went, at a moment in ms since 1970; `session` names the connection, where it has a name."""

    online: bool
    at_ms: int
    session: str = ""


@lru_cache(4096)
def is_quantity(name: str) -> bool:
    """Whether the name may stand for a quantity: a-z first, then up to 31 of a-z, 0-9 and '_'."""
    return _QUANTITY.fullmatch(name) is not None
