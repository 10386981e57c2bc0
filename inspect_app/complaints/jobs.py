"""Complaints by the clock: the late go up."""

from datetime import datetime

from inspect_app.complaints import actions
from inspect_app.core.jobs import daily
from inspect_app.core.permits import SYSTEM


@daily("00:50")
def raise_late(at: datetime) -> None:
    """Let each late case go up to the street office, then to the authority."""
    actions.raise_late(SYSTEM, at=at)
