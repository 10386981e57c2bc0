"""What the registers of a Modbus unit say: how many a value takes, and the number they hold."""

import math
import struct
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from devices.gateways.config import Register

#: type -> how it is written in the bytes of its registers, the high one first
FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "uint16": ">H", "int16": ">h", "uint32": ">I", "int32": ">i", "float32": ">f",
        "uint64": ">Q", "int64": ">q", "float64": ">d",
    }
)  # fmt: skip


def count(register: Register) -> int:
    """Return how many registers, or bits, are read for a value."""
    return 1 if register.type == "bit" else struct.calcsize(FORMATS[register.type]) // 2


def value(register: Register, words: Sequence[int | bool]) -> float | None:
    """Return the value in the unit of its quantity; None where what is there is no finite number.

    `words` are as many registers as count() says, in the order of their addresses. Raises ValueError for fewer.
    """
    if len(words) < count(register):
        raise ValueError(f"{len(words)} of {count(register)} registers came")
    if register.type == "bit":
        number = float(bool(words[0]))
    else:
        ordered = words[: count(register)] if register.words == "big" else words[count(register) - 1 :: -1]
        data = b"".join(int(word).to_bytes(2, "big") for word in ordered)
        number = float(struct.unpack(FORMATS[register.type], data)[0])
    found = number * register.factor + register.offset
    return round(found, 9) if math.isfinite(found) else None
