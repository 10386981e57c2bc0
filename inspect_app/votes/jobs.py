"""Votes by the clock: each is closed and counted when its time has come; owners' data end with their retention."""

from datetime import datetime

from inspect_app.core.jobs import daily, every
from inspect_app.core.permits import SYSTEM
from inspect_app.votes import actions


@every(60)
def close_due(at: datetime) -> None:
    """Close and count the votes whose closing time is past."""
    actions.close_due(SYSTEM, at=at)


@daily("03:40")
def forget(at: datetime) -> None:
    """Erase names, phones, doors and ballot photos of votes that are long over."""
    actions.forget(SYSTEM, at=at)
