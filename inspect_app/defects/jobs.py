"""The beat of deadlines: a defect not put right in time is marked overdue, once."""

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
