"""What stops the clock of a decision, by how much it may be put off, and to whom a late case goes up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class PauseRule:
    """A reason that stops the clock of the decision."""

    key: str
    zh: str
    en: str
    basis: str
    verified: bool


PAUSES: dict[str, PauseRule] = {
    each.key: each
    for each in (
        PauseRule("hearing", "听证期间", "Hearing", "《信访工作条例》：听证所需时间不计入办理期限", verified=True),
        PauseRule("test", "检测、鉴定期间", "Test or expert appraisal", "平台默认", verified=False),
        PauseRule("resident", "等居民约定上门", "Waiting for the resident's appointment", "平台默认", verified=False),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Extension:
    """By how many days a decision may be put off, once."""

    days: int
    basis: str
    verified: bool


EXTENSION = Extension(30, "《信访工作条例》第 34 条：情况复杂的可延长不超过 30 日", verified=True)


@dataclass(frozen=True, slots=True)
class Step:
    """A rung of the ladder: its level, the role it goes up to, days late after which it does."""

    level: int
    role: str
    zh: str
    en: str
    days_late: int


#: the platform's own figures
LADDER: tuple[Step, ...] = (
    Step(1, "street", "街道", "Street office", 1),
    Step(2, "authority", "监督机构", "Authority", 8),
)
TOP = LADDER[-1].level


def paused_days(pauses: Sequence[tuple[date, date | None]], day: date) -> int:
    """Return the whole days paused up to `day`: each pause from its day to its end; the day it ends counts again."""
    return sum(max(0, (min(end or day, day) - begin).days) for begin, end in pauses)


def put_off(by: date | None, days: int) -> date | None:
    """Return a last day moved by the days that do not count."""
    return by + timedelta(days=days) if by else None


def level_due(days_late: int) -> int:
    """Return how high a case so many days late must stand."""
    return max((each.level for each in LADDER if days_late >= each.days_late), default=0)


def level_reopened(reopenings: int, level: int, *, desk_answers: bool) -> int:
    """Return the level a case goes to that its resident reopened: one higher each time, above whoever had it.

    Where the street office itself answers for the case, it goes past it at once.
    """
    return min(TOP, max(level, reopenings + (1 if desk_answers else 0)))
