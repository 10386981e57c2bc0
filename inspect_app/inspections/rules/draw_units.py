"""Which units of an inspection are looked at: drawn by the method of the draw, so that nobody picks the easy ones."""

import hashlib
from collections.abc import Sequence
from typing import Final

from inspect_app.checklists.rules.sampling import gb2828, gb50300
from inspect_app.core.canonical import canonical
from inspect_app.inspections.rules.draw import ticket

#: how the number of units is found: (Chinese, English)
SAMPLES: Final[dict[str, tuple[str, str]]] = {
    "number": ("指定数量", "a number"),
    "gb50300": ("GB 50300-2013 表3.0.9", "GB 50300-2013 table 3.0.9"),
    "gb2828": ("GB/T 2828.1-2012 一般检验水平Ⅱ", "GB/T 2828.1-2012 level II"),
}
#: acceptance quality limits that may be chosen, and the one that is taken when none is
AQLS: Final = gb2828.AQLS
AQL: Final = "2.5"


def units_hash(units: Sequence[str]) -> str:
    """Return the SHA-256 of the list of units, in whatever order they come."""
    return hashlib.sha256(canonical(sorted(units))).hexdigest()


def seed_of_units(listed: str, visit: str, beyond: str = "") -> str:
    """Return the seed: SHA-256 of the hash of the units, the visit's key and the seed of its draw ("" for none)."""
    return hashlib.sha256(f"{listed}\n{visit}\n{beyond}".encode()).hexdigest()


def how_many(count: int, sample: str, asked: int | None = None, aql: str = AQL) -> int:
    """Return how many of `count` units are looked at; ValueError for an unknown sample or AQL, or without a number."""
    if count < 1:
        return 0
    if sample == "gb50300":
        return min(count, gb50300.least_sample(count).n)
    if sample == "gb2828":
        return min(count, gb2828.plan(count, aql).n) if count > 1 else count
    if sample != "number" or asked is None:
        raise ValueError("sample: a number, gb50300 or gb2828")
    return max(0, min(count, asked))


def pick(units: Sequence[str], seed: str, take: int) -> list[str]:
    """Return the `take` units with the smallest hashes, in the order drawn."""
    return sorted(units, key=lambda each: (ticket(seed, "unit", each), each))[:take]
