"""Public holidays and make-up working days of mainland China, year by year, each with the notice that set them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from inspect_app.config import BadSettings


@dataclass(frozen=True)
class Break:
    """One holiday of a year's notice: its name, first and last day off, and the weekend days worked for it."""

    zh: str
    en: str
    first: date
    last: date
    worked: tuple[date, ...] = ()

    def days(self) -> Iterator[date]:
        """Yield every day off, first to last."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True)
class Year:
    """One year as the State Council published it; `verified` says that the notice's own text was read."""

    year: int
    notice: str
    published: date
    breaks: tuple[Break, ...]
    verified: bool
    source: str

    @cached_property
    def off(self) -> frozenset[date]:
        """Return the days off."""
        return frozenset(day for each in self.breaks for day in each.days())

    @cached_property
    def worked(self) -> frozenset[date]:
        """Return the weekend days that are worked."""
        return frozenset(day for each in self.breaks for day in each.worked)


class BadYear(BadSettings):
    """A year that cannot be a State Council notice; the text says what is wrong with it."""


def read_year(document: Mapping[str, Any]) -> Year:
    """Return a newly published year as an administrator writes it down, e.g. to add it to `YEARS`.

    `{"year": 2027, "notice": "国办发明电〔2026〕…号", "published": "2026-11-…", "source": "https://…",
    "breaks": [{"zh": "元旦", "en": "New Year", "first": "2027-01-01", "last": "2027-01-03", "worked": []}]}`.
    BadYear names the first fault. It counts as not verified until its text has been read twice.
    """
    try:
        breaks = tuple(
            _break(each["zh"], each["en"], each["first"], each["last"], *each.get("worked", ()))
            for each in document["breaks"]
        )
        published = date.fromisoformat(document["published"])
        found = Year(
            int(document["year"]),
            str(document["notice"]),
            published,
            breaks,
            verified=False,
            source=str(document["source"]),
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise BadYear(f"not a year: {wrong}") from wrong
    _judge(found)
    return found


def _judge(found: Year) -> None:
    for each in found.breaks:
        if not 0 <= (each.last - each.first).days < 15:
            raise BadYear(f"{each.zh}: {each.first} to {each.last} is no holiday")
        if found.year not in (each.first.year, each.last.year):
            raise BadYear(f"{each.zh}: {each.first} is not in {found.year}")
    off_weekends = [day for day in found.worked if day.weekday() < 5]
    if off_weekends:
        raise BadYear(f"{min(off_weekends)} is worked anyway: make-up days fall on weekends")
    if found.worked & found.off:
        raise BadYear(f"{min(found.worked & found.off)} is both off and worked")
    if len(found.breaks) < 6:
        raise BadYear("a notice arranges seven holidays, at times two of them as one")


def _break(zh: str, en: str, first: str, last: str, *worked: str) -> Break:
    days = tuple(date.fromisoformat(each) for each in worked)
    return Break(zh, en, date.fromisoformat(first), date.fromisoformat(last), days)


#: The published years. A year is added when its notice is out (usually in November), never guessed.
YEARS: dict[int, Year] = {
    2024: Year(
        2024,
        "国办发明电〔2023〕7号",
        date(2023, 10, 25),
        (
            _break("元旦", "New Year", "2024-01-01", "2024-01-01"),
            _break("春节", "Spring Festival", "2024-02-10", "2024-02-17", "2024-02-04", "2024-02-18"),
            _break("清明节", "Tomb Sweeping", "2024-04-04", "2024-04-06", "2024-04-07"),
            _break("劳动节", "Labour Day", "2024-05-01", "2024-05-05", "2024-04-28", "2024-05-11"),
            _break("端午节", "Dragon Boat", "2024-06-10", "2024-06-10"),
            _break("中秋节", "Mid-Autumn", "2024-09-15", "2024-09-17", "2024-09-14"),
            _break("国庆节", "National Day", "2024-10-01", "2024-10-07", "2024-09-29", "2024-10-12"),
        ),
        verified=True,
        source="http://paper.people.com.cn/rmrb/html/2023-10/26/nw.D110000renmrb_20231026_3-06.htm",
    ),
    2025: Year(
        2025,
        "国办发明电〔2024〕12号",
        date(2024, 11, 12),
        (
            _break("元旦", "New Year", "2025-01-01", "2025-01-01"),
            _break("春节", "Spring Festival", "2025-01-28", "2025-02-04", "2025-01-26", "2025-02-08"),
            _break("清明节", "Tomb Sweeping", "2025-04-04", "2025-04-06"),
            _break("劳动节", "Labour Day", "2025-05-01", "2025-05-05", "2025-04-27"),
            _break("端午节", "Dragon Boat", "2025-05-31", "2025-06-02"),
            _break("国庆节、中秋节", "National Day", "2025-10-01", "2025-10-08", "2025-09-28", "2025-10-11"),
        ),
        verified=True,
        source="https://www.gov.cn/zhengce/content/202411/content_6986382.htm",
    ),
    2026: Year(
        2026,
        "国办发明电〔2025〕7号",
        date(2025, 11, 4),
        (
            _break("元旦", "New Year", "2026-01-01", "2026-01-03", "2026-01-04"),
            _break("春节", "Spring Festival", "2026-02-15", "2026-02-23", "2026-02-14", "2026-02-28"),
            _break("清明节", "Tomb Sweeping", "2026-04-04", "2026-04-06"),
            _break("劳动节", "Labour Day", "2026-05-01", "2026-05-05", "2026-05-09"),
            _break("端午节", "Dragon Boat", "2026-06-19", "2026-06-21"),
            _break("中秋节", "Mid-Autumn", "2026-09-25", "2026-09-27"),
            _break("国庆节", "National Day", "2026-10-01", "2026-10-07", "2026-09-20", "2026-10-10"),
        ),
        verified=True,
        source="https://politics.gmw.cn/2025-11/04/content_38391083.htm",
    ),
}
