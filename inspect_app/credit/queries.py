"""Reads of credit: whose entries an actor may see, and scores of any day from what stood on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from inspect_app.core.calendar import end_of_day
from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.core.permits import Actor
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules.catalogue import TENTHS
from inspect_app.credit.rules.life import COUNTS
from inspect_app.credit.rules.score import Item, Score, replay
from inspect_app.defects.models import Defect
from inspect_app.identity.models import Party
from inspect_app.inspections.rules.draw_weights import Risk
from inspect_app.projects.models import Project, ProjectParty
from inspect_app.projects.queries import in_sight

#: roles that see the credit of every party of their projects
OFFICERS = ("admin", "authority", "inspector", "street")
#: kinds of parties that have a credit record
FIRMS = (
    "contractor", "subcontractor", "supervisor", "designer", "surveyor", "owner", "property", "utility",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """A party with its score."""

    party: Party
    score: Score


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


def one(actor: Actor, entry_id: str) -> Select[CreditEntry]:
    """Return the query for one entry the actor may see."""
    seen = parties(actor).with_only_columns(Party.id).order_by(None)
    whole = select(CreditEntry).options(joinedload(CreditEntry.project), joinedload(CreditEntry.party))
    return whole.where(CreditEntry.id == entry_id, CreditEntry.party_id.in_(seen))


def entries(party_id: str) -> Select[CreditEntry]:
    """Return all entries of a party, newest first."""
    stmt = select(CreditEntry).options(joinedload(CreditEntry.project))
    return stmt.where(CreditEntry.party_id == party_id).order_by(
        CreditEntry.occurred_on.desc(), CreditEntry.id.desc()
    )


def scores(party_ids: Collection[str], on: date) -> dict[str, Score]:
    """Return today's scores of parties, from the entries as they stand."""
    items: defaultdict[str, list[Item]] = defaultdict(list)
    stmt = select(CreditEntry).where(CreditEntry.party_id.in_(party_ids), CreditEntry.state == COUNTS)
    for each in db.session.scalars(stmt):
        items[each.party_id].append(each.item)
    return {key: replay(items[key], on) for key in party_ids}


def risks(project_ids: Collection[str], on: date) -> dict[str, Risk]:
    """Return what the credit of its contractor weighs for each project in a draw; a veto counts as listed."""
    built = select(ProjectParty.project_id, ProjectParty.party_id).where(ProjectParty.role == "contractor")
    wanted = set(project_ids)
    firms = {row.project_id: row.party_id for row in db.session.execute(built) if row.project_id in wanted}
    found = scores(set(firms.values()), on)
    return {
        key: Risk(found[firm].grade.letter, listed=found[firm].vetoed_by is not None)
        for key, firm in firms.items()
    }


def score_on(party_id: str, on: date) -> Score:
    """Return the score of a party on any day, replayed from the journal as it stood at the end of that day."""
    known = {each.id: each for each in db.session.scalars(entries(party_id)).unique()}
    stmt = select(Entry).where(
        Entry.thing_kind == "credit", Entry.thing_id.in_(known), Entry.at < end_of_day(on)
    )
    states = _as_it_stood(db.session.scalars(stmt.order_by(Entry.seq)))
    items = [
        replace(known[key].item, tenths=tenths) for key, (state, tenths) in states.items() if state == COUNTS
    ]
    return replay(items, on)


def _as_it_stood(happened: Iterable[Entry]) -> dict[str, tuple[str, int]]:
    states: dict[str, tuple[str, int]] = {}
    for each in happened:
        states[each.thing_id] = (each.data["to"], round(each.data["points"] * TENTHS))
    return states


def unsettled() -> Select[CreditEntry]:
    """Return the entries whose points still follow the days overdue."""
    stmt = select(CreditEntry).where(CreditEntry.settled_at.is_(None), CreditEntry.state != "withdrawn")
    return stmt.order_by(CreditEntry.id).with_for_update(skip_locked=True, of=CreditEntry)


def sources(entries_: Iterable[CreditEntry]) -> dict[str, Defect]:
    """Return the tickets that entries come from, by their id."""
    wanted = [each.source_id for each in entries_ if each.source_kind == "defect"]
    return {each.id: each for each in db.session.scalars(select(Defect).where(Defect.id.in_(wanted)))}


def of_source(source_kind: str, source_id: str) -> Select[CreditEntry]:
    """Return the entries a source gave."""
    return select(CreditEntry).where(
        CreditEntry.source_kind == source_kind, CreditEntry.source_id == source_id
    )


def unopposed(day: date) -> Select[CreditEntry]:
    """Return the proposed entries whose time to object has passed."""
    stmt = select(CreditEntry).where(CreditEntry.state == "proposed", CreditEntry.object_by < day)
    return stmt.order_by(CreditEntry.id).with_for_update(skip_locked=True, of=CreditEntry)


def late_until(defect: Defect, at: datetime) -> datetime:
    """Return up to when a ticket was late: its fix while that stands, else `at`."""
    fixed = defect.state in ("rectified", "closed") and defect.rectified_at is not None
    return defect.rectified_at if fixed and defect.rectified_at else at
