"""How long information is published, by its class, and from when its repair may be asked for and is decided."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from inspect_app.core.calendar import add_months, add_working_days

BASIS: Final = "《信用修复管理办法》（国家发展改革委令 2025 年第 36 号）"
SINCE: Final = date(2026, 4, 1)
MARKET: Final = "《建筑市场信用管理暂行办法》（建市〔2017〕241号）"


@dataclass(frozen=True, slots=True)
class Class:
    """A class of information: shortest and longest publication in months; whether it is published at all."""

    key: str
    zh: str
    en: str
    shortest: int
    longest: int
    public: bool = True
    basis: str = BASIS
    repairable: bool = True


CLASSES: Final[dict[str, Class]] = {
    each.key: each
    for each in (
        # In principle not published; if it must be, no longer than three months.
        Class("minor", "轻微", "Minor", 0, 3, public=False),
        Class("general", "一般", "General", 3, 12),
        Class("serious", "严重", "Serious", 12, 36),
        Class("good", "优良", "Good", 0, 36, basis=MARKET, repairable=False),
        Class("once-listed", "移出黑名单", "Off the blacklist", 36, 36, basis=MARKET, repairable=False),
    )
}
#: classes of lost trust, which a repair ends
LOST: Final = tuple(each.key for each in CLASSES.values() if each.repairable)


@dataclass(frozen=True, slots=True)
class Publication:
    """From when repair may be asked for, and the last day of publication."""

    repair_from: date
    until: date


def publication(key: str, document_on: date, penalty_months: int = 0) -> Publication:
    """Return how long information is published, counted from the day of its document (36号令).

    It is never shorter than the penalty itself (建市〔2017〕241号). ValueError for an unknown class.
    """
    if key not in CLASSES:
        raise ValueError(f"class: one of {', '.join(CLASSES)}")
    found = CLASSES[key]
    shortest = max(found.shortest, penalty_months)
    return Publication(
        add_months(document_on, shortest), add_months(document_on, max(found.longest, penalty_months))
    )


def public_until(key: str, document_on: date, penalty_months: int = 0) -> date | None:
    """Return the last day on which anybody may read it; None for what is not published."""
    found = CLASSES[key]
    return publication(key, document_on, penalty_months).until if found.public else None


@dataclass(frozen=True, slots=True)
class Deciding:
    """Within how many working days a repair is decided in a division ("": where nothing else is set)."""

    region: str
    days: int
    basis: str
    verified: bool = True


DECIDING: Final = (
    Deciding("", 10, "平台默认办理期限", verified=False),
    Deciding("4403", 3, "深圳市信用修复办理时限（3 个工作日，可延长 3 个工作日）"),
    Deciding("41", 1, "河南省信用修复办理时限（1 个工作日）"),
)


def deciding(region: str) -> Deciding:
    """Return the rule of a division: the most local one."""
    fitting = (each for each in DECIDING if region.startswith(each.region))
    return max(fitting, key=lambda each: len(each.region))


def decide_by(region: str, asked_on: date) -> date:
    """Return the last day on which a repair asked for on a day is to be decided."""
    return add_working_days(asked_on, deciding(region).days)
