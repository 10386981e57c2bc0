"""The dates a resident is promised: which rule gives them, where it holds, and the day itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from inspect_app.core.calendar import Unpublished, add_days, add_working_days
from inspect_app.core.holidays import YEARS, Year


@dataclass(frozen=True, slots=True)
class Promise:
    """A period: days (calendar, or working days), counted from filing, acceptance or reopening, and its region.

    `region` is the beginning of a division code; "" holds everywhere.
    """

    key: str
    zh: str
    en: str
    days: int
    working: bool
    after: str
    region: str
    basis: str
    verified: bool
    since: date | None = None
    until: date | None = None


PROMISES: tuple[Promise, ...] = (
    Promise(
        "notice", "告知是否受理", "Told whether it is taken up", 15, False, "filed", "",
        "《信访工作条例》第 22、23 条", verified=True, since=date(2022, 5, 1),
    ),
    Promise(
        "decision", "办结并答复", "Decided and answered", 60, False, "accepted", "",
        "《信访工作条例》第 34 条；情况复杂的可再延长 30 日", verified=True, since=date(2022, 5, 1),
    ),
    Promise(
        "review", "重新办理并答复", "Taken up again and answered", 30, False, "reopened", "",
        "《信访工作条例》第 35 条", verified=False, since=date(2022, 5, 1),
    ),
    Promise(
        "hotline", "12345 办理时限", "12345 hotline", 5, True, "filed", "37",
        "山东省 12345 热线：5 个工作日，可延长不超过 10 个工作日", verified=True,
    ),
    Promise(
        "hotline", "12345 办理时限", "12345 hotline", 13, True, "filed", "44",
        "广东某市住建局：投诉类 13 个工作日", verified=False,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MoreDays:
    """By how many working days at most a promise counted in working days may be put off, once, and where."""

    key: str
    days: int
    region: str
    basis: str
    verified: bool
    since: date | None = None
    until: date | None = None


MORE_DAYS: tuple[MoreDays, ...] = (
    MoreDays("hotline", 10, "37", "山东省 12345 热线：可延长不超过 10 个工作日", verified=True),
)


def more_days(key: str, day: date, region: str) -> MoreDays | None:
    """Return the rule by which a promise may be put off in `region` on `day`; None where none allows it."""
    for each in MORE_DAYS:
        begun = (each.since is None or each.since <= day) and (each.until is None or day <= each.until)
        if each.key == key and begun and region.startswith(each.region):
            return each
    return None


def promised(
    key: str, start: date, region: str, *, years: Mapping[int, Year] = YEARS
) -> tuple[Promise, date | None] | None:
    """Return the promise in force at `start` in `region` and its last day (民法典 arts. 201–202).

    None where no rule gives one. The day is None when it needs working days of a year whose holidays are not
    published yet: nothing is promised that cannot be counted.
    """
    for each in PROMISES:
        begun = (each.since is None or each.since <= start) and (each.until is None or start <= each.until)
        if each.key == key and begun and region.startswith(each.region):
            try:
                day = (add_working_days if each.working else add_days)(start, each.days, years=years)
            except Unpublished:
                return each, None
            return each, day
    return None


def running(
    state: str, notice_by: date | None, hotline_by: date | None, decide_by: date | None
) -> list[date]:
    """Return the days of the promises that run in this state of a complaint's life, the first first.

    `hotline_by` is None once the hotline has its answer.
    """
    asked = {"received": (notice_by, hotline_by), "accepted": (hotline_by, decide_by)}
    asked["reopened"] = asked["accepted"]
    return sorted(by for by in asked.get(state, ()) if by is not None)


def days_late(
    state: str, day: date, notice_by: date | None, hotline_by: date | None, decide_by: date | None
) -> int:
    """Return by how many days a promise is broken on `day` in this state of a complaint's life; 0: it is kept."""
    found = running(state, notice_by, hotline_by, decide_by)
    return max(0, (day - found[0]).days) if found else 0


def is_late(
    state: str, day: date, notice_by: date | None, hotline_by: date | None, decide_by: date | None
) -> bool:
    """Say whether a promise is broken on `day` in this state of a complaint's life."""
    return days_late(state, day, notice_by, hotline_by, decide_by) > 0
