"""GB 50300-2013: lots, item works, divisions and unit works, what makes them qualify, and what if they do not."""

from inspect_app.checklists.rules.scoring.gb50300.levels import (
    LEVELS,
    Condition,
    Level,
    Ruling,
    all_of,
    qualify,
)
from inspect_app.checklists.rules.scoring.gb50300.lots import GRADES, TRADE_RATE, Check, check_passes, lot
from inspect_app.checklists.rules.scoring.gb50300.outcomes import (
    DECIDERS,
    EVIDENCE,
    OUTCOMES,
    RESULTS,
    Failing,
    Outcome,
    lacking,
    outcome_of,
    ways_of,
)

__all__ = [
    "DECIDERS", "EVIDENCE", "GRADES", "LEVELS", "OUTCOMES", "RESULTS", "TRADE_RATE", "Check", "Condition", "Failing", "Level",
    "Outcome", "Ruling", "all_of", "check_passes", "lacking", "lot", "outcome_of", "qualify", "ways_of",
]  # fmt: skip
