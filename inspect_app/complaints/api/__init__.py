"""Complaints for machines, and the doors that pages share."""

from inspect_app.complaints.api import handling
from inspect_app.complaints.api.cases import (
    bp,
    file_now,
    found,
    opened,
    own_moves,
    permitted,
    refuse_spent,
    resident_of,
    spend,
    take,
    updates,
)

__all__ = [
    "bp", "file_now", "found", "handling", "opened", "own_moves", "permitted", "refuse_spent", "resident_of", "spend",
    "take", "updates",
]  # fmt: skip
