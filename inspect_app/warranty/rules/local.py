"""What places add to the national warranty: another first day, and a clock of its own for a repaired part."""

from dataclasses import dataclass
from datetime import date

from inspect_app.warranty.rules.terms import Term, effective_period


@dataclass(frozen=True, slots=True)
class Restart:
    """That a repaired part has a period of its own, counted from `counts_from`, in a division and all below it."""

    region: str
    #: repair: the day it was finished; check: the day it was found in order
    counts_from: str
    basis: str
    verified: bool = True
    since: date | None = None

    def holds(self, region: str, day: date) -> bool:
        """Say whether it is law in that division on that day."""
        return region.startswith(self.region) and (self.since is None or self.since <= day)


#: no national rule restarts a clock
RESTARTS: tuple[Restart, ...] = (
    Restart("11", "check", "《北京市建设工程质量条例》第五十四条", since=date(2016, 1, 1)),
    Restart("41", "repair", "《河南省建设工程质量管理条例》第四十一条"),
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """That a class begins no earlier than another event besides acceptance, in a division and all below it."""

    region: str
    codes: tuple[str, ...]
    event: str
    basis: str
    verified: bool = True

    def holds(self, code: str, region: str) -> bool:
        """Say whether it is law for that class in that division."""
        return region.startswith(self.region) and (not self.codes or code in self.codes)


EVENTS: dict[str, tuple[str, str]] = {
    "delivery": ("交付业主", "handed over to the residents"),
    "service": ("投入使用", "put into service"),
}
BEGINNINGS: tuple[Beginning, ...] = (
    Beginning("11", (), "delivery", "《北京市建设工程质量条例》第五十四条"),
    Beginning("3709", ("W-HVAC",), "service", "《泰安市供热条例》，条号待核"),
)
ACCEPTED = "《建设工程质量管理条例》第四十条"


def restart(region: str, day: date) -> Restart | None:
    """Return the rule by which a part repaired on `day` has a period of its own; None where no law says so."""
    fitting = [each for each in RESTARTS if each.holds(region, day)]
    return max(fitting, key=lambda each: len(each.region), default=None)


def restarted(
    code: str, region: str, *, repaired_on: date, checked_on: date, contract: int | None = None
) -> tuple[Restart, date, Term] | None:
    """Return the rule, the first day and the term of a repaired part; None where the clock simply goes on.

    The part has the whole period of its class again. ValueError for an unknown class.
    """
    found = restart(region, checked_on)
    if found is None:
        return None
    first = repaired_on if found.counts_from == "repair" else checked_on
    return found, first, effective_period(code, region, first, contract)


def begins_on(
    code: str,
    region: str,
    accepted_on: date,
    *,
    delivered_on: date | None = None,
    in_service_on: date | None = None,
) -> tuple[date, str]:
    """Return the first day of a class's warranty and the article: acceptance, or a later local event (§4.1).

    An event without a day, or before the acceptance, changes nothing.
    """
    days = {"delivery": delivered_on, "service": in_service_on}
    later = [
        (day, each.basis)
        for each in BEGINNINGS
        if each.holds(code, region) and (day := days[each.event]) is not None and day > accepted_on
    ]
    return max(later, default=(accepted_on, ACCEPTED))
