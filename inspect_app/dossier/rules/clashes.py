"""Where utilities' works meet: the same trench or street at the same time, or cut open again too soon."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from inspect_app.core.calendar import add_years


@dataclass(frozen=True, slots=True)
class Window:
    """A work as it opens the ground: where, from which day until which (both days with it)."""

    key: str
    project_id: str
    street: str
    trench: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Moratorium:
    """For so many years after a surface is restored it is not cut open again."""

    years: int
    basis: str
    verified: bool
    since: date
    until: date | None = None


#: of roads newly built, widened or rebuilt; of estate roads it is a measure to plan by, no prohibition
MORATORIUM = Moratorium(5, "《城市道路管理条例》第三十三条", verified=False, since=date(1996, 10, 1))


@dataclass(frozen=True, slots=True)
class Clash:
    """That two works meet: `kind` is "overlap" or "again", `place` where, `first` the earlier one."""

    kind: str
    place: str
    first: str
    second: str
    #: of "again": the first day it may be cut open
    free_on: date | None = None


def clashes(works: Sequence[Window], years: int = MORATORIUM.years) -> list[Clash]:
    """Return where works meet, in the order of days: at once, or within `years` after the earlier one ended.

    The same street counts across projects; a trench has its name only within its project.
    """
    found = []
    ordered = sorted(works, key=lambda each: (each.since, each.until, each.key))
    for one, other in combinations(ordered, 2):
        place = _shared(one, other)
        if not place:
            continue
        if other.since <= one.until:
            found.append(Clash("overlap", place, one.key, other.key))
        elif other.since < (free := add_years(one.until, years)):
            found.append(Clash("again", place, one.key, other.key, free))
    return found


def _shared(one: Window, other: Window) -> str:
    if (
        one.project_id == other.project_id
        and _plain(one.trench)
        and _plain(one.trench) == _plain(other.trench)
    ):
        return one.trench
    return one.street if _plain(one.street) and _plain(one.street) == _plain(other.street) else ""


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
