"""How long it is kept who stood on a roll and what came in on paper, after the last vote on it is over."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days owners' names, phones and doors and the photos of paper ballots are kept, with its basis."""

    days: int
    basis: str
    verified: bool
    since: date
    until: date | None = None
    region: str = ""


#: as long as an owner may still have a decision annulled at the very most
RETENTION = Retention(
    5 * 365,
    "《个人信息保护法》第十九条、《民法典》第二百八十条和第一百五十二条（撤销权最长五年）；天数为平台默认",
    verified=False,
    since=date(2021, 11, 1),
)


def over_before(at: datetime) -> datetime:
    """Return until when a vote must have been published or void for its data to be erased at `at`."""
    return at - timedelta(days=RETENTION.days)
