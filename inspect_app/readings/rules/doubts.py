"""Finds the stretches of a channel that are in doubt: pure, local, the same for any order of arrival."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from statistics import StatisticsError, correlation, fmean, median
from typing import NamedTuple

from inspect_app.readings.rules.doubt_figures import (
    CLOCK,
    GAP_MS,
    HOUR_MS,
    MINUTE_MS,
    REACH_MS,
    DoubtRule,
    rule_of,
)
from inspect_app.readings.rules.grades import Span
from inspect_app.readings.rules.plausible import USUAL


class Told(NamedTuple):
    """A reading that counts (flag N): its moment, its value, and when it arrived (ms)."""

    at_ms: int
    value: float
    received_ms: int


#: index of a reading in doubt -> the figure of the doubt
Marks = dict[int, float]


def found(
    quantity: str, rows: Sequence[Told], from_ms: int, to_ms: int, damp: Sequence[Told] = (),
    others: Sequence[Sequence[Told]] = (),
) -> list[Span]:  # fmt: skip
    """Return what is in doubt from `from_ms` until before `to_ms`, whole hours, cut at each hour.

    `rows` in order, with REACH_MS to either side: beyond it nothing matters. `damp`: the humidity the same device
    told; `others`: the same quantity of the site's other devices.
    """
    marks: dict[str, Marks] = {"clock": _clock(rows), "implausible": _implausible(quantity, rows)}
    finders: dict[str, Callable[[DoubtRule], Marks]] = {
        "flat": lambda rule: _flat(rows, rule), "spike": lambda rule: _spikes(rows, rule),
        "spray": lambda rule: _spray(rows, damp, rule), "twin": lambda rule: _twin(rows, others, rule),
    }  # fmt: skip
    for kind, find in finders.items():
        if (rule := rule_of(kind, quantity)) is not None:
            marks[kind] = find(rule)
    return [
        span
        for reason, marked in marks.items()
        for span in _spans(reason, rows, marked)
        if from_ms <= span.from_ms < to_ms
    ]


def _spans(reason: str, rows: Sequence[Told], marks: Marks) -> Iterable[Span]:
    """Return marked readings as stretches; one that goes on over the full hour reaches up to it on both sides."""
    numbers = sorted(marks)
    for _hour, inside in groupby(numbers, key=lambda index: rows[index].at_ms // HOUR_MS):
        run: list[int] = []
        for index in inside:
            if run and not _follows(rows, run[-1], index):
                yield _span(reason, rows, marks, run)
                run = []
            run.append(index)
        yield _span(reason, rows, marks, run)


def _follows(rows: Sequence[Told], one: int, after: int) -> bool:
    return after == one + 1 and rows[after].at_ms - rows[one].at_ms <= GAP_MS


def _span(reason: str, rows: Sequence[Told], marks: Marks, run: Sequence[int]) -> Span:
    first, last = run[0], run[-1]
    hour = rows[first].at_ms // HOUR_MS * HOUR_MS
    comes = first - 1 in marks and _follows(rows, first - 1, first) and rows[first - 1].at_ms < hour
    goes = last + 1 in marks and _follows(rows, last, last + 1) and rows[last + 1].at_ms >= hour + HOUR_MS
    figure = round(max(marks[each] for each in run), 3)
    return Span(
        reason, hour if comes else rows[first].at_ms, hour + HOUR_MS if goes else rows[last].at_ms + 1, figure
    )


def _implausible(quantity: str, rows: Sequence[Told]) -> Marks:
    usual = USUAL.get(quantity)
    if usual is None:
        return {}
    return {index: row.value for index, row in enumerate(rows) if not usual[0] <= row.value <= usual[1]}


def _flat(rows: Sequence[Told], rule: DoubtRule) -> Marks:
    figures, marks, start = rule.figures, Marks(), 0
    for index in range(1, len(rows) + 1):
        if (
            index < len(rows)
            and rows[index].value == rows[start].value
            and rows[index].at_ms - rows[index - 1].at_ms <= GAP_MS
        ):
            continue
        lasted = (rows[index - 1].at_ms - rows[start].at_ms) / MINUTE_MS
        if (
            lasted >= figures["minutes"]
            and index - start >= figures["readings"]
            and figures["least"] <= rows[start].value <= figures["most"]
        ):
            marks |= dict.fromkeys(range(start, index), rows[start].value)
        start = index
    return marks


def _spikes(rows: Sequence[Told], rule: DoubtRule) -> Marks:
    beside, marks = int(rule.figures["beside"]), Marks()
    for index, row in enumerate(rows):
        near = [
            each.value
            for each in (*rows[max(0, index - beside) : index], *rows[index + 1 : index + 1 + beside])
            if abs(each.at_ms - row.at_ms) <= GAP_MS
        ]
        if len(near) < 2 * beside:
            continue
        middle = median(near)
        scatter = median(abs(each - middle) for each in near)
        away = abs(row.value - middle)
        if away >= rule.figures["jump"] and away >= rule.figures["times"] * scatter:
            marks[index] = row.value
    return marks


def _spray(rows: Sequence[Told], damp: Sequence[Told], rule: DoubtRule) -> Marks:
    figures, marks = rule.figures, Marks()
    before_ms, within_ms = figures["before"] * MINUTE_MS, figures["minutes"] * MINUTE_MS
    wet = {each.at_ms: each.value for each in damp}
    both = [
        (index, row.at_ms, row.value, wet[row.at_ms]) for index, row in enumerate(rows) if row.at_ms in wet
    ]
    moments = [each[1] for each in both]
    for place, (_index, at_ms, value, moist) in enumerate(both):
        if not place:
            continue
        earlier = both[bisect_left(moments, at_ms - before_ms) : place]
        if len(earlier) < 3 or at_ms - earlier[-1][1] > within_ms:
            continue
        dust, usual = median(each[2] for each in earlier), median(each[3] for each in earlier)
        leap = min(figures["damp"], max(1.0, figures["full"] - usual))
        if value > figures["left"] * dust or moist < usual + leap or earlier[-1][2] < figures["stays"] * dust:
            continue
        for number, then, left, humid in both[place:]:
            if (
                then - at_ms > figures["hours"] * HOUR_MS
                or left > figures["stays"] * dust
                or humid < usual + leap / 2
            ):
                break
            marks[number] = round(left / dust, 3) if dust else 0.0
    return marks


def _clock(rows: Sequence[Told]) -> Marks:
    """Mark what came from the future, and what is late by one and the same time again and again, not all at once.

    Again is in another minute: what a gateway kept while there was no network comes in one or two of them.
    """
    figures = CLOCK.figures
    most, delays = figures["minutes"] * MINUTE_MS, [each.received_ms - each.at_ms for each in rows]
    marks = {index: round(each / MINUTE_MS, 1) for index, each in enumerate(delays) if each < -most}
    by_minute: defaultdict[int, list[int]] = defaultdict(list)
    for row, delay in zip(rows, delays, strict=True):
        if delay > most:
            by_minute[row.received_ms // MINUTE_MS].append(delay)
    for each in by_minute.values():
        each.sort()
    for index, delay in enumerate(delays):
        if delay > most and _again(by_minute, rows[index].received_ms // MINUTE_MS, delay):
            marks[index] = round(delay / MINUTE_MS, 1)
    return marks


def _again(by_minute: Mapping[int, Sequence[int]], minute: int, delay: int) -> bool:
    """Say whether readings came as late as this in enough minutes around; `by_minute`: delays in order."""
    within, alike, left = (
        int(CLOCK.figures["within"]),
        CLOCK.figures["alike_s"] * 1000,
        CLOCK.figures["arrivals"],
    )
    for one in range(minute - within, minute + within + 1):
        there = by_minute.get(one, ())
        nearest = bisect_left(there, delay - alike)
        left -= nearest < len(there) and there[nearest] <= delay + alike
        if left <= 0:
            return True
    return False


def _twin(rows: Sequence[Told], others: Sequence[Sequence[Told]], rule: DoubtRule) -> Marks:
    marks, moments = Marks(), [each.at_ms for each in rows]
    for hour, inside in groupby(range(len(rows)), key=lambda index: rows[index].at_ms // HOUR_MS * HOUR_MS):
        numbers = list(inside)
        window = rows[bisect_left(moments, hour - HOUR_MS) : bisect_left(moments, hour + 2 * HOUR_MS)]
        if any(_alike(window, other, rule) for other in others):
            marks |= dict.fromkeys(numbers, 1.0)
    return marks


def _alike(mine: Sequence[Told], other: Sequence[Told], rule: DoubtRule) -> bool:
    figures, moments = rule.figures, [each.at_ms for each in other]
    pairs = [
        (each.value, there) for each in mine if (there := _between(other, moments, each.at_ms)) is not None
    ]
    if len(pairs) < figures["readings"] or len({one for one, _there in pairs}) < figures["different"]:
        return False
    # The same to the last digit but for the moment it was asked at.
    if fmean(abs(one - there) for one, there in pairs) > figures["near"]:
        return False
    try:
        return correlation(*zip(*pairs, strict=True)) >= figures["alike"]
    except StatisticsError:  # one of them never changes
        return False


def _between(other: Sequence[Told], moments: Sequence[int], at_ms: int) -> float | None:
    """Return what another channel told at a moment, on the straight line between two readings near it."""
    after = bisect_left(moments, at_ms)
    if after < len(other) and moments[after] == at_ms:
        return other[after].value
    if not 0 < after < len(other) or moments[after] - moments[after - 1] > HOUR_MS // 3:
        return None
    share = (at_ms - moments[after - 1]) / (moments[after] - moments[after - 1])
    return other[after - 1].value + (other[after].value - other[after - 1].value) * share


def whole_hours(from_ms: int, to_ms: int) -> tuple[int, int]:
    """Return the whole hours (from, until before) in which readings of a stretch may have changed a doubt."""
    first = (from_ms - REACH_MS) // HOUR_MS * HOUR_MS
    return first, (to_ms + REACH_MS) // HOUR_MS * HOUR_MS + HOUR_MS
