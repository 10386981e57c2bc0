"""When the sides of a handover are reminded of a condition that is not met, and to whom it goes up once it is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

BASIS = "平台默认值，法律未规定"
VERIFIED = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step: how many days after the due day (before it, where negative) it comes, and whom it is told to."""

    key: str
    days: int
    to: str
    zh: str
    en: str

    @property
    def late(self) -> bool:
        """Say whether the condition is overdue when this step comes."""
        return self.days > 0


#: in the order of their days; a condition takes each once
STEPS: tuple[Step, ...] = (
    Step("ahead", -7, "giver", "到期前提醒移交单位", "the giver is reminded ahead"),
    Step("due", 0, "giver", "当天到期，提醒移交单位", "due today: the giver is reminded"),
    Step("late", 1, "giver", "逾期，通知移交单位", "overdue: the giver is told"),
    Step("taker", 1, "taker", "逾期，通知接管单位", "overdue: the taker is told"),
    Step("authority", 7, "authority", "逾期未满足，上报监督机构", "still not met: up to the authority"),
)
#: a condition is looked at from so many days before its due day on
LEAD = -min(each.days for each in STEPS)


def steps_due(due: date, taken: int, since: date, on: date) -> tuple[int, Sequence[Step]]:
    """Return how many steps of a condition are behind it on a day, and those of them that are to be told now.

    `taken` steps were counted before; a reminder whose day lies before `since`, the day of the deed, reminds nobody.
    After a downtime whoever has several steps to hear of hears the latest alone.
    """
    come = [each for each in STEPS if due + timedelta(days=each.days) <= on]
    new = [each for each in come[taken:] if each.late or due + timedelta(days=each.days) >= since]
    latest = {each.to: each for each in new}
    return max(taken, len(come)), [each for each in new if latest[each.to] is each]
