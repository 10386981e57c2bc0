"""Acts on inspections: plans and visits, and the submissions that come back."""

from inspect_app.inspections.actions.planning import (
    add_plan,
    add_visit,
    change_plan,
    make_visits,
    miss_late,
    move,
)
from inspect_app.inspections.actions.submitting import Receipt, receipt_of, submit

__all__ = [
    "Receipt", "add_plan", "add_visit", "change_plan", "make_visits", "miss_late", "move", "receipt_of", "submit",
]  # fmt: skip
