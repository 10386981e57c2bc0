"""What else of a series can be judged: how often, how fast, how long nothing came, what holds at once."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

from inspect_app.readings.rules.episodes import CHINA_MS, Bound, Episode, Point, follow, means

MINUTE_MS = 60_000
DAY_MS = 86_400_000
#: measure -> (Chinese, English, unit of what is judged in both; "" is the unit of the quantity)
MEASURES: dict[str, tuple[str, str, tuple[str, str]]] = {
    "value": ("数值", "value", ("", "")),
    "count": ("超限次数", "times over", ("次", "times")),
    "rise": ("上升幅度", "rise", ("", "")),
    "fall": ("下降幅度", "fall", ("", "")),
    "met": ("同时满足的条件", "conditions met", ("项", "conditions")),
    "silence": ("无数据时长", "minutes without data", ("分钟", "min")),
}
#: measures that look at one channel's values through a window
WINDOWED = ("count", "rise", "fall")


def unit_of(measure: str, unit: str) -> tuple[str, str]:
    """Return the unit of an alarm's figures in both languages: that of its quantity, or of what was counted."""
    zh, en = MEASURES[measure][2]
    return zh or unit, en or unit


def judged(bound: Bound) -> Bound:
    """Return the bound that the derived series is followed with: its figure in the unit of the measure."""
    if bound.measure in ("count", "met"):
        figure = float(bound.times)
        return replace(bound, value=figure, clear_value=figure, above=True, inclusive=True, window_ms=0)
    return replace(bound, window_ms=0) if bound.measure in ("rise", "fall") else bound


def since(bound: Bound, at_ms: int) -> int:
    """Return from when on values can matter to the derived point of a moment."""
    if bound.measure == "count":
        return _start(bound, at_ms) - (0 if bound.window_ms else bound.max_gap_ms)
    return at_ms - bound.per_ms


def reach(bound: Bound) -> int:
    """Return for how long after its own moment a value can matter to derived points."""
    if bound.measure == "count":
        return bound.per_ms + (0 if bound.window_ms else bound.max_gap_ms)
    return bound.per_ms


def derive(points: Sequence[Point], bound: Bound) -> list[Point]:
    """Return what is judged of a series (its means, where the bound has a window) at each of its moments.

    count: how often the limit was exceeded in the window up to the moment; a mean counts by itself, of single
    values the first of each run. A window of whole days is that of the calendar, as the standards count; a
    shorter one ends with the moment. rise, fall: the distance from the least, or most, value of the window.
    """
    return _counts(points, bound) if bound.measure == "count" else _changes(points, bound)


def _start(bound: Bound, at_ms: int) -> int:
    if bound.per_ms % DAY_MS == 0:
        return (at_ms + CHINA_MS) // bound.per_ms * bound.per_ms - CHINA_MS
    return at_ms - bound.per_ms + 1


def _counts(points: Sequence[Point], bound: Bound) -> list[Point]:
    found: list[Point] = []
    counted: deque[int] = deque()
    before: Point | None = None
    for point in points:
        going_on = (
            not bound.window_ms
            and before is not None
            and bound.over(before)
            and point.at_ms - before.at_ms <= bound.max_gap_ms
        )
        if bound.over(point) and not going_on:
            counted.append(point.at_ms)
        start = _start(bound, point.at_ms)
        while counted and counted[0] < start:
            counted.popleft()
        found.append(Point(point.at_ms, float(len(counted))))
        before = point
    return found


def _changes(points: Sequence[Point], bound: Bound) -> list[Point]:
    sign = 1 if bound.measure == "rise" else -1
    found: list[Point] = []
    lowest: deque[Point] = deque()  # values that only grow: the first is the least of the window
    for point in points:
        value = sign * point.value
        while lowest and lowest[-1].value >= value:
            lowest.pop()
        lowest.append(Point(point.at_ms, value))
        while lowest[0].at_ms < point.at_ms - bound.per_ms:
            lowest.popleft()
        found.append(Point(point.at_ms, round(value - lowest[0].value, 9)))
    return found


def met(inputs: Sequence[Sequence[Sequence[Point]]], bound: Bound) -> list[Point]:
    """Return how many conditions hold at each moment anything was told; `inputs`: the channels of each condition.

    A condition holds while any of its channels told so last, at most `per_ms` ago; a value older than that
    says nothing any more, and while the channel of the first condition says nothing, nothing is judged.
    """
    told = sorted(
        (point.at_ms, number, channel, point.value)
        for number, channels in enumerate(inputs)
        for channel, series in enumerate(channels)
        for point in series
    )
    last: list[dict[int, tuple[int, float]]] = [{} for _each in inputs]
    found: list[Point] = []
    for index, (at_ms, number, channel, value) in enumerate(told):
        last[number][channel] = (at_ms, value)
        if index + 1 < len(told) and told[index + 1][0] == at_ms:
            continue
        if not any(at_ms - at <= bound.per_ms for at, _value in last[0].values()):
            continue
        holding = sum(
            any(at_ms - at <= bound.per_ms and condition.met(value) for at, value in held.values())
            for condition, held in zip(bound.conditions, last, strict=True)
        )
        found.append(Point(at_ms, float(holding)))
    return found


def silences(moments: Iterable[int], bound: Bound, now_ms: int) -> list[Episode]:
    """Return the stretches without data: from the last value and the time allowed to the next value.

    `moments`: of everything told, in order, whatever its flag. The last is silence until now, and still open.
    """
    allowed = allowed_ms(bound)
    found: list[Episode] = []
    last: int | None = None
    for at_ms in moments:
        if last is not None:
            found += _silence(last, at_ms, allowed, bound)
        last = at_ms
    if last is not None:
        found += _silence(last, None, allowed, bound, now_ms)
    return found


def allowed_ms(bound: Bound) -> int:
    """Return how long a channel may be silent; the figure of a silence is in minutes."""
    return round(bound.value * MINUTE_MS)


def _silence(
    last_ms: int, next_ms: int | None, allowed: int, bound: Bound, now_ms: int | None = None
) -> list[Episode]:
    began = max(last_ms + allowed, bound.from_ms)
    until = next_ms if next_ms is not None else now_ms
    if until is None or until <= began or not bound.applies(began):
        return []
    if next_ms is None:
        return [Episode(began, began, None, "", bound.value, began)]
    minutes = round((next_ms - last_ms) / MINUTE_MS, 3)
    return [Episode(began, began, next_ms, "clear", minutes, next_ms)]


def all_episodes(
    points: Sequence[Point], bound: Bound, others: Sequence[Sequence[Sequence[Point]]] = ()
) -> list[Episode]:
    """Return the episodes of a whole series under any bound but a silence; `others`: further conditions' channels."""
    base = means(points, bound) if bound.window_ms else points
    if bound.measure == "met":
        base = met([[points], *others], bound)
    elif bound.measure in WINDOWED:
        base = derive(base, bound)
    closed, track = follow(base, judged(bound))
    return [*closed, track.episode()] if track and track.opened_ms is not None else closed
