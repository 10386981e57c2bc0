"""Late and missed as counted facts: per plan, per person, with their reasons."""

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.identity.models import Person
from inspect_app.inspections.models import Plan, Visit, VisitPerson
from inspect_app.inspections.queries import seals
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight

_LATE = and_(Visit.state == "done", Visit.timing == "late")
#: made on site after the days of grace, or never made
_MISSED = or_(Visit.state == "missed", and_(Visit.state == "done", Visit.timing == "missed"))
_UNCONFIRMED = and_(
    Visit.state == "done", Visit.hands == "all", Visit.named.any(VisitPerson.confirmed_at.is_(None))
)
#: what is counted -> its words, tone and condition
FACTS: Final[dict[str, tuple[str, str, str, ColumnElement[bool]]]] = {
    "on_time": (
        "按期",
        "On time",
        "good",
        and_(Visit.state == "done", Visit.timing.in_(("early", "on_time"))),
    ),
    "late": ("逾期完成", "Late", "waiting", _LATE),
    "missed": ("错过", "Missed", "bad", _MISSED),
    "unsaid": ("未说明原因", "No reason", "bad", and_(or_(_LATE, _MISSED), Visit.cause.is_(None))),
    "unconfirmed": ("有人未确认", "Unconfirmed", "waiting", _UNCONFIRMED),
    "waiting": ("待检查", "To do", "neutral", Visit.state == "planned"),
}


@dataclass(slots=True)
class Counted:
    """A plan or a person with its counts by fact, and the reasons given by cause."""

    id: str
    name: str
    project: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    causes: dict[str, int] = field(default_factory=dict)


def of_person(person_id: str) -> ColumnElement[bool]:
    """Return the condition that a visit is this person's: given to them, or they are named for it."""
    return or_(Visit.assignee_id == person_id, Visit.named.any(VisitPerson.person_id == person_id))


def by_plan(actor: Actor, *, plan_id: str = "") -> list[Counted]:
    """Return the plans an actor may see with their counts, those with most missed first."""
    stmt = select(Plan.id, Plan.name, Project.name).join(Plan.project).join(Visit, Visit.plan_id == Plan.id)
    if plan_id:
        stmt = stmt.where(Plan.id == plan_id)
    found = _counted(stmt.group_by(Plan.id, Plan.name, Project.name), actor)
    causes = select(Visit.plan_id, Visit.cause, func.count()).join(Visit.project)
    return _with_causes(found, causes.group_by(Visit.plan_id, Visit.cause), actor)


def by_person(actor: Actor) -> list[Counted]:
    """Return the people of the visits an actor may see with their counts."""
    named = exists().where(VisitPerson.visit_id == Visit.id, VisitPerson.person_id == Person.id)
    theirs = or_(Visit.assignee_id == Person.id, named)
    stmt = (
        select(Person.id, Person.name, func.min(""))
        .select_from(Visit)
        .join(Visit.project)
        .join(Person, theirs)
    )
    found = _counted(stmt.group_by(Person.id, Person.name), actor)
    causes = (
        select(Person.id, Visit.cause, func.count())
        .select_from(Visit)
        .join(Visit.project)
        .join(Person, theirs)
    )
    return _with_causes(found, causes.group_by(Person.id, Visit.cause), actor)


def _counted(stmt: Select[*tuple[Any, ...]], actor: Actor) -> list[Counted]:
    sums = [func.sum(case((condition, 1), else_=0)) for *_words, condition in FACTS.values()]
    rows = db.session.execute(
        stmt.add_columns(*sums).where(in_sight(actor, wide=True), seals.told_to(actor))
    ).all()
    found = [
        Counted(str(key), name, project or "", dict(zip(FACTS, map(int, numbers), strict=True)))
        for key, name, project, *numbers in rows
    ]
    return sorted(found, key=lambda each: (-each.counts["missed"], -each.counts["late"], each.name, each.id))


def _with_causes(found: list[Counted], stmt: Select[*tuple[Any, ...]], actor: Actor) -> list[Counted]:
    known = {each.id: each for each in found}
    for key, cause, count in db.session.execute(
        stmt.where(in_sight(actor, wide=True), seals.told_to(actor), Visit.cause.is_not(None))
    ):
        if key in known:
            known[key].causes[cause] = count
    return found
