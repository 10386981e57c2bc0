"""The minutes of an hour as one small piece of bytes, and many hours of them joined into the steps of a curve."""

from collections.abc import Iterable
from itertools import pairwise
from struct import Struct

from inspect_app.readings.rules.curve import Bucket
from inspect_app.readings.rules.episodes import HOUR_MS

MINUTE_MS = 60_000
_EACH = HOUR_MS // MINUTE_MS
#: sixty first moments, sixty last ones (ms of their minute), sixty least values, sixty most
_HOUR = Struct(f"<{_EACH}H{_EACH}H{_EACH}d{_EACH}d")
#: what stands where a minute has no value: nothing is less, or more, than it
_NONE, _LEAST, _MOST = 65_535, float("inf"), float("-inf")
#: where in an hour's bytes each of them begins and ends
_ENDS = (0, 2 * _EACH, 4 * _EACH, 12 * _EACH, 20 * _EACH)
EMPTY = _HOUR.pack(*[_NONE] * (2 * _EACH), *[_LEAST] * _EACH, *[_MOST] * _EACH)


def packed(minutes: Iterable[Bucket]) -> bytes:
    """Return minutes of one hour, each a bucket within its minute, as 1,200 bytes."""
    firsts, lasts = [_NONE] * _EACH, [_NONE] * _EACH
    least, most = [_LEAST] * _EACH, [_MOST] * _EACH
    for one in minutes:
        number = one.first_ms % HOUR_MS // MINUTE_MS
        firsts[number], lasts[number] = one.first_ms % MINUTE_MS, one.last_ms % MINUTE_MS
        least[number], most[number] = one.least, one.most
    return _HOUR.pack(*firsts, *lasts, *least, *most)


def step_ms(width_ms: int) -> int:
    """Return the least number of whole minutes that is no shorter than a width (both in ms)."""
    return -(-width_ms // MINUTE_MS) * MINUTE_MS


class Minutes:
    """The minutes of a stretch of time, column by column: a month of them is looked through in some milliseconds."""

    def __init__(self, hours: Iterable[tuple[int, bytes]]) -> None:
        """Take hours, each when it begins (ms) and its packed minutes."""
        held = dict(hours)
        self._begin = min(held, default=0)
        self._many = (max(held, default=-HOUR_MS) - self._begin) // HOUR_MS + 1 if held else 0
        every = [held.get(self._begin + number * HOUR_MS, EMPTY) for number in range(self._many)]
        firsts, lasts, least, most = (
            b"".join([hour[start:stop] for hour in every]) for start, stop in pairwise(_ENDS)
        )
        self._firsts, self._lasts = memoryview(firsts).cast("H"), memoryview(lasts).cast("H")
        self._least, self._most = memoryview(least).cast("d"), memoryview(most).cast("d")

    def joined(self, width_ms: int = MINUTE_MS) -> list[Bucket]:
        """Return the buckets of steps of `width_ms`, whole minutes counted from 1970, that have any value."""
        firsts, lasts, least, most = self._firsts, self._lasts, self._least, self._most
        width, begin = width_ms // MINUTE_MS, self._begin // MINUTE_MS
        found = []
        start = 0
        while start < self._many * _EACH:
            stop = min(start + width - (begin + start) % width, self._many * _EACH)
            low = min(least[start:stop])
            if low != _LEAST:
                first, last = start, stop - 1
                while firsts[first] == _NONE:
                    first += 1
                while firsts[last] == _NONE:
                    last -= 1
                found.append(
                    Bucket(
                        (begin + first) * MINUTE_MS + firsts[first],
                        (begin + last) * MINUTE_MS + lasts[last],
                        low,
                        max(most[start:stop]),
                    )
                )
            start = stop
        return found
