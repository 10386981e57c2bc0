"""Reads of plans."""

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from inspect_app.core.permits import Actor
from inspect_app.inspections.models import Plan
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight


def plans(actor: Actor) -> Select[Plan]:
    """Return the plans an actor may see, those at work first."""
    loaded = (joinedload(Plan.template), joinedload(Plan.assignee), joinedload(Plan.party))
    stmt = select(Plan).join(Plan.project).where(in_sight(actor, wide=True))
    return stmt.options(contains_eager(Plan.project), *loaded).order_by(
        Plan.active.desc(), Project.name, Plan.name, Plan.id
    )


def plan(actor: Actor, plan_id: str) -> Select[Plan]:
    """Return the query for one plan the actor may see."""
    return plans(actor).where(Plan.id == plan_id)


def tuned_projects() -> Select[Project]:
    """Return the projects with a plan at work whose interval follows credit and open risk."""
    wanted = select(Plan.project_id).where(Plan.tuned, Plan.active)
    return select(Project).where(Project.id.in_(wanted), Project.state != "completed").order_by(Project.id)
