"""When an alarm nobody acknowledged is told of again, and to whom it goes up; figures of the platform, no law."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
#: local hours in which a step that may wait does wait: until the end of them
NIGHT = (22, 6)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: after how many minutes, the act of the journal that tells of it, and whether it is told at night."""

    minutes: int
    verb: str
    at_night: bool


#: severity -> steps, in order; a general alarm is told of once, when it opens
STEPS: dict[str, tuple[Step, ...]] = {
    "general": (),
    "serious": (Step(30, "alarm.remind", at_night=False), Step(120, "alarm.escalate", at_night=False)),
    "major": (Step(10, "alarm.remind", at_night=True), Step(30, "alarm.escalate", at_night=True)),
}


def due_at(step: Step, opened_at: datetime) -> datetime:
    """Return when a step is due for an alarm that was opened then and stands unacknowledged."""
    due = opened_at + timedelta(minutes=step.minutes)
    local = due.astimezone(CHINA)
    evening, morning = NIGHT
    if step.at_night or morning <= local.hour < evening:
        return due
    day = local.date() + timedelta(days=1 if local.hour >= evening else 0)
    return datetime(day.year, day.month, day.day, morning, tzinfo=CHINA).astimezone(due.tzinfo)


def steps_due(severity: str, opened_at: datetime, at: datetime) -> int:
    """Return how many steps are due at a moment; after the service stood still, several at once."""
    return sum(due_at(step, opened_at) <= at for step in STEPS[severity])
