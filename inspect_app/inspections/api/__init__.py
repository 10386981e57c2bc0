"""Inspections for machines and tablets: plans, visits, submissions."""

from inspect_app.inspections.api import plans, submissions, visits
from inspect_app.inspections.api.visits import bp, found, take

__all__ = ["bp", "found", "plans", "submissions", "take", "visits"]
