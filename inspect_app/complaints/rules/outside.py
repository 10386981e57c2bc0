"""Deadlines outside the platform that people ask for: mediation, court confirmation, petitions."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from inspect_app.core.calendar import add_days, add_months


@dataclass(frozen=True, slots=True)
class Clock:
    """A period that runs from a day: in days or months, with its article."""

    key: str
    zh: str
    en: str
    basis: str
    days: int = 0
    months: int = 0
    verified: bool = True
    since: date | None = None


CLOCKS: Final[dict[str, Clock]] = {
    each.key: each
    for each in (
        Clock("petition-notice", "信访告知是否受理", "Petition: told whether it is taken up",
              "《信访工作条例》第二十二、二十三条", days=15, since=date(2022, 5, 1)),
        Clock("petition-decision", "信访办结", "Petition: decided", "《信访工作条例》第三十四条", days=60, since=date(2022, 5, 1)),
        Clock("petition-review", "请求复查", "Petition: ask for a review", "《信访工作条例》第三十五条", days=30, since=date(2022, 5, 1)),
        Clock("mediation", "人民调解", "Mediation", "《人民调解工作若干规定》第三十三条", months=1),
        Clock("confirmation", "共同申请司法确认", "Joint request for court confirmation", "《人民调解法》第三十三条", days=30),
    )
}  # fmt: skip


def ends(key: str, start: date) -> date:
    """Return the last day of a clock that starts on a day, not moved off holidays; ValueError for an unknown one."""
    if key not in CLOCKS:
        raise ValueError(f"clock: one of {', '.join(CLOCKS)}")
    found = CLOCKS[key]
    return add_months(start, found.months) if found.months else add_days(start, found.days)
