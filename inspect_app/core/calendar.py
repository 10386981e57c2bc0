"""Legal days: local day and UTC, periods in days, months and years, and working days of published years.

Every period follows 民法典 arts. 201–203: the first day is not counted (201), a period of months or years
ends on the corresponding day or else on the last day of the month (202), and the last day ends at 24:00 and,
where it is a day off, moves to the day after the days off (203). "日" is a calendar day, "工作日" a working day.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from inspect_app.core.errors import Problem
from inspect_app.core.holidays import YEARS, Year

CHINA = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
#: A year's notice has reached back into the December before it (29 December 2018 was worked for 2019), so
#: the last days of the newest published year stay open until the next notice is out.
OPEN_FROM = (12, 26)


class Unpublished(Problem):
    """The days off of this year are not in the table; nobody may pretend that they are plain weekends."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            "conflict",
            zh=f"{year} 年的放假调休安排尚未录入，无法计算工作日；请管理员按国务院办公厅通知录入。",
            en=f"The public holidays of {year} are not in the table yet, so working days cannot be counted;"
            " an administrator must add them from the State Council's notice.",
        )


def local_day(moment: datetime) -> date:
    """Return the day in Asia/Shanghai on which `moment` (aware) falls; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a naive moment falls on no certain day")
    return moment.astimezone(CHINA).date()


def start_of_day(day: date) -> datetime:
    """Return 00:00 of that day in Asia/Shanghai, as aware UTC."""
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return 24:00 of that day in Asia/Shanghai, as aware UTC: when a period's last day ends (art. 203)."""
    return start_of_day(day + ONE_DAY)


def add_days(start: date, n: int, *, roll: bool = False, years: Mapping[int, Year] = YEARS) -> date:
    """Return the last day of a period of `n` calendar days; the day it starts on is not counted (art. 201).

    With `roll` a last day that is no working day moves to the next working day (art. 203; weekends are days
    off in practice). Unpublished when `roll` meets a year whose days off are not known; ValueError if n < 0.
    """
    return _ended(start + timedelta(days=_natural(n)), roll, years)


def add_months(start: date, n: int, *, roll: bool = False, years: Mapping[int, Year] = YEARS) -> date:
    """Return the last day of a period of `n` months: the corresponding day, else the month's last (art. 202).

    `roll` as in `add_days`.
    """
    index = start.year * 12 + start.month - 1 + _natural(n)
    year, month = divmod(index, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return _ended(date(year, month + 1, day), roll, years)


def add_years(start: date, n: int, *, roll: bool = False, years: Mapping[int, Year] = YEARS) -> date:
    """Return the last day of a period of `n` years: 29 February ends on 28 in a common year (art. 202).

    `roll` as in `add_days`.
    """
    return add_months(start, 12 * n, roll=roll, years=years)


def is_working_day(day: date, *, years: Mapping[int, Year] = YEARS) -> bool:
    """Say whether people work on that day: the yearly notice first, else Monday to Friday.

    Unpublished when no notice covers the day (全国年节及纪念日放假办法, and the notice issued each year).
    """
    notices = _covering(day, years)
    if any(day in each.worked for each in notices):
        return True
    return day.weekday() < 5 and not any(day in each.off for each in notices)


def add_working_days(start: date, n: int, *, years: Mapping[int, Year] = YEARS) -> date:
    """Return the `n`-th working day after `start`, which is not counted (art. 201); before it when n < 0.

    A period in 工作日 cannot end on a day off, so nothing rolls. Unpublished as in `is_working_day`.
    """
    step = ONE_DAY if n >= 0 else -ONE_DAY
    day, left = start, abs(n)
    while left:
        day += step
        left -= is_working_day(day, years=years)
    return day


def working_days_between(start: date, end: date, *, years: Mapping[int, Year] = YEARS) -> int:
    """Return how many working days lie after `start` up to and with `end` (art. 201).

    Negative when `end` is before `start`: then the working days from `end` up to the day before `start`, so
    that it undoes `add_working_days` in both directions.
    """
    sign, first, last = (1, start + ONE_DAY, end) if end >= start else (-1, end, start - ONE_DAY)
    days = (first + timedelta(days=k) for k in range((last - first).days + 1))
    return sign * sum(is_working_day(day, years=years) for day in days)


def _natural(n: int) -> int:
    if n < 0:
        raise ValueError("a period is not negative")
    return n


def _ended(day: date, roll: bool, years: Mapping[int, Year]) -> date:
    while roll and not is_working_day(day, years=years):
        day += ONE_DAY
    return day


def _covering(day: date, years: Mapping[int, Year]) -> list[Year]:
    if day.year not in years:
        raise Unpublished(day.year)
    after = years.get(day.year + 1)
    if after is None and (day.month, day.day) >= OPEN_FROM:
        raise Unpublished(day.year + 1)
    return [years[day.year]] + ([after] if after else [])
