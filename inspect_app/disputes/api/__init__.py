"""Disputes for machines, and the doors that pages share."""

from inspect_app.disputes.api import own
from inspect_app.disputes.api.room import (
    bp,
    found,
    found_appraisal,
    found_meeting,
    opened,
    take,
    take_appraisal,
    take_meeting,
)

__all__ = [
    "bp", "found", "found_appraisal", "found_meeting", "opened", "own", "take", "take_appraisal", "take_meeting",
]  # fmt: skip
