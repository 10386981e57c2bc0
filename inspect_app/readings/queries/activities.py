"""Reads of activities: those of a project, and which were under way when an alarm began."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.readings.models import Alarm, Limit
from inspect_app.readings.models.activities import Activity
from inspect_app.readings.queries.sight import sighted
from inspect_app.readings.rules.limits import BY_KEY


def activities(actor: Actor, project_id: str) -> Select[Activity]:
    """Return the activities of a project the actor may see: those under way, then the newest first."""
    stmt = _seen(actor).where(Activity.project_id == project_id)
    return stmt.order_by(Activity.state != "running", Activity.began_at.desc(), Activity.id)


def activity(actor: Actor, activity_id: str) -> Select[Activity]:
    """Return the query for one activity of a project the actor may see."""
    return _seen(actor).where(Activity.id == activity_id)


def kinds_under_way(project_id: str) -> set[str]:
    """Return which kinds of activity are under way at a site now."""
    stmt = select(Activity.kind).where(Activity.project_id == project_id, Activity.state == "running")
    return set(db.session.scalars(stmt))


def under_way(alarm: Alarm) -> list[Activity]:
    """Return the activities an alarm was judged for: those of its limit's kind that were under way when it began."""
    limit = db.session.get(Limit, alarm.limit_id)
    rule = BY_KEY.get(alarm.limit_id)
    kind = limit.activity if limit else rule.activity if rule else ""
    if not kind:
        return []
    began = alarm.began_at
    stmt = select(Activity).where(
        Activity.project_id == alarm.project_id, Activity.kind == kind, Activity.state != "void",
        Activity.began_at <= began, or_(Activity.ended_at.is_(None), Activity.ended_at > began),
    )  # fmt: skip
    return list(db.session.scalars(stmt.order_by(Activity.began_at)))


def _seen(actor: Actor) -> Select[Activity]:
    stmt = select(Activity).join(Activity.project).where(sighted(actor))
    return stmt.options(contains_eager(Activity.project))
