"""How long works are under warranty: the term in force, the day it ends, what an answer says.

The least periods by law and place stand in `acceptance.rules.letter`, beside the letter that must reach them.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from inspect_app.acceptance.rules.letter import (
    CLASSES,
    IN_SEASONS,
    Period,
    periods,
    unit,
)
from inspect_app.core.calendar import Unpublished, add_days, add_years
from inspect_app.warranty.rules.seasons import season, season_end

Words = tuple[str, str]

LETTER = "工程质量保修书约定"
#: 宁波市住宅小区物业管理条例 art. 80 asks for a full inspection 60 days before the end; used everywhere by default
NEAR_END = timedelta(days=60)
NEAR_END_BASIS = "《宁波市住宅小区物业管理条例》第八十条；其他地区为平台默认"
#: what every answer rests on: repair (279 art. 41), and before acceptance rework (art. 32)
REPAIR = "《建设工程质量管理条例》第四十一条"
REWORK = "《建设工程质量管理条例》第三十二条"
#: what a warranty does not answer for (河南 art. 40, 浙江 art. 31, 广东 art. 29 of the provincial quality rules)
EXCLUDED: Words = (
    "使用不当、第三方造成的损坏和不可抗力不在保修范围内，可按有偿维修处理。",
    "Misuse, damage by others and force majeure are not covered; such repairs are paid for.",
)


@dataclass(frozen=True, slots=True)
class Term:
    """The term in force for a class of works: its period, the day it ends (None: not said), and its words."""

    period: Period
    ends_on: date | None
    verified: bool

    @property
    def words(self) -> Words:
        """Return the length as people say it."""
        return length_words(self.period.code, self.period.amount)


def length_words(code: str, amount: int) -> Words:
    """Return the words of a length in the class's own unit; 0 is one that only design or contract says."""
    if not amount:
        design = code == "W-STR"
        return ("设计使用年限", "design service life") if design else ("按合同约定", "as contracted")
    zh, en = unit(code)
    return f"{amount} {zh}", f"{amount} {en}"


def effective_period(
    code: str, region: str, start: date, contract: int | None = None, kind: str = "heating"
) -> Term:
    """Return the longest of national, local and contract term of a class for works accepted on `start`.

    `contract` is in years, or in seasons of `kind` for W-HVAC. A local rule or a letter below the decree has no
    effect (279 art. 40). ValueError for an unknown class.
    """
    if code not in CLASSES:
        raise ValueError(f"no such class: {code}")
    found = list(periods(code, region, start))
    if contract:
        found.append(agreed(code, contract))
    longest = max(found, key=lambda each: each.amount)
    certain = longest.verified and (code not in IN_SEASONS or season(region, kind).verified)
    return Term(longest, ends_on(start, longest, region, kind), certain)


def agreed(code: str, amount: int) -> Period:
    """Return the term of a letter as a period."""
    in_seasons = code in IN_SEASONS
    return Period(code, LETTER, years=0 if in_seasons else amount, seasons=amount if in_seasons else 0)


def ends_on(start: date, period: Period, region: str = "", kind: str = "heating") -> date | None:
    """Return the last day of a period, which ends at 24:00 (民法典 arts. 201–203); None when it names none.

    Whether that day is a day off is known only once its year is published: `moved` says it then.
    """
    if period.seasons:
        return season_end(start, period.seasons, region, kind)
    return add_years(start, period.years) if period.years else None


def moved(day: date | None) -> date | None:
    """Return the last day moved off a holiday (art. 203), the day itself while its year is not published."""
    try:
        return add_days(day, 0, roll=True) if day else None
    except Unpublished:
        return day


def days_left(ends: date | None, on: date) -> int | None:
    """Return how many days remain with the last day itself, negative when past; None without an end."""
    return None if ends is None else (ends - on).days


def runs(ends: date | None, on: date) -> bool:
    """Say whether the warranty runs on a day (its last day counts in full)."""
    return ends is None or on <= ends
