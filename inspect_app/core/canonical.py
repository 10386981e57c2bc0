"""One way to write a JSON value as bytes (RFC 8785), so that both ends compute the same SHA-256."""

import hashlib
import json
import math
from typing import Final

_MOST_EXACT: Final = 2**53


def canonical(value: object) -> bytes:
    """Return the canonical UTF-8 of plain JSON values: keys sorted, no blanks, numbers as a browser writes them.

    Raises ValueError for what has no canonical form: NaN, infinities, integers beyond 2^53, other types.
    """
    return _written(value).encode()


def content_hash(value: object) -> str:
    """Return the SHA-256 of the canonical bytes, in lower-case hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _written(value: object) -> str:
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_written, value)) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: str(key).encode("utf-16-be"))
        return (
            "{"
            + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{_written(value[key])}" for key in keys)
            + "}"
        )
    raise ValueError(f"{type(value).__name__} is no JSON value")


def _integer(value: int) -> str:
    if abs(value) > _MOST_EXACT:
        raise ValueError("an integer beyond 2^53 is not the same number in a browser")
    return str(value)


def _number(value: float) -> str:
    """The shortest digits that read back the same, laid out as ECMAScript lays them out."""
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    return sign + _laid_out(digits, point)


def _laid_out(digits: str, point: int) -> str:
    """Write 0.DIGITS × 10^point: plainly between 1e-7 and 1e21, else with an exponent."""
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{'+' if point > 0 else '-'}{abs(point - 1)}"
