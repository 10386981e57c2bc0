"""The one place that tells the time, and says when not to believe it."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

#: a clock is set by seconds, or by the hour or two of a mistaken zone; what leaps farther ahead is first waited for
LEAP = timedelta(hours=2)
#: how long such a leap must stand before it is believed; one that a time server mends is mended sooner
STANDS = timedelta(minutes=30)
#: a moment we wrote down ourselves and that lies farther ahead of now than it ever should is of a clock since set back
SLACK = timedelta(minutes=10)
#: counts on while the machine sleeps, where the system has such a clock
_RUNNING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def running() -> float:
    """Return seconds since some moment of this machine's running; no setting of its clock touches them."""
    return time.clock_gettime(_RUNNING)


@dataclass
class Watch:
    """Compares the clock with the running of the machine, for whoever does by the clock what cannot be undone."""

    at: datetime = field(default_factory=now)
    ran: float = field(default_factory=running)
    doubted: float | None = None

    def ahead(self, at: datetime, ran: float) -> timedelta:
        """Return how far the clock has leapt ahead since it was last believed."""
        return at - self.at - timedelta(seconds=ran - self.ran)

    def believes(self, at: datetime, ran: float) -> bool:
        """Say whether to go by the clock: not for STANDS after it leapt by more than LEAP, unless it comes back."""
        if self.ahead(at, ran) > LEAP:
            self.doubted = ran if self.doubted is None else self.doubted
            if ran - self.doubted < STANDS.total_seconds():
                return False
        self.at, self.ran, self.doubted = at, ran, None
        return True
