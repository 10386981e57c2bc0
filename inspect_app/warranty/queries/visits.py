"""Reads of return visits: which a certificate asks for, who sees them, how many were late or missed."""

from collections import Counter
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from inspect_app.acceptance.models import Certificate
from inspect_app.acceptance.rules.lives import OVER
from inspect_app.core.calendar import end_of_day, local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.projects.models import Element
from inspect_app.projects.queries import in_sight, narrow_grants
from inspect_app.warranty.models import Clock, ReturnVisit
from inspect_app.warranty.rules.visits import AHEAD, MISSED, Due, Running, schedule

#: roles that see every return visit of their projects; contractor and property firm make them
READERS = ("admin", "authority", "inspector", "owner", "supervisor", "street", "community")
MAKERS = ("contractor", "owner", "property")
MOST_TODOS = 50


def schedule_of(certificate: Certificate) -> list[Due]:
    """Return every visit a certificate asks for, by its clocks as they stand."""
    stmt = select(Clock.code, Clock.ends_on).where(Clock.certificate_id == certificate.id).distinct()
    clocks = [Running(code, ends_on) for code, ends_on in db.session.execute(stmt)]
    return schedule(certificate.accepted_on, certificate.project.region, clocks)


def certificates_to_plan() -> Select[Certificate]:
    """Return the certificates that stand and have clocks."""
    running = select(Clock.certificate_id).distinct()
    stmt = select(Certificate).where(Certificate.state.not_in(OVER), Certificate.id.in_(running))
    return stmt.order_by(Certificate.number)


def units_of(project_id: str) -> list[str]:
    """Return what is drawn from: the households; without any the stairwells; without these the tops of the tree."""
    stmt = select(Element.id).where(Element.project_id == project_id).order_by(Element.path)
    for kind in ("household", "stairwell"):
        found = list(db.session.scalars(stmt.where(Element.kind == kind)))
        if found:
            return found
    return list(db.session.scalars(stmt.where(Element.parent_id.is_(None))))


def visible(actor: Actor) -> Select[ReturnVisit]:
    """Return the return visits an actor may see; makers see those of projects they take part in."""
    own = (
        and_(
            in_sight(alone),
            ReturnVisit.party_id == party if alone.grants[0].role == "contractor" else in_sight(alone),
        )
        for party, alone in narrow_grants(actor)
        if alone.grants[0].role in MAKERS
    )
    return select(ReturnVisit).join(ReturnVisit.project).where(or_(in_sight(actor, roles=READERS), *own))


def one(actor: Actor, visit_id: str) -> Select[ReturnVisit]:
    """Return the query for one visit the actor may see."""
    return _whole(visible(actor)).where(ReturnVisit.id == visit_id)


def of_project(actor: Actor, project_id: str) -> list[ReturnVisit]:
    """Return the visits of a project that the actor may see, by day."""
    stmt = _whole(visible(actor)).where(ReturnVisit.project_id == project_id)
    return list(db.session.scalars(stmt.order_by(ReturnVisit.due_on, ReturnVisit.key)).unique())


def _whole(stmt: Select[ReturnVisit]) -> Select[ReturnVisit]:
    return stmt.options(contains_eager(ReturnVisit.project), joinedload(ReturnVisit.party))


def facts(rows: list[ReturnVisit]) -> dict[str, int]:
    """Return how many were made in time, made late, missed, and are still to be made."""
    found: Counter[str] = Counter({"in_time": 0, "late": 0, "missed": 0, "planned": 0})
    for each in rows:
        found["late" if each.late else "in_time" if each.state == "held" else each.state] += 1
    return dict(found)


def satisfaction(rows: list[ReturnVisit]) -> tuple[int, int, int]:
    """Return of these visits how many households were drawn, how many answered, how many of those are satisfied."""
    held = [each for each in rows if each.state == "held"]
    said = [one_.satisfaction for each in held for one_ in each.households if one_.satisfaction]
    return sum(len(each.sample) for each in held), len(said), sum(each == 3 for each in said)


def gone_by(today: date) -> Select[ReturnVisit]:
    """Return the planned visits whose time has passed."""
    stmt = select(ReturnVisit).where(ReturnVisit.state == "planned", ReturnVisit.due_on < today - MISSED)
    return stmt.order_by(ReturnVisit.due_on, ReturnVisit.id).with_for_update(skip_locked=True)


def units(visit: ReturnVisit) -> list[Element]:
    """Return the drawn households of a visit, in reading order."""
    stmt = select(Element).where(Element.id.in_(visit.sample)).order_by(Element.path)
    return list(db.session.scalars(stmt))


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return the return visits a person has to make soon."""
    if not actor.has(*MAKERS):
        return []
    soon = local_day(at) + min(AHEAD, timedelta(days=14))
    due = ReturnVisit.state == "planned", ReturnVisit.due_on <= soon
    rows = db.session.scalars(
        _whole(visible(actor)).where(*due).order_by(ReturnVisit.due_on).limit(MOST_TODOS)
    ).unique()
    return [
        Todo(f"/return-visits/{each.id}", (each.zh, each.en), each.project.name, ("上门回访", "make the visit"), end_of_day(each.due_on))
        for each in rows
        if may(actor, "return-visit.finish", each)
    ]  # fmt: skip
