"""The rules of household acceptance: the points of a card, its life, and how it stands."""

from inspect_app.households.rules.catalogue import BY_KEY, OUTCOMES, POINTS, SCOPES, Point, drafted
from inspect_app.households.rules.life import (
    ABSENCES,
    ATTEMPTS,
    STANDS,
    VERBS,
    WORKFLOW,
    may_conclude,
    stands,
    unanswered,
)

__all__ = [
    "ABSENCES", "ATTEMPTS", "BY_KEY", "OUTCOMES", "POINTS", "SCOPES", "STANDS", "VERBS", "WORKFLOW", "Point", "drafted",
    "may_conclude", "stands", "unanswered",
]  # fmt: skip
