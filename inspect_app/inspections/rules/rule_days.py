"""The days a recurrence rule names, before any calendar: plain dates, so no change of clocks can move one.

Expanded here and not by a library, because a rule that names no day at all (each Monday the 60th) must end
at the last day asked for, and not at the year 9999. The tests compare it with python-dateutil.
"""

from calendar import isleap, monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from inspect_app.inspections.rules.rule_text import WEEKDAYS, parts_of, until_of

_NAMES = list(WEEKDAYS)


@dataclass(frozen=True, slots=True)
class _Parsed:
    freq: str
    interval: int
    months: frozenset[int]
    month_days: frozenset[int]
    weekdays: frozenset[int]
    nth: frozenset[tuple[int, int]]
    positions: tuple[int, ...]
    count: int | None
    until: date | None


@lru_cache(maxsize=512)
def _parsed(rule: str) -> _Parsed:
    parts = parts_of(rule)
    named = [(each[:-2], _NAMES.index(each[-2:])) for each in parts.get("BYDAY", "").split(",") if each]
    return _Parsed(
        parts["FREQ"], int(parts.get("INTERVAL", "1")), _numbers(parts, "BYMONTH"), _numbers(parts, "BYMONTHDAY"),
        frozenset(day for nth, day in named if not nth), frozenset((int(nth), day) for nth, day in named if nth),
        tuple(_numbers(parts, "BYSETPOS")), int(parts["COUNT"]) if "COUNT" in parts else None, until_of(rule),
    )  # fmt: skip


def _numbers(parts: dict[str, str], key: str) -> frozenset[int]:
    return frozenset(int(each) for each in parts.get(key, "").split(",") if each)


def rule_days(rule: str, anchor: date, last: date) -> Iterator[date]:
    """Yield the days a rule names from `anchor` (its DTSTART) to `last`, in order."""
    asked = _parsed(rule)
    end = min(last, asked.until) if asked.until else last
    left = asked.count
    for period in _periods(asked, anchor, end):
        for day in _chosen(asked, anchor, period):
            if day > end or left == 0:
                return
            if day >= anchor:
                yield day
                left = None if left is None else left - 1


def _chosen(asked: _Parsed, anchor: date, period: list[date]) -> list[date]:
    found = [day for day in period if _fits(asked, anchor, day)]
    if not asked.positions:
        return found
    size = len(found)
    places = {each - 1 if each > 0 else size + each for each in asked.positions}
    return [found[each] for each in sorted(places) if 0 <= each < size]


def _fits(asked: _Parsed, anchor: date, day: date) -> bool:
    if asked.months and day.month not in asked.months:
        return False
    if not (asked.month_days or asked.weekdays or asked.nth):
        return _as_anchor(asked, anchor, day)
    if (
        asked.month_days
        and not {day.day, day.day - monthrange(day.year, day.month)[1] - 1} & asked.month_days
    ):
        return False
    return not (asked.weekdays or asked.nth) or day.weekday() in asked.weekdays or _is_nth(asked, day)


def _as_anchor(asked: _Parsed, anchor: date, day: date) -> bool:
    if asked.freq == "WEEKLY":
        return day.weekday() == anchor.weekday()
    if asked.freq == "MONTHLY" or (asked.freq == "YEARLY" and asked.months):
        return day.day == anchor.day
    return asked.freq == "DAILY" or (day.month, day.day) == (anchor.month, anchor.day)


def _is_nth(asked: _Parsed, day: date) -> bool:
    if not asked.nth:
        return False
    if asked.freq == "YEARLY" and not asked.months:
        place, size = day.timetuple().tm_yday, 366 if isleap(day.year) else 365
    else:
        place, size = day.day, monthrange(day.year, day.month)[1]
    ahead, behind = (place - 1) // 7 + 1, -((size - place) // 7 + 1)
    return bool({(ahead, day.weekday()), (behind, day.weekday())} & asked.nth)


def _periods(asked: _Parsed, anchor: date, end: date) -> Iterator[list[date]]:
    period = _PERIOD[asked.freq]
    step = 0
    while (days := period(anchor, step)) and days[0] <= end:
        yield days
        step += asked.interval


def _day(anchor: date, step: int) -> list[date]:
    return [anchor + timedelta(days=step)]


def _week(anchor: date, step: int) -> list[date]:
    monday = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=step)
    return [monday + timedelta(days=n) for n in range(7)]


def _month(anchor: date, step: int) -> list[date]:
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + step, 12)
    return [date(year, month + 1, n) for n in range(1, monthrange(year, month + 1)[1] + 1)]


def _year(anchor: date, step: int) -> list[date]:
    first = date(anchor.year + step, 1, 1)
    return [first + timedelta(days=n) for n in range(366 if isleap(first.year) else 365)]


_PERIOD: dict[str, Callable[[date, int], list[date]]] = {
    "DAILY": _day, "WEEKLY": _week, "MONTHLY": _month, "YEARLY": _year,
}  # fmt: skip
