"""Acts on the calendar of a site: enter a closure, withdraw one; the plans follow from tomorrow on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.inspections.actions import filling
from inspect_app.inspections.models import Closure, Plan
from inspect_app.inspections.rules.site_calendar import LONGEST_CLOSURE
from inspect_app.projects.models import Project


def add_closure(
    actor: Actor, *, project: Project, since: date, until: date, reason: str, at: datetime
) -> Closure:
    """Enter that nobody works on a project from a day to a day; coming visits of its plans move."""
    if until < since:
        raise field_problem("until", "不能早于开始日期", "not before its first day")
    if (until - since).days >= LONGEST_CLOSURE:
        raise field_problem("until", "一次停工最长一年", "a closure lasts a year at most")
    if until <= local_day(at):
        raise field_problem(
            "until", "已经过去；停工只影响明天起的任务", "that is past: a closure works from tomorrow on"
        )
    closure = Closure(project=project, since=since, until=until, reason=reason.strip(), created_at=at)
    db.session.add(closure)
    db.session.flush()
    told = {"since": since.isoformat(), "until": until.isoformat(), "reason": closure.reason}
    journal.record(actor, "closure.add", closure, at=at, data=told | _follow(project.id, at))
    return closure


def withdraw_closure(actor: Actor, closure: Closure, *, at: datetime) -> Closure:
    """Take a closure back; the plans count its coming days again, what is past stays."""
    if closure.withdrawn_at is not None:
        raise Problem("conflict", zh="这个停工时段已经撤销。", en="This closure was withdrawn already.")
    closure.withdrawn_at = at
    db.session.flush()
    journal.record(actor, "closure.withdraw", closure, at=at, data=_follow(closure.project_id, at))
    return closure


def _follow(project_id: str, at: datetime) -> dict[str, Any]:
    plans = select(Plan).where(Plan.project_id == project_id, Plan.active).order_by(Plan.id)
    dropped, made = [], []
    for plan in db.session.scalars(plans.with_for_update(of=Plan)).all():
        gone, _kept, new = filling.replan(plan, at, afresh=True)
        dropped += [each.id for each in gone]
        made += [each.id for each in new]
    return {"cancelled": dropped, "visits": made}
