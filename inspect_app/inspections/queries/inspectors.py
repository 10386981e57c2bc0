"""Reads of who may inspect: the inspectors an officer answers for, and recusals."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from inspect_app.core.permits import Actor
from inspect_app.identity.models import Membership, Person
from inspect_app.inspections.models import Recusal
from inspect_app.inspections.queries.seals import OFFICERS


def people(actor: Actor) -> Select[Person]:
    """Return the inspectors within an officer's reach, by name: of the own division, or of the own party."""
    own = [each for each in actor.grants if each.role in OFFICERS and not each.project_id]
    stmt = select(Person).where(Person.closed_at.is_(None)).order_by(Person.name, Person.id)
    standing = select(Membership.person_id).where(
        Membership.role == "inspector", Membership.ended_at.is_(None)
    )
    if not any(each.role == "admin" and not each.region for each in own):
        near = [Membership.region.startswith(each.region) for each in own if each.region]
        standing = standing.where(or_(Membership.party_id.in_(actor.party_ids(*OFFICERS)), *near))
    return stmt.where(Person.id.in_(standing))


def person(actor: Actor, person_id: str) -> Select[Person]:
    """Return the query for one of them."""
    return people(actor).where(Person.id == person_id)


def recusals(actor: Actor) -> Select[Recusal]:
    """Return the recusals an actor may see: their own, and those of the inspectors they answer for; newest first."""
    seen = [Recusal.person_id == actor.id]
    if actor.has(*OFFICERS):
        seen.append(Recusal.person_id.in_(people(actor).with_only_columns(Person.id).order_by(None)))
    loaded = (joinedload(Recusal.person), joinedload(Recusal.party), joinedload(Recusal.about))
    return select(Recusal).where(or_(*seen)).options(*loaded).order_by(Recusal.created_at.desc(), Recusal.id)


def recusal(actor: Actor, recusal_id: str) -> Select[Recusal]:
    """Return the query for one recusal the actor may see."""
    return recusals(actor).where(Recusal.id == recusal_id)
