"""Who must be told before concealed works are covered, how long before, who signs, and when signing may begin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_279_30 = "《建设工程质量管理条例》第三十条"
_279_37 = "《建设工程质量管理条例》第三十七条"
_50300 = "GB 50300-2013 第3.0.6条"
_FORM = "《建设工程施工合同（示范文本）》GF-2017-0201 第5.3.2条"


@dataclass(frozen=True, slots=True)
class Notice:
    """How many hours before a role is told that works are about to be covered, and what says so."""

    role: str
    hours: int
    basis: str
    basis_en: str
    #: whether the law names this role as one that must be told
    needed: bool = False
    verified: bool = False
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether the figure is in force on that day (both ends included)."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


_DEFAULT = "通知时长为平台默认"
#: decree 279 art. 30 says who is told and gives no hours; the 48 are those of the model contract
NOTICES: tuple[Notice, ...] = (
    Notice("supervisor", 48, f"{_50300}；{_FORM}", "GB 50300-2013 3.0.6; model contract GF-2017-0201 5.3.2"),
    Notice("owner", 48, f"{_279_30}；{_DEFAULT}", "Decree 279 art. 30; hours: platform default", needed=True),
    Notice("authority", 48, f"{_279_30}；{_DEFAULT}", "Decree 279 art. 30; hours: platform default", needed=True),
    *(
        Notice(role, 48, _DEFAULT, "platform default, no law")
        for role in ("designer", "surveyor", "utility", "property", "street", "community")
    ),
)  # fmt: skip
#: roles that may be asked to sign; the contractor's own word is the announcement
SIGNERS = ("supervisor", "owner", "designer", "surveyor", "utility", "property")
#: without this signature no next step (279 art. 37; GB 50300-2013 3.0.6)
MUST_SIGN = "supervisor"
SIGN_BASIS = f"{_279_37}；{_50300}"
WITNESSES = tuple(each.role for each in NOTICES)
NEEDED = tuple(each.role for each in NOTICES if each.needed)


def notice(role: str, day: date) -> Notice:
    """Return the notice of a role in force on `day`; ValueError for a role that is never told."""
    for each in NOTICES:
        if each.role == role and each.holds_on(day):
            return each
    raise ValueError(f"role: no notice is due to {role}")


def meet_from(roles: Iterable[str], announced_at: datetime, day: date) -> datetime:
    """Return the earliest moment for looking together: when the longest notice of all told has run."""
    hours = max((notice(each, day).hours for each in roles), default=0)
    return announced_at + timedelta(hours=hours)


def is_silent(answer: str | None, silent_at: datetime, at: datetime) -> bool:
    """Say whether a notice stands unanswered at `at` although its time has run: silence, which is an answer."""
    return answer is None and at >= silent_at


def signing_opens(answers: Sequence[str | None], meet_at: datetime, at: datetime) -> bool:
    """Say whether signing may begin at `at`: at the time announced, or once everybody said they do not come."""
    return at >= meet_at or all(each in ("absent", "silent") for each in answers)


def next_to_sign(named: Sequence[str], signed: Iterable[str], in_order: bool) -> list[str]:
    """Return whose signatures are wanted now: all that are missing, or only the first of them in order."""
    done = set(signed)
    missing = [each for each in named if each not in done]
    return missing[:1] if in_order else missing
