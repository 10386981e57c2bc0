"""Reads of the register of dangerous works, and what of it waits for a person."""

from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.inspections.models import DangerousWork
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight

MOST_TODOS = 50
_CONTRACTORS = ("contractor",)


def works(actor: Actor, project_id: str = "") -> Select[DangerousWork]:
    """Return the dangerous works an actor may see, those still under way first; a contractor's are its own."""
    own = in_sight(actor, roles=_CONTRACTORS) & DangerousWork.party_id.in_(actor.party_ids(*_CONTRACTORS))
    stmt = select(DangerousWork).join(DangerousWork.project).where(or_(in_sight(actor, wide=True), own))
    if project_id:
        stmt = stmt.where(Project.id == project_id)
    loaded = (
        joinedload(DangerousWork.project),
        joinedload(DangerousWork.party),
        selectinload(DangerousWork.papers),
    )
    order = (DangerousWork.until.is_not(None), DangerousWork.since.desc(), DangerousWork.id)
    return stmt.options(*loaded).order_by(*order)


def one(actor: Actor, work_id: str) -> Select[DangerousWork]:
    """Return the query for one of them."""
    return works(actor).where(DangerousWork.id == work_id)


def unfinished(actor: Actor, project_id: str, at: datetime) -> list[DangerousWork]:
    """Return those of a project that have not ended."""
    lasting = or_(DangerousWork.until.is_(None), DangerousWork.until >= local_day(at))
    return list(db.session.scalars(works(actor, project_id).where(lasting)))


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return what a person has to do about dangerous works: papers to hand in, papers to sign."""
    if not actor.has("contractor", "supervisor"):
        return []
    lasting = or_(DangerousWork.until.is_(None), DangerousWork.until >= local_day(at))
    rows = db.session.scalars(works(actor).where(lasting).limit(MOST_TODOS))
    return [made for each in rows if (made := _todo(actor, each))]


def _todo(actor: Actor, work: DangerousWork) -> Todo | None:
    found = work.standing
    signs = found.state.endswith("-unsigned")
    if found.ready or not may(actor, "dangerous.sign" if signs else "dangerous.paper", work):
        return None
    return Todo(f"/dangerous-works/{work.id}", (work.name,) * 2, work.project.name, found.words, None)
