"""A score with its working: every step with formula, numbers, result and clause, ready to be printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any, Final

_MOST_DECIMALS: Final = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working; `part` is the table, section or lot it belongs to ("" for the whole)."""

    zh: str
    en: str
    formula: str
    numbers: str
    result_zh: str
    result_en: str
    clause: str
    verified: bool = True
    part: str = ""
    #: the numbers in English where they are words
    numbers_en: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """The word a result is given, with the tone it is shown in."""

    key: str
    zh: str
    en: str
    tone: str


@dataclass(frozen=True, slots=True)
class Part:
    """A table, section, lot or item with its own result; `value` None: nothing of it was there to judge."""

    key: str
    zh: str
    en: str
    value: Fraction | None
    full: Fraction
    tone: str = "neutral"
    note_zh: str = ""
    note_en: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Scored:
    """What a pack makes of a filled checklist, exactly, with all its working."""

    pack: str
    zh: str
    en: str
    basis: str
    value: Fraction | None
    unit: str
    grade: Grade | None
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]
    verified: bool
    since: date | None = None
    until: date | None = None

    @property
    def shown(self) -> str:
        """Return the value as it is written on a page ("—" where there is none)."""
        return "—" if self.value is None else figure(self.value)

    def steps_of(self, part: str) -> tuple[Step, ...]:
        """Return the lines of one part, in order ("" for the whole)."""
        return tuple(each for each in self.steps if each.part == part)


def exact(number: Any) -> Fraction:
    """Return a number as it is written: 0.1 is a tenth, not the binary fraction nearest to it."""
    return _exact(str(number))


@lru_cache(maxsize=1024)
def _exact(text: str) -> Fraction:
    return Fraction(text)


def figure(value: Fraction, most: int = 2) -> str:
    """Return a value with up to `most` decimals, and more where rounding would make it a whole number.

    A total of 79.998 is not 80: a figure on paper never reaches a bound that the value itself does not.
    """
    top, bottom = value.as_integer_ratio()
    if bottom == 1:
        return str(top)
    number = Decimal(top) / Decimal(bottom)
    for decimals in range(most, _MOST_DECIMALS + 1):
        rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if rounded != rounded.to_integral_value():
            return f"{rounded.normalize():f}"
    return f"{top}/{bottom}"


def total(values: Iterable[Fraction]) -> Fraction:
    """Return the sum of exact numbers (0 for none)."""
    # Over one common denominator, reduced once at the end: many times faster than adding fraction by fraction.
    top, bottom = 0, 1
    for each in values:
        number, by = each.as_integer_ratio()
        if bottom % by:
            wider = lcm(bottom, by)
            top, bottom = top * (wider // bottom), wider
        top += number * (bottom // by)
    return Fraction(top, bottom)


def said(value: Fraction | None) -> str:
    """Return a value in words of a working ("—" where there is none)."""
    return "—" if value is None else figure(value)


def as_data(scored: Scored) -> dict[str, Any]:
    """Return a score as plain data for machines: `value` as shown and `exact` as a fraction."""
    grade = scored.grade
    return {
        "pack": scored.pack, "zh": scored.zh, "en": scored.en, "basis": scored.basis, "unit": scored.unit,
        "value": None if scored.value is None else scored.shown,
        "exact": None if scored.value is None else str(scored.value),
        "grade": grade and {"key": grade.key, "zh": grade.zh, "en": grade.en},
        "verified": scored.verified,
        "since": scored.since and scored.since.isoformat(), "until": scored.until and scored.until.isoformat(),
        "parts": [
            {
                "key": each.key, "zh": each.zh, "en": each.en, "full": str(each.full),
                "value": None if each.value is None else figure(each.value),
                "note_zh": each.note_zh, "note_en": each.note_en, "verified": each.verified,
            }
            for each in scored.parts
        ],
        "steps": [
            {
                "part": each.part, "zh": each.zh, "en": each.en, "formula": each.formula,
                "numbers": each.numbers, "numbers_en": each.numbers_en or each.numbers,
                "result_zh": each.result_zh, "result_en": each.result_en, "clause": each.clause,
                "verified": each.verified,
            }
            for each in scored.steps
        ],
    }  # fmt: skip
