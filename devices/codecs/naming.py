"""Names as makers write them, turned into names a quantity may have, and the numbers found under them."""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from devices.codecs.shapes import NORMAL, Unreadable, Value, is_quantity

MOST_DEEP: Final = 6
MOST_VALUES: Final = 256
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9]+")
_SHOWN: Final = 64


@lru_cache(4096)
def plain(*parts: str) -> str:
    """Return the parts of a maker's name as one name: `("BME280", "airTemp")` is `bme280_air_temp`.

    Raises Unreadable (rule `name`) where nothing that may name a quantity is left of it.
    """
    joined = _OTHER.sub("_", "_".join(_HUMP.sub("_", each) for each in parts).lower()).strip("_")
    if not is_quantity(joined):
        raise Unreadable(".".join(parts)[:_SHOWN], "name")
    return joined


def rows(found: Any, field: str, at_ms: int) -> list[Value]:
    """Return a row for each finite number in nested objects and lists, named by its path.

    Texts, truth values and nulls are passed over: they are states and labels, not readings. Raises Unreadable
    for a number that is not finite, for two that get one name, and for more than 256 of them or 6 levels.
    """
    values: dict[str, Value] = {}
    for path, value in _numbers(found, (), field):
        name = plain(*path)
        if name in values:
            raise Unreadable(f"{field}.{'.'.join(path)}"[:_SHOWN], "duplicate", name=name)
        if len(values) == MOST_VALUES:
            raise Unreadable(field, "count", most=MOST_VALUES)
        values[name] = (at_ms, name, value, NORMAL)
    return list(values.values())


def _numbers(found: Any, path: tuple[str, ...], field: str) -> Iterator[tuple[tuple[str, ...], float]]:
    if isinstance(found, bool) or found is None or isinstance(found, str):
        return
    if isinstance(found, int | float):
        yield path, finite(found, f"{field}.{'.'.join(path)}"[:_SHOWN])
        return
    if len(path) == MOST_DEEP:
        raise Unreadable(field, "length", most=MOST_DEEP)
    inner = found.items() if isinstance(found, dict) else enumerate(found, 1)
    for key, value in inner:
        yield from _numbers(value, (*path, str(key)), field)


def finite(number: float, field: str) -> float:
    """Return the number as a float; raise Unreadable (rule `finite`) where it is none or too large for one."""
    try:
        value = float(number)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise Unreadable(field, "finite")
    return value
