"""The beat of the clocks: an element whose warranty is about to end is told of, once."""

from datetime import datetime

from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.jobs import daily
from inspect_app.core.permits import SYSTEM
from inspect_app.warranty import actions, queries


@daily("06:30")
def tell_near_ends(at: datetime) -> None:
    """Tell of each clock that ends within the span of the last inspection."""
    for clock in db.session.scalars(queries.near_end(local_day(at))).all():
        actions.note_near_end(SYSTEM, clock, at=at)
