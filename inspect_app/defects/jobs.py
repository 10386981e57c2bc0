"""The beat of deadlines: what is late is marked so once, and goes up step by step until somebody answers."""

from datetime import datetime

from inspect_app.core.db import db
from inspect_app.core.jobs import every
from inspect_app.core.permits import SYSTEM
from inspect_app.defects import actions, queries


@every(600)
def mark_overdue(at: datetime) -> None:
    """Mark each defect whose liable party has become late."""
    for defect in db.session.scalars(queries.newly_overdue(at)).all():
        actions.mark_overdue(SYSTEM, defect, at=at)


@every(60)
def climb(at: datetime) -> None:
    """Take the steps of the ladder whose moment has come."""
    for defect in db.session.scalars(queries.to_climb(at)).all():
        actions.climb(SYSTEM, defect, at=at)
