"""Disputes by the clock: days that passed, court periods that end."""

from datetime import datetime

from inspect_app.core.jobs import daily
from inspect_app.core.permits import SYSTEM
from inspect_app.disputes import actions


@daily("01:20")
def watch(at: datetime) -> None:
    """Tell of each day that passed and each court period that ends soon."""
    actions.watch(SYSTEM, at=at)
