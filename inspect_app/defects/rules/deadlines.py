"""How long a defect may take, by severity, and when its liable party is late."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inspect_app.core.calendar import Unpublished, add_days, add_working_days, end_of_day, local_day
from inspect_app.defects.rules.life import WAITING


@dataclass(frozen=True, slots=True)
class Period:
    """How long something may take: the figure, its basis, the dates it holds for, whether a law says so."""

    key: str
    zh: str
    en: str
    tone: str
    within: timedelta
    basis: str
    basis_en: str
    verified: bool
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether the figure is in force on that day (both ends included)."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


_NO_LAW = ("平台默认值，法律未规定期限", "platform default, no law")
#: 《安全生产法》 art. 65(3) asks for hazards to be removed at once and gives no figures
PERIODS: tuple[Period, ...] = (
    Period("general", "一般", "General", "neutral", timedelta(days=7), *_NO_LAW, verified=False),
    Period("serious", "较重", "Serious", "waiting", timedelta(hours=72), *_NO_LAW, verified=False),
    Period("major", "重大", "Major", "bad", timedelta(hours=24), *_NO_LAW, verified=False),
)
SEVERITIES: dict[str, Period] = {each.key: each for each in PERIODS}
#: 《安全生产法》 art. 65(3): a hazard is removed at once; the hours until it is counted late are the platform's own
AT_ONCE = Period("at_once", "立即排除", "At once", "bad", timedelta(hours=2), *_NO_LAW, verified=False)
#: how soon the verifier should look at a submitted fix
RECHECK = Period("recheck", "复查", "Re-check", "waiting", timedelta(days=3), *_NO_LAW, verified=False)

#: how soon a dispute should be answered
ANSWER = Period("answer", "答复异议", "Answer", "waiting", timedelta(days=3), *_NO_LAW, verified=False)


@dataclass(frozen=True, slots=True)
class Term:
    """A deadline given by whoever raises: so many calendar days (日) or working days (工作日)."""

    days: int
    working: bool = False


#: the longest a deadline may be given for
MOST_DAYS = 180


def term_end(term: Term, raised_at: datetime) -> tuple[datetime, bool]:
    """Return when a term ends, and whether it was counted as asked (民法典 arts. 200-203).

    The first day is not counted and the last one ends at 24:00. Where working days run into a year whose
    holidays are not published yet, calendar days are counted: nobody pretends to know them, and it is no later.
    """
    first = local_day(raised_at)
    if term.working:
        try:
            return end_of_day(add_working_days(first, term.days)), True
        except Unpublished:
            return end_of_day(add_days(first, term.days)), False
    return end_of_day(add_days(first, term.days)), True


def due_after_unjoin(
    now: datetime, before: datetime, others: tuple[datetime, ...], own: datetime
) -> datetime:
    """Return the deadline of a ticket once one that was joined to it is taken out again.

    Where the joined one's deadline had become its own, its earlier one holds again, or that of another joined
    one; a deadline set since by something else stays.
    """
    return min((before, *others)) if now == own else now


def period(severity: str, day: date) -> Period:
    """Return the period of a severity in force on `day`; ValueError when the table has none."""
    for each in PERIODS:
        if each.key == severity and each.holds_on(day):
            return each
    raise ValueError(f"no period for severity {severity} on {day}")


def due_at(severity: str, raised_at: datetime) -> datetime:
    """Return the moment by which a defect raised at `raised_at` (aware) must be put right."""
    return raised_at + period(severity, local_day(raised_at)).within


def due_after_return(due: datetime, rectified_at: datetime, returned_at: datetime) -> datetime:
    """Return the new deadline of a fix sent back: the time it lay with the verifier does not count."""
    return due + (returned_at - rectified_at)


def is_overdue(state: str, due: datetime, rectified_at: datetime | None, at: datetime) -> bool:
    """Say whether the liable party is late at `at`: its time stands still while the fix awaits re-check."""
    if state == "rectified" and rectified_at is not None:
        return rectified_at > due
    return state in WAITING and at > due
