"""Reads of visits: what an actor may see of them, and an inspector's day."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.identity.models import Membership, Person
from inspect_app.inspections.models import Submission, Visit, VisitPerson
from inspect_app.inspections.queries import doubles, seals
from inspect_app.inspections.queries.facts import FACTS, of_person
from inspect_app.inspections.rules import WORKFLOW
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight

STATES = ("all", *(each.name for each in WORKFLOW.states))


AHEAD = timedelta(days=7)


#: who is inspected, and so sees what was found
INSPECTED = ("contractor",)


@dataclass(frozen=True, slots=True)
class Day:
    """An inspector's day: visits past their day, due today, due in the next days, and finished today."""

    late: list[Visit]
    due: list[Visit]
    ahead: list[Visit]
    done: list[Visit]


def visible(actor: Actor) -> Select[Visit]:
    """Return the visits an actor may see.

    Whoever is inspected (the contractor) sees a visit only when it is over: a spot check is not announced. One
    that came of a draw is sealed for everybody but its team until somebody is there. Whoever makes a visit again
    sees nothing of the first until then.
    """
    over = and_(in_sight(actor, roles=INSPECTED), Visit.state == "done")
    seen = or_(in_sight(actor, wide=True), over)
    return select(Visit).join(Visit.project).where(seen, seals.told_to(actor), doubles.unseen(actor))


def one(actor: Actor, visit_id: str) -> Select[Visit]:
    """Return the query for one visit the actor may see, with what its page shows."""
    return _whole(visible(actor)).where(Visit.id == visit_id)


def listed(
    actor: Actor, *, state: str = "all", project_id: str = "", mine: bool = False, plan_id: str = "",
    person_id: str = "", fact: str = "",
) -> Select[Visit]:  # fmt: skip
    """Return the visits of a filter, the latest day first."""
    stmt = _whole(visible(actor)).order_by(Visit.due_on.desc(), Visit.id)
    if state != "all":
        stmt = stmt.where(Visit.state == state)
    if project_id:
        stmt = stmt.where(Visit.project_id == project_id)
    if plan_id:
        stmt = stmt.where(Visit.plan_id == plan_id)
    if person_id:
        stmt = stmt.where(of_person(person_id))
    if fact:
        stmt = stmt.where(FACTS[fact][3])
    return stmt.where(_own(actor)) if mine else stmt


def day(actor: Actor, today: date, *, mine: bool = True) -> Day:
    """Return an inspector's day (with `mine` false, that of everyone the actor may see)."""
    stmt = _whole(visible(actor)).order_by(Visit.due_on, Visit.id)
    if mine:
        stmt = stmt.where(_own(actor))
    waiting = Visit.state.in_(("planned", "missed")) & (Visit.due_on <= today + AHEAD)
    open_ = list(db.session.scalars(stmt.where(waiting).limit(500)))
    done = stmt.where(Visit.state == "done", Visit.due_on == today)
    return Day(
        late=[each for each in open_ if each.due_on < today],
        due=[each for each in open_ if each.due_on == today],
        ahead=[each for each in open_ if each.due_on > today],
        done=list(db.session.scalars(done.limit(200))),
    )


def _own(actor: Actor) -> ColumnElement[bool]:
    unassigned = and_(Visit.assignee_id.is_(None), Visit.party_id.in_(actor.party_ids()))
    named = Visit.named.any(VisitPerson.person_id == actor.id)
    return or_(Visit.assignee_id == actor.id, named, unassigned, seals.mine(actor))


def _whole(stmt: Select[Visit]) -> Select[Visit]:
    return stmt.options(
        contains_eager(Visit.project), joinedload(Visit.template_version), joinedload(Visit.assignee),
        joinedload(Visit.party), selectinload(Visit.named).joinedload(VisitPerson.person), joinedload(Visit.plan),
        joinedload(Visit.submission).defer(Submission.body),
    )  # fmt: skip


def visits_of(plan_id: str) -> Select[Visit]:
    """Return the visits of a plan, the latest day first."""
    return (
        _whole(select(Visit).join(Visit.project))
        .where(Visit.plan_id == plan_id)
        .order_by(Visit.due_on.desc())
    )


def inspectors(project: Project) -> Select[Person]:
    """Return the people who may be sent to inspect a project: inspectors, supervisors, the authority."""
    roles = ("inspector", "supervisor", "authority")
    member = select(Membership.person_id).where(Membership.role.in_(roles), Membership.ended_at.is_(None))
    parties = project.party_ids()
    here = or_(
        Membership.party_id.in_(parties),
        and_(Membership.region.is_not(None), func.substr(project.region, 1, func.length(Membership.region)) == Membership.region),
    )  # fmt: skip
    return (
        select(Person)
        .where(Person.id.in_(member.where(here)), Person.closed_at.is_(None))
        .order_by(Person.name)
    )
