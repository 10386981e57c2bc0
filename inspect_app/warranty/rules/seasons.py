"""Heating and cooling seasons of divisions, and the day on which so many whole seasons are over."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Season:
    """A season: first and last day of it as (month, day), for a division and all below it."""

    region: str
    begins: tuple[int, int]
    ends: tuple[int, int]
    basis: str
    verified: bool
    kind: str = "heating"


#: kinds of season: decree 279 art. 40 counts the supply of heat and of cold alike
KINDS: dict[str, tuple[str, str]] = {
    "heating": ("采暖期", "heating season"),
    "cooling": ("供冷期", "cooling season"),
}
#: the longest prefix that fits counts
SEASONS: tuple[Season, ...] = (
    Season("", (11, 15), (3, 15), "多数采暖地区的供暖期，未核对当地规定", verified=False),
    Season("11", (11, 15), (3, 15), "北京市供热采暖管理规定，条文待核", verified=False),
    Season("12", (11, 15), (3, 15), "天津市供热用热规定，条文待核", verified=False),
    Season("2301", (10, 20), (4, 20), "哈尔滨市供热规定，条文待核", verified=False),
    Season("3702", (11, 16), (4, 5), "青岛市供热规定，条文待核", verified=False),
    Season("", (6, 15), (9, 15), "供冷期以供冷合同为准，平台默认", verified=False, kind="cooling"),
)


def season(region: str, kind: str = "heating") -> Season:
    """Return the season of a kind in a division: that of the longest prefix."""
    fitting = (each for each in SEASONS if each.kind == kind and region.startswith(each.region))
    return max(fitting, key=lambda each: len(each.region))


def season_end(start: date, count: int, region: str, kind: str = "heating") -> date:
    """Return the last day of the `count`-th whole season of a kind that begins on or after `start`.

    No rule says whether a season under way counts; here it does not, in favour of the resident.
    """
    found = season(region, kind)
    first = start.year if date(start.year, *found.begins) >= start else start.year + 1
    over_new_year = found.ends < found.begins
    return date(first + count - 1 + over_new_year, *found.ends)


def season_starts(region: str, since: date, until: date, kind: str = "heating") -> list[date]:
    """Return the days after `since` up to `until` on which a season begins."""
    begins = season(region, kind).begins
    days = (date(year, *begins) for year in range(since.year, until.year + 1))
    return [each for each in days if since < each <= until]
