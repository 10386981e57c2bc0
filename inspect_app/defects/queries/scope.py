"""What an actor may see of defects."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.defects.models import Defect, Link, Request
from inspect_app.defects.rules import WORKFLOW
from inspect_app.projects.models import Project
from inspect_app.projects.queries import NARROW, in_sight, keys, narrow_grants

#: told by higher rooms: the condition on Defect that it is not hidden from an actor; None where nothing is
VEILS: list[Callable[[Actor], ColumnElement[bool] | None]] = []
UNFINISHED = tuple(each.name for each in WORKFLOW.states if not each.final)


Veils = list[ColumnElement[bool]]


def visible(actor: Actor, veils: Veils | None = None, *, to_count: bool = False) -> Select[Defect]:
    """Return the defects the actor may see: all of a project, or only those of its own party.

    Those it is liable for, and the sub-tickets it gave on. Whoever asks twice gives the `unveiled` it knows along.
    `to_count`: to be counted, not read.
    """
    within = _among if to_count else _in
    parts = [
        and_(within(in_sight(alone)), or_(Defect.liable_party_id == party, Defect.giver_party_id == party))
        for party, alone in narrow_grants(actor)
    ]
    if not parts or any(each.role not in NARROW for each in actor.grants):
        parts.append(within(in_sight(actor, wide=True)))
    return select(Defect).where(or_(*parts), *(unveiled(actor) if veils is None else veils))


def unveiled(actor: Actor) -> Veils:
    """Return the conditions on Defect that it is not hidden from an actor; none for nearly everybody."""
    return [veil for told in VEILS if (veil := told(actor)) is not None]


def _in(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    # Keys of projects, not a join: the database finds them once instead of once a row.
    return Defect.project_id.in_(select(Project.id).where(condition))


def _among(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Defect.project_id.in_(keys(condition))


def one(actor: Actor, defect_id: str, veils: Veils | None = None) -> Select[Defect]:
    """Return the query for one defect the actor may see, with what its page shows."""
    return whole(visible(actor, veils)).where(Defect.id == defect_id)


def open_of(project_id: str) -> Select[Defect]:
    """Return the defects of a project that are not settled yet, the most urgent first."""
    mine = select(Defect).where(Defect.project_id == project_id, Defect.state.in_(UNFINISHED))
    return mine.order_by(Defect.due_at, Defect.id)


def whole(stmt: Select[Defect]) -> Select[Defect]:
    """Return the query with what a row of a list or a page shows."""
    # A query each for the fifty rows shown; joins would be made for every row that is sorted.
    return stmt.options(
        selectinload(Defect.project), selectinload(Defect.element), selectinload(Defect.liable_party)
    )


def family(actor: Actor, defect: Defect, veils: Veils | None = None) -> dict[str, list[Defect]]:
    """Return the tickets that belong to one, those the actor may see: its subs, joined ones, parts, and where it comes from."""
    up = [each for each in (defect.parent_id, defect.joined_into_id, defect.split_from_id) if each]
    near = or_(
        Defect.parent_id == defect.id,
        Defect.joined_into_id == defect.id,
        Defect.split_from_id == defect.id,
        Defect.id.in_(up),
    )
    stmt = (
        visible(actor, veils)
        .where(near)
        .options(selectinload(Defect.liable_party))
        .order_by(Defect.raised_at, Defect.id)
    )
    found: dict[str, list[Defect]] = {
        "subs": [],
        "joined": [],
        "parts": [],
        "head": [],
        "parent": [],
        "whole": [],
    }
    for each in db.session.scalars(stmt):
        found[_tie(defect, each)].append(each)
    return found


def _tie(defect: Defect, other: Defect) -> str:
    if other.id in (defect.parent_id, defect.joined_into_id):
        return "parent" if other.id == defect.parent_id else "head"
    if defect.id in (other.parent_id, other.joined_into_id):
        return "subs" if other.parent_id == defect.id else "joined"
    return "parts" if other.split_from_id == defect.id else "whole"


def requests_of(defect: Defect) -> list[Request]:
    """Return what was asked for on a ticket, in order."""
    stmt = select(Request).where(Request.defect_id == defect.id).order_by(Request.asked_at, Request.id)
    return list(db.session.scalars(stmt))


def request(actor: Actor, request_id: str) -> Select[Request]:
    """Return the query for one request on a defect the actor may see."""
    mine = visible(actor).with_only_columns(Defect.id)
    return select(Request).where(Request.id == request_id, Request.defect_id.in_(mine))


def links_of(defect: Defect) -> list[Link]:
    """Return the links of a ticket, the newest first."""
    stmt = select(Link).where(Link.defect_id == defect.id).order_by(Link.issued_at.desc(), Link.id.desc())
    return list(db.session.scalars(stmt))


def living_links(link_ids: Collection[str], at: datetime) -> Select[Link]:
    """Return which of these links still open their ticket: not ended, not expired, the party's own, not settled."""
    stmt = select(Link).join(Link.defect).options(contains_eager(Link.defect)).where(Link.id.in_(link_ids))
    stmt = stmt.where(Link.ended_at.is_(None), Link.expires_at > at, Defect.liable_party_id == Link.party_id)
    return stmt.where(Defect.state.not_in(WORKFLOW.finals()))
