"""What lies open on a project, as the frequency of inspections asks for it."""

from datetime import datetime

from sqlalchemy import func, select

from inspect_app.core.db import db
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import UNFINISHED, overdue
from inspect_app.inspections.rules.frequency import OpenRisk


def open_risk(project_id: str, at: datetime) -> OpenRisk:
    """Return how many major hazards, overdue defects and serious defects lie open on a project."""
    waiting = select(func.count()).where(Defect.project_id == project_id, Defect.state.in_(UNFINISHED))
    return OpenRisk(
        major=db.session.scalar(waiting.where(Defect.severity == "major")) or 0,
        overdue=db.session.scalar(waiting.where(overdue(at))) or 0,
        serious=db.session.scalar(waiting.where(Defect.severity == "serious")) or 0,
    )
