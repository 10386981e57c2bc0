"""Reads of sealed visits: who may know of them, and what an inspector is told before the time."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.inspections.models import Seal, Seat, UnitDraw, Visit
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import in_sight

#: who may know of a target that nobody opened in time, so that something is done about it
OFFICERS = ("admin", "authority")


def open_to_all() -> ColumnElement[bool]:
    """Return the condition on Visit that nothing about it is sealed: it came of no draw, or somebody has arrived."""
    return ~exists().where(Seal.visit_id == Visit.id, Seal.arrived_at.is_(None))


def is_open(visit_id: str) -> bool:
    """Say whether a visit can be made: it came of no draw, or somebody of its team has arrived."""
    seal = db.session.get(Seal, visit_id)
    return seal is None or seal.arrived_at is not None


def told_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Visit (joined with Project) that a seal does not hide it from the actor.

    A target is known to its team from its moment on, to everybody in whose sight it lies once it is opened, and to
    officers when its time has passed. Until then there is no such visit.
    """
    if actor.kind == "system":
        return true()
    on_team = exists().where(
        Seal.visit_id == Visit.id, Seal.opens_at <= now(), Seat.visit_id == Seal.visit_id,
        Seat.person_id == actor.id, Seat.left_at.is_(None),
    )  # fmt: skip
    passed = and_(Visit.state.in_(("missed", "cancelled")), in_sight(actor, roles=OFFICERS))
    return or_(open_to_all(), on_team, passed)


def mine(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Visit that the actor was drawn for it and has not given it back."""
    return exists().where(Seat.visit_id == Visit.id, Seat.person_id == actor.id, Seat.left_at.is_(None))


def waiting(actor: Actor) -> list[Seal]:
    """Return the drawn tasks of an inspector that are still sealed for them too, the next first."""
    stmt = select(Seal).join(Seal.visit).join(Seat, Seat.visit_id == Seal.visit_id).where(
        Seat.person_id == actor.id, Seat.left_at.is_(None), Seal.opens_at > now(), Visit.state == "planned"
    )  # fmt: skip
    loaded = stmt.options(joinedload(Seal.draw), joinedload(Seal.visit))
    return list(db.session.scalars(loaded.order_by(Seal.opens_at, Seal.visit_id)))


def seal_of(actor: Actor, visit_id: str) -> Select[Seal]:
    """Return the query for the seal of a visit the actor was drawn for and may know of."""
    stmt = select(Seal).join(Seal.visit).where(Seal.visit_id == visit_id, Seal.opens_at <= now())
    loaded = (joinedload(Seal.visit), selectinload(Seal.seats), joinedload(Seal.draw))
    return stmt.where(mine(actor)).options(*loaded)


def at_site(actor: Actor, site: str) -> list[Seal]:
    """Return the tasks of an inspector at the site of that short name that can be opened now."""
    ready = (Seal.opens_at <= now(), Seal.arrived_at.is_(None), Visit.state.in_(("planned", "missed")))
    stmt = select(Seal).join(Seal.visit).join(Visit.project).where(*ready, mine(actor), Project.site == site)
    return list(db.session.scalars(stmt.options(joinedload(Seal.visit)).order_by(Seal.visit_id)))


def seals(visits: Iterable[Visit]) -> dict[str, Seal]:
    """Return the seals of visits, by visit; those that came of no draw have none."""
    ids = [each.id for each in visits]
    stmt = select(Seal).where(Seal.visit_id.in_(ids)).options(selectinload(Seal.seats), joinedload(Seal.draw))
    return {each.visit_id: each for each in db.session.scalars(stmt)}


def units_of(visit_id: str) -> list[tuple[UnitDraw, list[Element]]]:
    """Return the units drawn for a visit, kind by kind, with the elements in the order drawn."""
    rows = list(
        db.session.scalars(select(UnitDraw).where(UnitDraw.visit_id == visit_id).order_by(UnitDraw.drawn_at))
    )
    ids = [each for row in rows for each in row.drawn]
    known = {each.id: each for each in db.session.scalars(select(Element).where(Element.id.in_(ids)))}
    return [(row, [known[each] for each in row.drawn if each in known]) for row in rows]
