"""When a visit may be made, when it is late and when missed, and why that happened."""

from datetime import date, timedelta
from typing import Final

from inspect_app.core.calendar import Unpublished
from inspect_app.inspections.rules.site_calendar import SiteCalendar

#: the platform's own figures (verified: False): no rule sets them
GRACE_WORKING_DAYS: Final = 3
MOST_BEFORE: Final = 60
MOST_GRACE: Final = 30
#: where a visit lies that is done, by the day the work on site ended
TIMINGS: Final[dict[str, tuple[str, str, str]]] = {
    "early": ("提前", "Early", "neutral"),
    "on_time": ("按期", "On time", "good"),
    "late": ("逾期完成", "Late", "waiting"),
    "missed": ("错过期限", "Missed", "bad"),
}
#: why a visit was late or missed
CAUSES: Final[dict[str, tuple[str, str]]] = {
    "weather": ("天气不允许", "Weather"),
    "stopped": ("现场停工", "Site stopped"),
    "no_access": ("进不去现场或户内", "No access to the site or the homes"),
    "nobody": ("检查人员调配不开", "Nobody free to go"),
    "device": ("设备或网络故障", "Tablet or network failed"),
    "forgotten": ("遗漏", "Forgotten"),
    "other": ("其他", "Other"),
}
#: holidays are at most so long, when the year to count in is not published
_LONGEST_HOLIDAY: Final = 9


def opens_on(due: date, before: int | None) -> date | None:
    """Return the first day a visit may be made: `before` days ahead, None for as soon as it is known."""
    return None if before is None else due - timedelta(days=before)


def closes_on(due: date, grace: int, site: SiteCalendar) -> date:
    """Return the last day of grace: `grace` working days of the site after the due day."""
    try:
        return site.add(due, grace)
    except Unpublished:
        # Rather too late than too early: nobody is said to have missed what could not be counted.
        return due + timedelta(days=grace * 2 + _LONGEST_HOLIDAY)


def timing(on: date, opens: date | None, due: date, closes: date | None) -> str:
    """Return where a day lies in the window of a visit: early, on_time, late (in the grace) or missed."""
    if opens is not None and on < opens:
        return "early"
    if on <= due:
        return "on_time"
    return "late" if closes is not None and on <= closes else "missed"


def asks_for_cause(state: str, timed: str | None) -> bool:
    """Say whether somebody has to say why: the visit is missed, or was made after its due day."""
    return state == "missed" or (state == "done" and timed in ("late", "missed"))
