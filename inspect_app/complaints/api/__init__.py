"""Complaints for machines, and the doors that pages share."""

from inspect_app.complaints.api import handling, joining, redactions
from inspect_app.complaints.api.cases import (
    bp,
    file_now,
    found,
    opened,
    opened_by_supporter,
    own_moves,
    permitted,
    refuse_spent,
    resident_of,
    spend,
    take,
    updates,
)
from inspect_app.complaints.api.joining import join_now
from inspect_app.complaints.api.redactions import decide, photo_found

__all__ = [
    "bp",
    "decide",
    "file_now",
    "found",
    "handling",
    "join_now",
    "joining",
    "opened",
    "opened_by_supporter",
    "own_moves",
    "permitted",
    "photo_found",
    "redactions",
    "refuse_spent",
    "resident_of",
    "spend",
    "take",
    "updates",
]
