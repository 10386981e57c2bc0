"""The calendar of a site: the working days of the country, less its closures, within a plan's season."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from inspect_app.core.calendar import Unpublished, is_working_day
from inspect_app.core.holidays import YEARS, Year

ONE_DAY: Final = timedelta(days=1)
EVERY_MONTH: Final = frozenset(range(1, 13))
#: months in which a plan may count: the platform's own choice, no rule sets them (verified: False)
SEASONS: Final[dict[str, tuple[str, str, tuple[int, ...]]]] = {
    "heating": ("供暖季（11 月至 3 月）", "Heating season (November to March)", (1, 2, 3, 11, 12)),
    "flood": ("汛期（6 月至 9 月）", "Flood season (June to September)", (6, 7, 8, 9)),
    "heat": ("高温季（6 月至 8 月）", "Hot months (June to August)", (6, 7, 8)),
    "winter": ("冬期施工（11 月至 3 月）", "Winter work (November to March)", (1, 2, 3, 11, 12)),
}
LONGEST_CLOSURE: Final = 366


@dataclass(frozen=True, slots=True)
class Stop:
    """A closure: nobody works on the site from `since` to `until`, both included."""

    since: date
    until: date

    def holds(self, day: date) -> bool:
        """Say whether the site is closed on that day."""
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class SiteCalendar:
    """Which days are worked on a site. With `guess`, years without a notice are taken as plain weeks."""

    stops: tuple[Stop, ...] = ()
    season: frozenset[int] = EVERY_MONTH
    guess: bool = False
    years: Mapping[int, Year] | None = None

    def works(self, day: date) -> bool:
        """Say whether the site works on that day, in season or not; Unpublished as in the calendar."""
        if any(each.holds(day) for each in self.stops):
            return False
        try:
            return is_working_day(day, years=YEARS if self.years is None else self.years)
        except Unpublished:
            if self.guess:
                return day.weekday() < 5
            raise

    def is_open(self, day: date) -> bool:
        """Say whether the plan may fall due on that day."""
        return day.month in self.season and self.works(day)

    def add(self, start: date, n: int) -> date:
        """Return the `n`-th open day after `start`, before it when n < 0; ValueError when there is none in ten years."""
        step = ONE_DAY if n >= 0 else -ONE_DAY
        day, left, end = start, abs(n), start + step * 3660
        while left:
            if day == end:
                raise ValueError("the site has no such day within ten years")
            day += step
            left -= self.is_open(day)
        return day
