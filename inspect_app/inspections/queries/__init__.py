"""Reads of inspections: every list is scoped to what the actor may see."""

from inspect_app.inspections.queries import draws, fairness, scope, seals
from inspect_app.inspections.queries import inspectors as inspecting
from inspect_app.inspections.queries.plans import plan, plans
from inspect_app.inspections.queries.submissions import (
    defects_of,
    in_sight_of,
    photos_of,
    submission,
    submissions,
)
from inspect_app.inspections.queries.tablet import site_sheet, waiting_for
from inspect_app.inspections.queries.visits import (
    STATES,
    Day,
    day,
    inspectors,
    listed,
    one,
    visible,
    visits_of,
)

__all__ = [
    "STATES", "Day", "day", "defects_of", "draws", "fairness", "in_sight_of", "inspecting", "inspectors", "listed", "one",
    "photos_of", "plan", "plans", "scope", "seals", "site_sheet", "submission", "submissions", "visible", "visits_of",
    "waiting_for",
]  # fmt: skip
