"""Chance that can be told again: every draw is a hash of the seed and of what is drawn, never of what went before."""

import math
from functools import lru_cache
from hashlib import blake2b
from typing import Final

_FULL: Final = float(2**64)


@lru_cache(maxsize=4096)  # the corners of what changes slowly are asked for again with each sample
def unit(seed: int, *what: str | int) -> float:
    """Return a number in [0, 1): the same for the same seed and words, on every machine."""
    words = "\x1f".join(str(each) for each in (seed, *what))
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big") / _FULL


def swing(seed: int, what: str, at_s: float, period_s: float) -> float:
    """Return a smooth curve in [-1, 1] that turns about once in `period_s`."""
    corner, rest = divmod(at_s / period_s, 1.0)
    before, after = (2 * unit(seed, what, int(corner) + step) - 1 for step in (0, 1))
    return before + (after - before) * rest * rest * (3 - 2 * rest)


def jitter(seed: int, what: str, at_s: float) -> float:
    """Return what an instrument adds from one moment to the next, in about [-1, 1] and mostly near 0."""
    moment = round(at_s * 1000)
    return unit(seed, what, moment, 1) + unit(seed, what, moment, 2) - 1


def episode(seed: int, what: str, at_s: float, slot_s: float, share: float, most_s: float) -> float | None:
    """Return when the episode around a moment began (s), None where there is none.

    Time is cut into slots; in a `share` of them lies one episode of at most `most_s`, at least half of it.
    """
    slot = math.floor(at_s / slot_s)
    if unit(seed, what, slot, "any") >= share:
        return None
    length = min(most_s, slot_s) * (0.5 + 0.5 * unit(seed, what, slot, "long"))
    began = slot * slot_s + (slot_s - length) * unit(seed, what, slot, "from")
    return began if began <= at_s < began + length else None
