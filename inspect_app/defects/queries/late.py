"""Which defects are late."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select

from inspect_app.defects.models import Defect
from inspect_app.defects.queries.scope import UNFINISHED
from inspect_app.defects.rules import WAITING


def newly_overdue(at: datetime) -> Select[Defect]:
    """Return the defects whose liable party is late and which are not marked so yet.

    A fix submitted late counts even if nobody looked between the deadline and the fix.
    """
    late = or_(
        and_(Defect.state.in_(WAITING), Defect.due_at < at),
        and_(Defect.state.in_(("rectified", "closed")), Defect.rectified_at > Defect.due_at),
    )
    # While its plan lies with the verifier the party waits; that time is given back, so nobody is late by it.
    unmarked = (
        select(Defect)
        .where(Defect.overdue_at.is_(None), Defect.plan != "asked", late)
        .order_by(Defect.due_at, Defect.id)
    )
    return unmarked.with_for_update(skip_locked=True, of=Defect)


def to_climb(at: datetime, most: int = 500) -> Select[Defect]:
    """Return the unsettled defects whose ladder is to be looked at, those waiting longest first."""
    # Written out, not bound: only so is the index of the unfinished known to hold them all.
    unsettled = Defect.state.in_(bindparam("unfinished", UNFINISHED, expanding=True, literal_execute=True))
    found = select(Defect).where(Defect.step_at <= at, unsettled).order_by(Defect.step_at).limit(most)
    return found.with_for_update(skip_locked=True, of=Defect)


def overdue(at: datetime) -> ColumnElement[bool]:
    """Return the condition that the liable party is late at `at`, as `rules.is_overdue` says it."""
    return or_(
        and_(Defect.state.in_(WAITING), Defect.due_at < at),
        and_(Defect.state == "rectified", Defect.rectified_at > Defect.due_at),
    )
