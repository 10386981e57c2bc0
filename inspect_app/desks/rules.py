"""How the rows of a desk are sorted into heaps and by what comes first, what is at stake, and how old things are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from inspect_app.core.calendar import local_day
from inspect_app.credit.rules.catalogue import days_late, in_force, points

Words = tuple[str, str]
#: how long before its deadline a thing is shown as due; the platform's own figure
DUE_WITHIN: Final = timedelta(days=3)
#: age in days up to which a thing belongs to a class (the last one has no end)
AGES: Final[tuple[tuple[str, int | None, Words], ...]] = (
    ("week", 7, ("7 天以内", "up to 7 days")),
    ("month", 30, ("8–30 天", "8–30 days")),
    ("quarter", 90, ("31–90 天", "31–90 days")),
    ("older", None, ("90 天以上", "over 90 days")),
)
#: kinds of things whose ages a firm sees
AGED: Final = ("defect", "complaint", "claim")
#: how often something must have come in a year to be called a repeat
REPEATED: Final = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A thing on a desk: where it is read, what is to be done by whom and when, and what it may cost in credit."""

    kind: str
    url: str
    number: str
    title: Words
    project_id: str | None
    project: str
    place: str
    state: Words
    tone: str
    what: Words
    who: Words
    due_at: datetime | None
    mine: bool = False
    disputed: bool = False
    late: bool = False
    #: points in tenths; None where none are at stake
    stake: int | None = None


KINDS: Final[dict[str, Words]] = {
    "defect": ("缺陷", "Defect"),
    "complaint": ("投诉", "Complaint"),
    "claim": ("报修", "Claim"),
    "credit": ("信用", "Credit"),
    "notice": ("通知书", "Notice"),
    "hold": ("停检点", "Hold point"),
    "release": ("保证金", "Retention"),
    "return-visit": ("回访", "Return visit"),
    "request": ("申请", "Request"),
    "dispute": ("纠纷调解", "Dispute"),
    "blacklisting": ("黑名单", "Blacklisting"),
}
#: of each kind at most so many are gathered for a desk, the soonest due first
MOST: Final = 300
#: heaps of a firm's inbox, in the order of the page
INBOX: Final[dict[str, Words]] = {
    "mine": ("我的", "Mine"),
    "due": ("将到期和已超期", "Due and overdue"),
    "disputed": ("有争议", "Disputed"),
    "waiting": ("等别人", "Waiting for others"),
}
#: heaps of the case desk
CASES: Final[dict[str, Words]] = {
    "new": ("待受理", "To be taken up"),
    "transfers": ("转办待接收", "Transfers not taken yet"),
    "late": ("超期与上报", "Late and gone up"),
    "time": ("延期与停表", "More time and stopped clocks"),
    "disputes": ("争议", "Disputes"),
    "orders": ("通知与停工", "Notices and stops"),
    "ladder": ("催办升级", "Ladder"),
}


def heap_of(name: str, at: datetime) -> Callable[[Row], bool]:
    """Return whether a row belongs to a heap of the inbox. KeyError for an unknown one."""
    found: dict[str, Callable[[Row], bool]] = {
        "mine": lambda row: row.mine,
        "due": lambda row: (
            row.mine and (row.late or (row.due_at is not None and row.due_at < at + DUE_WITHIN))
        ),
        "disputed": lambda row: row.disputed,
        "waiting": lambda row: not row.mine,
    }
    return found[name]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return rows by deadline, then by what they may cost: the soonest and the dearest first, without one last."""
    return sorted(
        rows,
        key=lambda row: (
            row.due_at is None,
            row.due_at.timestamp() if row.due_at else 0.0,
            row.stake or 0,
            row.url,
        ),
    )


def at_stake(behaviour: str, at: datetime, *, region: str = "", due: datetime | None = None) -> int | None:
    """Return the points in tenths that a behaviour costs if it is entered now in a place; None while none is in force.

    With `due`, the days since then are counted where the behaviour costs more by the day.
    """
    found = in_force(behaviour, local_day(at), region)
    return None if found is None else points(found, days_late(due, at) if due else 0)
