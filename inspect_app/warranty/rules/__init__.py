"""The rules of warranty: periods, seasons, restarts, claims, retention and return visits."""

from inspect_app.acceptance.rules.letter import BY_LETTER, CLASS_OF, CLASSES, PERIODS, Period, periods
from inspect_app.warranty.rules.seasons import SEASONS, Season, season, season_end
from inspect_app.warranty.rules.terms import (
    EXCLUDED,
    LETTER,
    NEAR_END,
    REPAIR,
    REWORK,
    Term,
    Words,
    agreed,
    days_left,
    effective_period,
    ends_on,
    length_words,
    moved,
    runs,
)
from inspect_app.warranty.rules.words import VERBS

__all__ = [
    "BY_LETTER", "CLASSES", "CLASS_OF", "EXCLUDED", "LETTER", "NEAR_END", "PERIODS", "REPAIR", "REWORK", "SEASONS",
    "VERBS", "Period", "Season", "Term", "Words", "agreed", "days_left", "effective_period", "ends_on", "length_words",
    "moved", "periods", "runs", "season", "season_end",
]  # fmt: skip
