"""The morning round of handover: conditions that fall due, or are overdue, are told of, each step once."""

from datetime import datetime

from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.jobs import daily
from inspect_app.core.permits import SYSTEM
from inspect_app.handover import actions, queries


@daily("07:10")
def remind(at: datetime) -> None:
    """Take the steps of every condition whose day has come."""
    for condition in db.session.scalars(queries.to_remind(local_day(at))).all():
        actions.remind(SYSTEM, condition, at=at)
