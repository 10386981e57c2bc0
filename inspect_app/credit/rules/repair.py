"""How long information about lost trust is published, and from when its repair may be asked for."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from inspect_app.core.calendar import add_months

BASIS: Final = "《信用修复管理办法》（国家发展改革委令 2025 年第 36 号）"
SINCE: Final = date(2026, 4, 1)


@dataclass(frozen=True, slots=True)
class Class:
    """A class of information: shortest and longest publication in months."""

    key: str
    zh: str
    en: str
    shortest: int
    longest: int


CLASSES: Final[dict[str, Class]] = {
    each.key: each
    for each in (
        Class("minor", "轻微", "Minor", 0, 3),
        Class("general", "一般", "General", 3, 12),
        Class("serious", "严重", "Serious", 12, 36),
    )
}


@dataclass(frozen=True, slots=True)
class Publication:
    """From when repair may be asked for, and the last day of publication."""

    repair_from: date
    until: date


def publication(key: str, document_on: date, penalty_months: int = 0) -> Publication:
    """Return how long information is published, counted from the day of its document (36号令).

    It is never shorter than the penalty itself (建市〔2017〕241号). ValueError for an unknown class.
    """
    if key not in CLASSES:
        raise ValueError(f"class: one of {', '.join(CLASSES)}")
    found = CLASSES[key]
    shortest = max(found.shortest, penalty_months)
    return Publication(
        add_months(document_on, shortest), add_months(document_on, max(found.longest, penalty_months))
    )
