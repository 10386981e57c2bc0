"""Whose credit an actor may see, and which entries and blacklistings those are."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.credit.models import Blacklisting, CreditEntry
from inspect_app.identity.models import Party
from inspect_app.projects.models import Project, ProjectParty
from inspect_app.projects.queries import in_sight

#: roles that see the credit of every party of their projects
OFFICERS = ("admin", "authority", "inspector", "street")
#: kinds of parties that have a credit record
FIRMS = (
    "contractor", "subcontractor", "supervisor", "designer", "surveyor", "owner", "property", "utility",
)  # fmt: skip


def parties(actor: Actor) -> Select[Party]:
    """Return the firms whose credit the actor may see: those of an officer's projects, or its own."""
    officer = replace(actor, grants=tuple(each for each in actor.grants if each.role in OFFICERS))
    theirs = select(Project.id).where(in_sight(officer))
    taking_part = Party.id.in_(select(ProjectParty.party_id).where(ProjectParty.project_id.in_(theirs)))
    mine = Party.id.in_(actor.party_ids(*FIRMS))
    return select(Party).where(Party.kind.in_(FIRMS), or_(taking_part, mine)).order_by(Party.kind, Party.name)


def party(actor: Actor, party_id: str) -> Select[Party]:
    """Return the query for one firm the actor may see the credit of."""
    return parties(actor).where(Party.id == party_id)


def place(firm: Party) -> str:
    """Return the division whose catalogue a firm is asked by: that of its newest project, else its own."""
    at_work = select(Project.region).join(ProjectParty).where(ProjectParty.party_id == firm.id)
    return db.session.scalar(at_work.order_by(Project.id.desc()).limit(1)) or firm.region or ""


def seen(actor: Actor) -> Select[Any]:
    """Return the query for the keys of the firms whose credit the actor may see."""
    return parties(actor).with_only_columns(Party.id).order_by(None)


def one(actor: Actor, entry_id: str) -> Select[CreditEntry]:
    """Return the query for one entry the actor may see."""
    whole = select(CreditEntry).options(joinedload(CreditEntry.project), joinedload(CreditEntry.party))
    return whole.where(CreditEntry.id == entry_id, CreditEntry.party_id.in_(seen(actor)))


def blacklisting(actor: Actor, id_: str) -> Select[Blacklisting]:
    """Return the query for one blacklisting the actor may see."""
    whole = select(Blacklisting).options(joinedload(Blacklisting.project), joinedload(Blacklisting.party))
    return whole.where(Blacklisting.id == id_, Blacklisting.party_id.in_(seen(actor)))


def of_party(party_id: str) -> Select[Blacklisting]:
    """Return the blacklistings of a party that are not over, newest first."""
    stands = Blacklisting.state.in_(("proposed", "pleaded", "listed"))
    stmt = select(Blacklisting).where(Blacklisting.party_id == party_id, stands)
    return stmt.order_by(Blacklisting.proposed_at.desc(), Blacklisting.id.desc())


def usable(on: date) -> ColumnElement[bool]:
    """Return the condition that an entry may still be used on a day: it counts, or is published, or is under way.

    Whatever has expired can reach no list, search, score or draw: this condition stands in every query.
    """
    published = CreditEntry.public_until >= on
    return or_(CreditEntry.expires_on > on, published) & (CreditEntry.occurred_on <= on)


def waiting(actor: Actor, on: date) -> Select[CreditEntry]:
    """Return the entries somebody has to decide on in an officer's sight, those with a day first."""
    whole = select(CreditEntry).options(joinedload(CreditEntry.party), joinedload(CreditEntry.project))
    due = CreditEntry.state.in_(("proposed", "objected", "appealed", "repairing"))
    mine = CreditEntry.party_id.in_(seen(actor)), usable(on)
    return whole.where(due, *mine).order_by(CreditEntry.state, CreditEntry.proposed_at, CreditEntry.id)


def by_id(ids: Collection[str]) -> dict[str, CreditEntry]:
    """Return entries by their id."""
    return {each.id: each for each in db.session.scalars(select(CreditEntry).where(CreditEntry.id.in_(ids)))}


def correction(entry_id: str) -> str | None:
    """Return the id of the entry that stands for a corrected one."""
    return db.session.scalar(select(CreditEntry.id).where(CreditEntry.corrects_id == entry_id))


#: days within which the same trouble counts as having come again
AGAIN = timedelta(days=90)
