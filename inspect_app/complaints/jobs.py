"""Complaints by the clock: the late go up, residents are reminded and drawn to be called, clusters are found."""

import secrets
from datetime import datetime

from inspect_app.complaints import actions
from inspect_app.core.jobs import daily, every
from inspect_app.core.permits import SYSTEM


@daily("00:50")
def raise_late(at: datetime) -> None:
    """Let each late case go up to the street office, then to the authority."""
    actions.raise_late(SYSTEM, at=at)


@daily("09:30")
def remind(at: datetime) -> None:
    """Remind residents who were asked and have not answered."""
    actions.remind(SYSTEM, at=at)


@daily("08:10")
def draw_calls(at: datetime) -> None:
    """Draw whom to call back; nobody can know the seed before."""
    actions.draw_calls(SYSTEM, seed=secrets.token_hex(8), at=at)


@daily("02:10")
def find_clusters(at: datetime) -> None:
    """Find what several complaints point to, and have it inspected."""
    actions.find_clusters(SYSTEM, at=at)


@daily("03:20")
def forget(at: datetime) -> None:
    """Take away phones and exact places past their retention period."""
    actions.forget(SYSTEM, at=at)


@every(60)
def propose_covers(at: datetime) -> None:
    """Look through photos for faces, plates and house numbers; a person decides."""
    actions.propose_covers(SYSTEM, at=at)
