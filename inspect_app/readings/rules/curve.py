"""A curve of at most so many points that still shows every peak and every gap."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import NamedTuple

LEAST_POINTS, MOST_POINTS = 100, 2000
#: how many steps to either side tell the pace of a device
_NEAR = 5

_VALUES = {"type": "array", "items": {"type": ["number", "null"]}}
_OBJECTS = {"type": "array", "items": {"type": "object"}}
#: the shape of a curve, for the description of the API: moments in epoch seconds and values, null in a gap
CURVE = {
    "type": "object",
    "required": [
        "channel",
        "series",
        "grain",
        "step_seconds",
        "gap_seconds",
        "limits",
        "alarms",
        "corrected",
        "doubts",
    ],
    "properties": {
        "channel": {"type": "object"},
        "series": {"type": "array", "items": _VALUES},
        "grain": {"type": "string", "enum": ["value", "minute", "hour"]},
        "step_seconds": {"type": "number"},
        "gap_seconds": {"type": "number"},
        "limits": _OBJECTS,
        "alarms": _OBJECTS,
        "corrected": _OBJECTS,
        "doubts": _OBJECTS,
    },
}


class Bucket(NamedTuple):
    """What lies in one stretch of a curve: first and last moment (ms), least and most value."""

    first_ms: int
    last_ms: int
    least: float
    most: float


def bucket_ms(from_ms: int, to_ms: int, points: int) -> int:
    """Return how long a bucket is, so that two points a bucket and the gaps between stay within `points`."""
    return max(1, -(-(to_ms - from_ms) // (points // 3)))


def drawn(buckets: Iterable[Bucket], gap_ms: int) -> tuple[list[float], list[float | None]]:
    """Return moments (seconds) and values of a curve; None stands in the middle of each gap.

    A bucket gives its least value at its first moment and its most at its last, so that no peak is lost. A
    silence is a gap when it exceeds `gap_ms` and three times the pace before or after it: hourly values of
    last week are not full of gaps because the device sends each second today.
    """
    times: list[float] = []
    values: list[float | None] = []
    before: int | None = None
    found = list(buckets)
    steps = [after.first_ms - one.last_ms for one, after in pairwise(found)]
    for number, bucket in enumerate(found):
        if before is not None and steps[number - 1] > max(gap_ms, 3 * _pace(steps, number - 1)):
            times.append((before + bucket.first_ms) / 2000)
            values.append(None)
        times.append(bucket.first_ms / 1000)
        values.append(bucket.least)
        if bucket.last_ms != bucket.first_ms:
            times.append(bucket.last_ms / 1000)
            values.append(bucket.most)
        before = bucket.last_ms
    return times, values


def _pace(steps: Sequence[int], number: int) -> float:
    """Return the usual step just before or just after this one, whichever is longer (0 when alone)."""
    before, after = steps[max(0, number - _NEAR) : number], steps[number + 1 : number + 1 + _NEAR]
    return max((median(near) for near in (before, after) if near), default=0)


def single(rows: Sequence[tuple[int, float]]) -> list[Bucket]:
    """Return each value as a bucket of its own."""
    return [Bucket(at_ms, at_ms, value, value) for at_ms, value in rows]


def around(began_ms: int, ended_ms: int | None, now_ms: int) -> str:
    """Return the part of a curve's address that shows an alarm with as much before and after it."""
    end = now_ms if ended_ms is None else ended_ms
    margin = max(3_600_000, (end - began_ms) // 2)
    start, stop = (
        datetime.fromtimestamp(ms / 1000, UTC)
        for ms in (began_ms - margin, min(end + margin, now_ms + 60_000))
    )
    return f"from={start:%Y-%m-%dT%H:%M:%SZ}&to={stop:%Y-%m-%dT%H:%M:%SZ}"
