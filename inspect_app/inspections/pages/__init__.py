"""Inspections for people: today, visits, the checklist on a tablet, the record it becomes, and plans."""

from inspect_app.inspections.pages import (
    agreement,
    arrivals,
    checklist,
    closures,
    collect,
    dangerous,
    draws,
    merging,
    openrosa,
    openrosa_log_in,
    photos,
    plans,
    punctual,
    recusals,
    tablet,
    visits,
    year,
)
from inspect_app.inspections.pages.visits import bp

__all__ = [
    "agreement", "arrivals", "bp", "checklist", "closures", "collect", "dangerous", "draws", "merging", "openrosa", "openrosa_log_in",
    "photos", "plans",
    "punctual", "recusals", "tablet", "visits", "year",
]  # fmt: skip
