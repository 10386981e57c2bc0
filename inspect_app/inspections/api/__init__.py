"""Inspections for machines and tablets: plans, visits, submissions, draws."""

from inspect_app.inspections.api import (
    agreement,
    arrivals,
    dangerous,
    dangers,
    draws,
    fill_logs,
    photos,
    plans,
    recusals,
    submissions,
    tablet,
    visits,
)
from inspect_app.inspections.api.visits import bp, found, take

__all__ = [
    "agreement", "arrivals", "bp", "dangerous", "dangers", "draws", "fill_logs", "found", "photos", "plans", "recusals", "submissions",
    "tablet", "take", "visits",
]  # fmt: skip
