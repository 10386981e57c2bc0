"""Reads of defects: every list, count and single ticket holds only what the actor may see."""

from inspect_app.defects.queries.late import newly_overdue, overdue
from inspect_app.defects.queries.lists import STATES, Cell, Filter, choices, counts, listed
from inspect_app.defects.queries.scope import UNFINISHED, VEILS, one, open_of, unveiled, visible

__all__ = [
    "STATES", "UNFINISHED", "VEILS", "Cell", "Filter", "choices", "counts", "listed", "newly_overdue", "one", "open_of",
    "overdue", "unveiled", "visible",
]  # fmt: skip
