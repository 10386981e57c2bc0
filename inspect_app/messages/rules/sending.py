"""When something is sent: quiet hours kept, a failure tried again later and later, at last given up."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from inspect_app.core.calendar import CHINA


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long after each failed try the next one comes; after the last the letter is given up."""

    waits: tuple[timedelta, ...]
    basis: str
    verified: bool = False
    since: date = date(2026, 1, 1)
    until: date | None = None


BACKOFF = Backoff(
    tuple(timedelta(minutes=each) for each in (1, 5, 30, 120, 300, 600, 600)), "平台默认值，法律未规定"
)
#: a webhook is told in order, so one letter that cannot be sent holds up those after it: four hours in all
HOOK_BACKOFF = Backoff(
    tuple(timedelta(minutes=each) for each in (1, 4, 15, 60, 160)), "平台默认值，法律未规定"
)
#: how long a process that sends holds a letter; one that was killed loses it then, and another sends it
LEASE = timedelta(minutes=10)
#: letters taken at a time, and how long one may take: all of them together stay within the lease
BATCH, SECONDS = 20, 15
#: more than any letter waits: for the end of a night, or for its next try
LONGEST = timedelta(days=2)
#: what stands behind a letter that failed because its whole way is down: no try is counted
DOWN = timedelta(minutes=1)
#: how long sent letters, and those given up, are kept
KEEP = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the night in which nobody is woken: from a minute of the day until another, perhaps past midnight."""

    begins: time
    ends: time
    basis: str = "平台默认值，法律未规定"
    verified: bool = False


NIGHT = Quiet(time(22, 0), time(7, 0))


def next_try(tries: int, at: datetime, backoff: Backoff = BACKOFF) -> datetime | None:
    """Return when a letter that has failed `tries` times is tried again; None when it is given up."""
    waits = backoff.waits
    return at + waits[tries - 1] if tries <= len(waits) else None


def held_until(at: datetime, quiet: Quiet, urgent: bool) -> datetime:
    """Return when something may go out that is ready at `at`: at once, or when the quiet hours end.

    Equal ends mean no quiet hours at all.
    """
    local = at.astimezone(CHINA)
    clock = local.time().replace(tzinfo=None)
    if urgent or quiet.begins == quiet.ends or not _within(clock, quiet):
        return at
    end = datetime.combine(local.date(), quiet.ends, CHINA)
    return end if end > local else end + timedelta(days=1)


def _within(clock: time, quiet: Quiet) -> bool:
    if quiet.begins < quiet.ends:
        return quiet.begins <= clock < quiet.ends
    return clock >= quiet.begins or clock < quiet.ends
