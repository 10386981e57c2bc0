"""Which finished visits are made a second time by somebody else, and by whom: drawn by the method of the units."""

import hashlib
from collections.abc import Iterable, Sequence
from math import floor
from typing import Final

from inspect_app.inspections.rules.draw import ticket
from inspect_app.inspections.rules.draw_units import pick, seed_of_units, units_hash

#: share of finished visits that are made again; the platform's own figure, between 3 and 5 in a hundred
SHARE: Final = 0.04
LEAST_SHARE: Final = 0.03
MOST_SHARE: Final = 0.05
BASIS: Final = "平台默认比例（3%～5%），未找到统一规定"
VERIFIED: Final = False
#: working days for the second visit, and how old a finding may be: later the site is no longer what it was
WITHIN: Final = 5
OLDEST_DAYS: Final = 14
#: why a drawn visit was not made again
LEFT_OUT: Final[dict[str, tuple[str, str]]] = {
    "nobody": ("没有可复核的检查人员", "nobody could make it again"),
}


def beyond(receipts: Iterable[str]) -> str:
    """Return what no inspector can foresee: SHA-256 over the server's signed receipts of the visits, sorted."""
    return hashlib.sha256("\n".join(sorted(receipts)).encode()).hexdigest()


def seed_of_doubles(visits: Sequence[str], region: str, receipts: Iterable[str]) -> str:
    """Return the seed of a draw among finished visits of a division, by the method of the unit draws."""
    return seed_of_units(units_hash(visits), region, beyond(receipts))


def how_many(count: int, seed: str, share: float = SHARE) -> int:
    """Return how many of `count` visits are made again.

    The whole part of the share, and one more with the odds of the rest: on average the share exactly, and nobody
    can count off when the next is due. ValueError for a share outside 3 to 5 per cent.
    """
    if not LEAST_SHARE <= share <= MOST_SHARE:
        raise ValueError(f"share: from {LEAST_SHARE} to {MOST_SHARE}")
    wanted = count * share
    whole = floor(wanted)
    chance = int(ticket(seed, "share"), 16) / 2**256
    return min(count, whole + (chance < wanted - whole))


def drawn(visits: Sequence[str], seed: str, share: float = SHARE) -> list[str]:
    """Return the visits that are made again, in the order drawn."""
    return pick(visits, seed, how_many(len(visits), seed, share))


def second(people: Sequence[str], seed: str, visit: str) -> str | None:
    """Return who of the people that may makes a visit again, None when there is nobody."""
    return min(people, key=lambda each: (ticket(seed, "second", visit, each), each), default=None)
