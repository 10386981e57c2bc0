"""Calendar months in Asia/Shanghai, by which readings are kept, and how long they stay in the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

CHINA: Final = ZoneInfo("Asia/Shanghai")
#: months for which the database has its place before they begin
AHEAD: Final = 3
#: what is later than the end of the newest cold month by less than this is kept and not judged (decision 0051)
UNJUDGED_MS: Final = 31 * 86_400_000


class Month(NamedTuple):
    """A calendar month in Asia/Shanghai."""

    year: int
    month: int

    @property
    def name(self) -> str:
        """Return it as `2026-05`."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def begins_ms(self) -> int:
        """Return its first millisecond."""
        return int(datetime(self.year, self.month, 1, tzinfo=CHINA).timestamp() * 1000)

    @property
    def ends_ms(self) -> int:
        """Return the first millisecond after it."""
        return self.later(1).begins_ms

    def later(self, months: int) -> "Month":
        """Return the month so many months later; earlier, where it is negative."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)


def month_of(at_ms: int) -> Month:
    """Return the month a moment (ms since 1970) lies in."""
    local = datetime.fromtimestamp(at_ms / 1000, CHINA)
    return Month(local.year, local.month)


def month_named(name: str) -> Month | None:
    """Return the month of `2026-05`; None for anything else."""
    try:
        local = datetime.strptime(name, "%Y-%m").replace(tzinfo=CHINA)
    except ValueError:
        return None
    return Month(local.year, local.month) if len(name) == len("2026-05") else None


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many whole months readings of a quantity stay in the database; then they lie in a cold file, without end.

    `region` and `quantity` are "" for all. Least and most of each hour stay in the database without end.
    """

    region: str
    quantity: str
    raw_months: int
    since: date
    basis: str
    basis_en: str
    verified: bool


#: no standard that was read says how long single values lie in a database: these are the platform's own
KEEPINGS: Final[tuple[Keeping, ...]] = (
    Keeping(
        "", "", 24, date(2026, 1, 1), "平台自定：缺陷责任期一般不超过二年",
        "the platform's own: a defects liability period is two years at most as a rule", verified=False,
    ),
)  # fmt: skip


def keeping(region: str, quantity: str, day: date) -> Keeping:
    """Return what holds for a quantity in a region on a day: the nearest to both, of these the newest."""
    fitting = [
        each
        for each in KEEPINGS
        if each.since <= day and each.quantity in ("", quantity) and region.startswith(each.region)
    ]
    return max(fitting or KEEPINGS[:1], key=lambda each: (bool(each.quantity), len(each.region), each.since))


def newest_cold(region: str, quantities: Iterable[str], day: date) -> Month:
    """Return the newest month of a site that need not stay in the database: the longest of its quantities decides."""
    longest = max((keeping(region, each, day).raw_months for each in quantities), default=24)
    return Month(day.year, day.month).later(-longest - 1)
