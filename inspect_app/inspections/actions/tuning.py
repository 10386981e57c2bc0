"""The interval of plans that opted in follows credit and open risk; a journal entry tells each change."""

from datetime import datetime

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.inspections.actions import filling
from inspect_app.inspections.models import Plan
from inspect_app.inspections.queries.risk import open_risk
from inspect_app.inspections.rules.frequency import frequency
from inspect_app.projects.models import Project


def retune(actor: Actor, project: Project, *, grade: str, at: datetime, blacklisted: bool = False) -> int:
    """Set the intervals of a project's plans that opted in; return how many changed. Twice is as once."""
    stmt = select(Plan).where(Plan.project_id == project.id, Plan.tuned, Plan.active).order_by(Plan.id)
    plans = db.session.scalars(stmt.with_for_update(of=Plan)).all()
    if not plans:
        return 0
    risk, changed = open_risk(project.id, at), 0
    for plan in plans:
        found = frequency(plan.every or 1, grade, risk, blacklisted=blacklisted)
        before = (plan.step, plan.monthly_full)
        working = {"grade": grade, "factor": str(found.factor), "steps": [list(each) for each in found.steps]}
        if plan.tuning != working:
            plan.tuning = working
        if plan.tuned_every is not None and before == (found.every, found.monthly_full):
            continue
        plan.tuned_every, plan.monthly_full = found.every, found.monthly_full
        gone, kept, new = filling.replan(plan, at, afresh=True)
        told = {
            "grade": grade, "major": risk.major, "overdue": risk.overdue, "serious": risk.serious,
            "interval_before": before[0], "interval": found.every, "cancelled": [each.id for each in gone],
            "kept": len(kept), "visits": [each.id for each in new],
        }  # fmt: skip
        journal.record(actor, "plan.retune", plan, at=at, data=told)
        changed += 1
    return changed
