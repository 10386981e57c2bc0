"""When several complaints together point to one cause: by stack, material lot, team or week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

KINDS: dict[str, tuple[str, str]] = {
    "stack": ("同一单元或立管", "One stairwell or stack"),
    "lot": ("同一材料批次", "One material lot"),
    "team": ("同一施工单位", "One contractor"),
    "week": ("同一周", "One week"),
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """So many complaints of one category within so many days make a cluster; the platform's own figures."""

    kind: str
    least: int
    days: int
    basis: str = "平台默认"
    verified: bool = False


THRESHOLDS: tuple[Threshold, ...] = (
    Threshold("stack", 3, 90),
    Threshold("lot", 3, 180),
    Threshold("team", 5, 90),
    Threshold("week", 5, 7),
)
#: the checklist a targeted inspection goes by, and the days within which it is made
VISIT_WITHIN_DAYS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A complaint as a cluster looks at it: its number, category, day, and all it hangs on by kind."""

    number: str
    category: str
    day: date
    keys: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """A cluster: its kind, what it hangs on, the first day, the numbers in it."""

    kind: str
    key: str
    category: str
    first: date
    numbers: tuple[str, ...]


def found(said: Iterable[Said], today: date) -> list[Found]:
    """Return the clusters of the complaints of one project as of `today`, the narrowest kind first."""
    given, clusters = list(said), []
    for each in THRESHOLDS:
        groups: dict[tuple[str, str], list[Said]] = {}
        for one in given:
            if today - timedelta(days=each.days) < one.day <= today:
                for key in ("week",) if each.kind == "week" else one.keys.get(each.kind, ()):
                    groups.setdefault((key, one.category), []).append(one)
        for (key, category), those in sorted(groups.items()):
            if len(those) >= each.least:
                first = min(one.day for one in those)
                numbers = tuple(sorted(one.number for one in those))
                clusters.append(Found(each.kind, key, category, first, numbers))
    return clusters


#: category -> key of the checklist a targeted inspection goes by; the platform's own choice
CHECKLISTS: dict[str, str] = {
    "roof_leak": "roof-waterproofing", "wall_leak": "wall-insulation", "falling": "wall-insulation",
    "facade": "wall-insulation", "window": "windows", "water": "water-supply", "drainage": "drainage", "gas": "gas",
    "heating": "heating", "electric": "electric-telecom", "lift": "lift-addition", "fire": "fire-safety",
    "road": "road-parking", "green": "greenery-lighting", "nuisance": "site-conduct", "night": "site-conduct",
    "damage": "site-conduct", "injury": "site-safety",
}  # fmt: skip
#: where no checklist fits the category
OTHERWISE = "site-conduct"


def stack_of(path: str) -> str:
    """Return the stack a part of the tree belongs to: its building and stairwell, else the building's part itself."""
    return " / ".join(path.split(" / ")[:2]) if " / " in path else ""
