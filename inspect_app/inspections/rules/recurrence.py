"""Which days a plan falls due: an RFC 5545 rule, or every so many working days, on the calendar of a site."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from inspect_app.core.calendar import Unpublished
from inspect_app.inspections.rules.rule_days import rule_days
from inspect_app.inspections.rules.site_calendar import ONE_DAY, SiteCalendar

#: where a due day goes on which nobody works
SHIFTS: Final[dict[str, tuple[str, str]]] = {
    "next": ("顺延到下一个工作日", "to the next working day"),
    "previous": ("提前到上一个工作日", "to the working day before"),
    "skip": ("这一次不检查", "left out"),
}
#: no closure is longer, so a day that moves finds its place within
FARTHEST: Final = 400


class Days(NamedTuple):
    """Due days in order, and the day up to which they are certain (the year after may not be published)."""

    days: list[date]
    known_to: date


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often: a rule counted from `anchor`, or every so many working days from it; `until` included."""

    anchor: date
    rule: str | None = None
    every: int | None = None
    shift: str = "next"
    until: date | None = None

    def days(self, first: date, last: date, site: SiteCalendar) -> Days:
        """Return the due days from `first` to `last`. The same days, whatever `first` and `last` are asked."""
        last = min(last, self.until) if self.until else last
        first = max(first, self.anchor)
        if self.rule:
            return _placed(self.rule, self.anchor, self.shift, first, last, site)
        found = _stepped(self.anchor, self.every or 1, last, site)
        return Days([each for each in found.days if each >= first], found.known_to)

    def next_days(self, first: date, count: int, site: SiteCalendar) -> list[date]:
        """Return the next `count` due days from `first` on, for a preview; at most six years are looked at."""
        found: list[date] = []
        for span in (60, 400, 2200):
            found = self.days(first, first + timedelta(days=span), site).days
            if len(found) >= count:
                break
        return found[:count]


def _placed(rule: str, anchor: date, shift: str, first: date, last: date, site: SiteCalendar) -> Days:
    found: set[date] = set()
    for raw in rule_days(rule, anchor, last + timedelta(days=FARTHEST if shift == "previous" else 0)):
        if raw.month not in site.season:
            continue
        try:
            day = place(raw, shift, site)
        except Unpublished:
            return Days(sorted(found), min(last, _worst(raw, shift, site)))
        # A day that leaves its season on the way is left out: the plan does not count there.
        if day is not None and first <= day <= last and day.month in site.season:
            found.add(day)
    return Days(sorted(found), last)


def place(raw: date, shift: str, site: SiteCalendar) -> date | None:
    """Return the day a due day is kept on, None when it is left out; Unpublished as in the calendar."""
    if site.is_open(raw):
        return raw
    if shift == "skip":
        return None
    step = ONE_DAY if shift == "next" else -ONE_DAY
    tried = (raw + step * n for n in range(1, FARTHEST))
    return next((day for day in tried if site.is_open(day)), None)


def _worst(raw: date, shift: str, site: SiteCalendar) -> date:
    """Return the last day that is certain although `raw` cannot be placed yet."""
    if shift != "previous":
        return raw - ONE_DAY
    for n in range(1, FARTHEST):
        try:
            if site.is_open(raw - ONE_DAY * n):
                return raw - ONE_DAY * (n + 1)
        except Unpublished:
            continue
    return raw - ONE_DAY * FARTHEST


def _stepped(anchor: date, every: int, last: date, site: SiteCalendar) -> Days:
    found: list[date] = []
    day = anchor - ONE_DAY
    try:
        day = site.add(day, 1)
        while day <= last:
            found.append(day)
            day = site.add(day, every)
    except Unpublished:
        return Days(found, max(anchor - ONE_DAY, found[-1] if found else anchor - ONE_DAY))
    return Days(found, last)
