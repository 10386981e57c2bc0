"""A series as a limit with a window sees it: derived from values or means, and looked through both ways."""

from inspect_app.readings.actions.stretch import Spaced, reach_back, reach_on
from inspect_app.readings.rules.derived import WINDOWED, derive, since
from inspect_app.readings.rules.episodes import Bound, Point

_LEAST_SPAN_MS = 10 * 60_000
_MOST_SPAN_MS = 86_400_000


def seen(inner: Spaced, bound: Bound) -> Spaced:
    """Return a series as the bound judges it."""
    return Derived(inner, bound) if bound.measure in WINDOWED else inner


class Derived:
    """How often, or how fast: a point for each of the inner series, from what lies in its window."""

    def __init__(self, inner: Spaced, bound: Bound) -> None:
        self._inner, self._bound = inner, bound

    def between(self, first_ms: int, last_ms: int) -> list[Point]:
        """Return the derived points from `first_ms` to `last_ms`."""
        points = self._inner.between(since(self._bound, first_ms), last_ms)
        return [each for each in derive(points, self._bound) if each.at_ms >= first_ms]

    def back(self, at_ms: int, bound: Bound) -> list[Point]:
        """Look back in growing pieces."""
        return look_back(self, at_ms, bound)

    def on(self, at_ms: int, bound: Bound) -> list[Point]:
        """Look on in growing pieces."""
        return look_on(self, at_ms, bound)

    def newest_before(self, at_ms: int) -> int | None:
        """Return the moment of the newest point before `at_ms`."""
        return self._inner.newest_before(at_ms)

    def next_after(self, at_ms: int) -> int | None:
        """Return the moment of the first point after `at_ms`."""
        return self._inner.next_after(at_ms)


def look_back(series: Spaced, at_ms: int, bound: Bound) -> list[Point]:
    """Return the points before `at_ms` back to a calm one or a gap, in order, leaping over empty stretches."""
    found: list[Point] = []
    span = _LEAST_SPAN_MS
    while True:
        newest = series.newest_before(at_ms)
        if newest is None:
            return found[::-1]
        start = newest - span
        if reach_back(found, series.between(start, at_ms - 1)[::-1], bound):
            return found[::-1]
        at_ms, span = start, min(2 * span, _MOST_SPAN_MS)


def look_on(series: Spaced, at_ms: int, bound: Bound) -> list[Point]:
    """Return the points after `at_ms` up to the first calm one, in order, leaping over empty stretches."""
    found: list[Point] = []
    span = _LEAST_SPAN_MS
    while True:
        coming = series.next_after(at_ms)
        if coming is None or reach_on(found, series.between(at_ms + 1, coming + span), bound):
            return found
        at_ms, span = coming + span, min(2 * span, _MOST_SPAN_MS)
