"""A score: the replay of the entries that count on a day, line by line, and the grade it gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from inspect_app.core.calendar import add_months
from inspect_app.credit.rules.catalogue import BASE, BEHAVIOURS, TENTHS, WINDOW_MONTHS


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
    """An entry as the score needs it: points in tenths, the day it happened, the day it stops counting."""

    id: str
    code: str
    tenths: int
    occurred_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the working: the entry and the score after it."""

    item: Item
    after: int


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


def replay(items: Iterable[Item], on: date) -> Score:
    """Return the score of a day from all effective entries; those expired or still to come never reach it."""
    counting = sorted(
        (each for each in items if counts_on(each, on)), key=lambda each: (each.occurred_on, each.id)
    )
    lines, total = [], BASE
    for each in counting:
        total += each.tenths
        lines.append(Line(each, total))
    total = max(0, total)
    grade, vetoed_by = grade_of(total), None
    for each in counting:
        worst = _veto(each, on)
        if worst is not None and _LETTERS.index(worst.letter) > _LETTERS.index(grade.letter):
            grade, vetoed_by = worst, each
    return Score(on, total, grade, tuple(lines), vetoed_by)


def _veto(item: Item, on: date) -> Grade | None:
    behaviour = BEHAVIOURS.get(item.code)
    if behaviour is None or not behaviour.veto or on >= add_months(item.occurred_on, behaviour.veto_months):
        return None
    return next(each for each in GRADES if each.letter == behaviour.veto)
