"""The calendar of a site and the rhythm of a plan, from their rows."""

from sqlalchemy import Select, select

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.inspections.models import Closure, Plan
from inspect_app.inspections.rules import Rhythm, SiteCalendar, Stop
from inspect_app.inspections.rules.site_calendar import EVERY_MONTH
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight


def calendar_of(project_id: str, months: tuple[int, ...] = (), *, guess: bool = False) -> SiteCalendar:
    """Return the calendar of a project: its closures that stand, and a season."""
    stmt = select(Closure.since, Closure.until).where(
        Closure.project_id == project_id, Closure.withdrawn_at.is_(None)
    )
    stops = tuple(Stop(since, until) for since, until in db.session.execute(stmt.order_by(Closure.since)))
    return SiteCalendar(stops, frozenset(months) or EVERY_MONTH, guess)


def site_of(plan: Plan, *, guess: bool = False) -> SiteCalendar:
    """Return the calendar a plan counts on."""
    project_id = plan.project_id or plan.project.id  # a plan not stored yet has no key of its project
    return calendar_of(project_id, tuple(plan.months), guess=guess)


def rhythm_of(plan: Plan) -> Rhythm:
    """Return how often a plan falls due."""
    return Rhythm(plan.counted_from, plan.rule, None if plan.rule else plan.step, plan.shift, plan.until)


def closures(project_id: str) -> Select[Closure]:
    """Return the closures of a project, the latest first."""
    return select(Closure).where(Closure.project_id == project_id).order_by(Closure.since.desc(), Closure.id)


def closure(actor: Actor, closure_id: str) -> Select[Closure]:
    """Return the query for one closure the actor may see."""
    return select(Closure).join(Project).where(in_sight(actor, wide=True), Closure.id == closure_id)
