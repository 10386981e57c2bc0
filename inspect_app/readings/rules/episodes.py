"""When a limit is broken, from when to when: episodes in event time, the same for any order of arrival."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

#: Asia/Shanghai has no daylight saving; windows of a day begin at local midnight
CHINA_MS = 8 * 3_600_000
HOUR_MS = 3_600_000
#: later than any moment
EVER_MS = 2**62
# GB 3095-2012 table 4: a daily mean needs at least 20 hourly means.
LEAST_SHARE = 20 / 24


#: from the first moment to before the last (ms); None: without end
Span = tuple[int, int | None]


class Point(NamedTuple):
    """A value that counts, at its own moment (ms since 1970)."""

    at_ms: int
    value: float


class Condition(NamedTuple):
    """One condition of a joint limit; `near`: told by the same device, else by any device of the project."""

    quantity: str
    value: float
    above: bool = True
    inclusive: bool = False
    near: bool = True

    def met(self, value: float) -> bool:
        """Say whether a value lies on the side this condition asks for."""
        return self.inclusive if value == self.value else (value > self.value) is self.above


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit as the engine judges it; times in ms, `until_ms` exclusive; `key` names what it replaces.

    `measure` says what of the series is judged (rules/derived.py): with `per_ms` its window, `times` how often
    or how many. `spans` are the only stretches it holds in (the stage of the project, its activity), None: always.
    """

    id: str
    quantity: str
    value: float
    clear_value: float
    above: bool = True
    inclusive: bool = False
    duration_ms: int = 0
    window_ms: int = 0
    max_gap_ms: int = 2 * HOUR_MS
    hours: tuple[int, int] | None = None
    from_ms: int = 0
    until_ms: int | None = None
    severity: str = "general"
    opens_defect: bool = False
    zh: str = ""
    en: str = ""
    basis: str = ""
    verified: bool = True
    key: str | None = None
    measure: str = "value"
    per_ms: int = 0
    times: int = 0
    conditions: tuple[Condition, ...] = ()
    stage: str = ""
    activity: str = ""
    spans: tuple[Span, ...] | None = None

    def beyond(self, value: float, edge: float) -> bool:
        """Say whether `value` lies beyond `edge` on the forbidden side."""
        if value == edge:
            return self.inclusive
        return (value > edge) is self.above

    def applies(self, at_ms: int) -> bool:
        """Say whether the limit is in force at this moment: its dates and its hours of the day."""
        if at_ms < self.from_ms or (self.until_ms is not None and at_ms >= self.until_ms):
            return False
        if self.spans is not None and not any(
            at_ms >= first and (last is None or at_ms < last) for first, last in self.spans
        ):
            return False
        if self.hours is None:
            return True
        hour = (at_ms + CHINA_MS) // HOUR_MS % 24
        first, last = self.hours
        return first <= hour < last if first < last else hour >= first or hour < last

    def over(self, point: Point) -> bool:
        """Say whether the value breaks the limit."""
        return self.beyond(point.value, self.value) and self.applies(point.at_ms)

    def calm(self, point: Point) -> bool:
        """Say whether the value ends an episode: on the good side of the clearing value, or out of force."""
        return not self.beyond(point.value, self.clear_value) or not self.applies(point.at_ms)

    def window(self, at_ms: int) -> int:
        """Return the number of the window (mean limits) a moment lies in."""
        return (at_ms + CHINA_MS) // self.window_ms

    def window_end(self, number: int) -> int:
        """Return the moment a window ends: the moment of its mean."""
        return (number + 1) * self.window_ms - CHINA_MS


@dataclass(frozen=True, slots=True)
class Episode:
    """From the first value over the limit to what ended it: 'clear', 'gap', or nothing yet ('').

    With a gap the end is the last moment that is certain; what came in between nobody knows.
    """

    began_ms: int
    opened_ms: int
    ended_ms: int | None
    ended_by: str
    peak: float
    peak_ms: int


@dataclass(frozen=True, slots=True)
class Track:
    """Where the engine stands after the last value: a run over the limit, not yet or already an episode."""

    began_ms: int
    last_ms: int
    opened_ms: int | None
    peak: float
    peak_ms: int

    def episode(self, ended_ms: int | None = None, ended_by: str = "") -> Episode:
        """Return the episode this run has become."""
        opened = self.began_ms if self.opened_ms is None else self.opened_ms
        return Episode(self.began_ms, opened, ended_ms, ended_by, self.peak, self.peak_ms)


def common(some: Iterable[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """Return the stretches that lie in both."""
    found: list[Span] = []
    for first, last in some:
        for other_first, other_last in others:
            start = max(first, other_first)
            ends = [each for each in (last, other_last) if each is not None]
            if not ends or start <= min(ends):
                found.append((start, min(ends) if ends else None))
    return tuple(found)


def episodes(points: Sequence[Point], bound: Bound) -> list[Episode]:
    """Return the episodes of a whole series in order of time (means are taken where the bound asks for them).

    A run opens once it has lasted `duration_ms` without a value back under the limit; an open one ends at the
    first value beyond the clearing value, or with the last value before a gap longer than `max_gap_ms`. After
    a gap everything begins anew: a run never counts across it.
    """
    series = means(points, bound) if bound.window_ms else points
    closed, track = follow(series, bound)
    return [*closed, track.episode()] if track and track.opened_ms is not None else closed


def follow(
    points: Iterable[Point], bound: Bound, track: Track | None = None
) -> tuple[list[Episode], Track | None]:
    """Go on from `track` through further values in order; return the episodes that ended and the new track."""
    closed: list[Episode] = []
    for point in points:
        if track and point.at_ms - track.last_ms > bound.max_gap_ms:
            if track.opened_ms is not None:
                closed.append(track.episode(track.last_ms, "gap"))
            track = None
        if track and track.opened_ms is not None and bound.calm(point):
            closed.append(track.episode(point.at_ms, "clear"))
            track = None
        else:
            track = _step(track, point, bound)
    return closed, track


def _step(track: Track | None, point: Point, bound: Bound) -> Track | None:
    over = bound.over(point)
    if track is None:
        if not over:
            return None
        track = Track(point.at_ms, point.at_ms, None, point.value, point.at_ms)
    elif track.opened_ms is None and not over:
        return None  # a run that was no episode yet is broken by any value under the limit
    worse = point.value > track.peak if bound.above else point.value < track.peak
    if worse:
        track = replace(track, peak=point.value, peak_ms=point.at_ms)
    opened = track.opened_ms
    if opened is None and point.at_ms - track.began_ms >= bound.duration_ms:
        opened = point.at_ms
    return replace(track, last_ms=point.at_ms, opened_ms=opened)


def means(points: Sequence[Point], bound: Bound) -> list[Point]:
    """Return the mean of each finished window that has enough data, at the moment the window ends.

    A window is finished when a value at or after its end is there. Windows longer than an hour need values in
    20 of 24 of their hours.
    """
    if not points:
        return []
    current = bound.window(points[-1].at_ms)
    held: dict[int, list[Point]] = {}
    for point in points:
        held.setdefault(bound.window(point.at_ms), []).append(point)
    found = []
    for number, inside in sorted(held.items()):
        hours = len({each.at_ms // HOUR_MS for each in inside})
        if number < current and enough(hours, bound):
            found.append(mean(number, sum(each.value for each in inside), len(inside), bound))
    return found


def enough(hours: int, bound: Bound) -> bool:
    """Say whether values in so many different hours make a mean of the bound's window."""
    return hours >= LEAST_SHARE * (bound.window_ms // HOUR_MS)


def mean(number: int, total: float, count: int, bound: Bound) -> Point:
    """Return the mean of a window; rounded, for the sum depends on the order in its last digits."""
    return Point(bound.window_end(number), round(total / count, 6))
