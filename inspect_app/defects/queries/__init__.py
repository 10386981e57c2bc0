"""Reads of defects: every list, count and single ticket holds only what the actor may see."""

from inspect_app.defects.queries.late import newly_overdue, overdue, to_climb
from inspect_app.defects.queries.lists import STATES, Cell, Filter, choices, counts, listed
from inspect_app.defects.queries.scope import (
    UNFINISHED,
    VEILS,
    family,
    links_of,
    living_links,
    one,
    open_of,
    request,
    requests_of,
    unveiled,
    visible,
)

__all__ = [
    "STATES", "UNFINISHED", "VEILS", "Cell", "Filter", "choices", "counts", "family", "links_of", "listed", "living_links",
    "newly_overdue", "one", "open_of", "overdue", "request", "requests_of", "to_climb", "unveiled", "visible",
]  # fmt: skip
