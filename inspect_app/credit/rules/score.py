"""A score: the replay of the entries that count on a day, line by line, and the grade it gives."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from inspect_app.core.calendar import add_months
from inspect_app.credit.rules.catalogue import BASE, TENTHS, VERSION, WINDOW_MONTHS, Behaviour, of_version


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade: least score in tenths, tone, and how often a party of it is visited."""

    letter: str
    least: int
    zh: str
    en: str
    tone: str
    visits: float


GRADES: tuple[Grade, ...] = (
    Grade("A", 90 * TENTHS, "优良", "Good", "good", 0.5),
    Grade("B", 75 * TENTHS, "合格", "Fair", "neutral", 1),
    Grade("C", 60 * TENTHS, "重点关注", "Watched", "waiting", 2),
    Grade("D", 0, "严重失信风险", "Poor", "bad", 3),
)
_LETTERS = "ABCD"


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as the score needs it: points in tenths, the day it happened, the day it stops counting, its edition."""

    id: str
    code: str
    tenths: int
    occurred_on: date
    expires_on: date
    rule: str = VERSION


#: gives a behaviour as an edition has it, by its code and version
Lookup = Callable[[str, str], Behaviour | None]


class Line(NamedTuple):
    """One step of the working: the entry, what it moves the score by (less than its points at a cap), the score after."""

    item: Item
    after: int
    counted: int


@dataclass(frozen=True, slots=True)
class Score:
    """A score in tenths with its working, its grade, and the entry whose veto set the grade (if one did)."""

    on: date
    tenths: int
    grade: Grade
    lines: tuple[Line, ...]
    vetoed_by: Item | None = None


def expires_on(occurred_on: date) -> date:
    """Return the first day on which an entry of that day no longer counts (12 months, 民法典 202)."""
    return add_months(occurred_on, WINDOW_MONTHS)


def grade_of(tenths: int) -> Grade:
    """Return the grade of a score in tenths: 74.9 is C, 75.0 is B."""
    return next((each for each in GRADES if tenths >= each.least), GRADES[-1])


def counts_on(item: Item, on: date) -> bool:
    """Say whether an entry reaches the score of a day: it has happened and has not expired."""
    return item.occurred_on <= on < item.expires_on


def replay(items: Iterable[Item], on: date, behaviour_of: Lookup = of_version) -> Score:
    """Return the score of a day from all effective entries; those expired or still to come never reach it.

    `behaviour_of` gives a behaviour as an edition has it, by its code and version.
    """
    counting = [each for each in items if each.occurred_on <= on < each.expires_on]
    counting.sort(key=attrgetter("occurred_on", "id"))
    lines, total = [], BASE
    # Looked up once for each behaviour, not for each entry: ten thousand entries are scored in some milliseconds.
    known: dict[tuple[str, str], Behaviour | None] = {}
    spent: dict[str, int] = {}
    vetoes: dict[tuple[str, str], Item] = {}
    for each in counting:
        key = each.code, each.rule
        if key not in known:
            known[key] = behaviour_of(*key)
        behaviour, worth = known[key], each.tenths
        if behaviour is not None:
            if behaviour.cap is not None:
                worth = _within(behaviour.cap, spent, each)
            if behaviour.veto:
                vetoes[key] = each  # the latest one holds longest
        total += worth
        lines.append(Line(each, total, worth))
    grade, vetoed_by = _vetoed(
        grade_of(max(0, total)), [(item, known[key]) for key, item in vetoes.items()], on
    )
    return Score(on, max(0, total), grade, tuple(lines), vetoed_by)


def _within(cap: int, spent: dict[str, int], item: Item) -> int:
    before = spent.get(item.code, 0)
    bound = max if cap < 0 else min
    spent[item.code] = bound(cap, before + item.tenths)
    return spent[item.code] - before


def _vetoed(
    grade: Grade, vetoes: Iterable[tuple[Item, Behaviour | None]], on: date
) -> tuple[Grade, Item | None]:
    by = None
    for item, behaviour in vetoes:
        if behaviour is None or on >= add_months(item.occurred_on, behaviour.veto_months):
            continue
        if _LETTERS.index(behaviour.veto) > _LETTERS.index(grade.letter):
            grade, by = next(each for each in GRADES if each.letter == behaviour.veto), item
    return grade, by
