"""Which defects are late."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select

from inspect_app.defects.models import Defect
from inspect_app.defects.rules import WAITING


def newly_overdue(at: datetime) -> Select[Defect]:
    """Return the defects whose liable party is late and which are not marked so yet.

    A fix submitted late counts even if nobody looked between the deadline and the fix.
    """
    late = or_(
        and_(Defect.state.in_(WAITING), Defect.due_at < at),
        and_(Defect.state.in_(("rectified", "closed")), Defect.rectified_at > Defect.due_at),
    )
    unmarked = select(Defect).where(Defect.overdue_at.is_(None), late).order_by(Defect.due_at, Defect.id)
    return unmarked.with_for_update(skip_locked=True, of=Defect)


def overdue(at: datetime) -> ColumnElement[bool]:
    """Return the condition that the liable party is late at `at`, as `rules.is_overdue` says it."""
    return or_(
        and_(Defect.state.in_(WAITING), Defect.due_at < at),
        and_(Defect.state == "rectified", Defect.rectified_at > Defect.due_at),
    )
