"""Scores of any day, from what stood on it, and what they weigh in a draw."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from inspect_app.core.calendar import end_of_day
from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.credit.models import Blacklisting, CreditEntry
from inspect_app.credit.queries.scope import usable
from inspect_app.credit.rules import blacklist
from inspect_app.credit.rules.catalogue import TENTHS
from inspect_app.credit.rules.life import COUNTS
from inspect_app.credit.rules.score import Item, Score, replay
from inspect_app.inspections.rules.draw_weights import Risk
from inspect_app.projects.models import ProjectParty


def entries(party_id: str, on: date) -> Select[CreditEntry]:
    """Return the entries of a party that may be used on a day, newest first."""
    stmt = select(CreditEntry).options(joinedload(CreditEntry.project))
    return stmt.where(CreditEntry.party_id == party_id, usable(on)).order_by(
        CreditEntry.occurred_on.desc(), CreditEntry.id.desc()
    )


def items(party_ids: Collection[str], on: date) -> dict[str, list[Item]]:
    """Return what counts for each party on a day, as the entries stand; only what has happened and not expired."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    one = CreditEntry
    # Columns alone: ten thousand entries are read without ten thousand objects of the database's own.
    columns = select(
        one.party_id, one.id, one.event, one.tenths, one.occurred_on, one.expires_on, one.rule
    ).where(one.party_id.in_(party_ids), one.state.in_(COUNTS), one.occurred_on <= on, one.expires_on > on)
    for party_id, key, code, tenths, occurred, expires, rule in db.session.execute(columns):
        found[party_id].append(Item(key, code, tenths, occurred, expires, rule))
    return found


def scores(party_ids: Collection[str], on: date) -> dict[str, Score]:
    """Return today's scores of parties, from the entries as they stand."""
    found = items(party_ids, on)
    return {key: replay(found.get(key, ()), on) for key in party_ids}


def score_on(party_id: str, on: date) -> Score:
    """Return the score of a party on any day, replayed from the journal as it stood at the end of that day."""
    stmt = select(CreditEntry).where(
        CreditEntry.party_id == party_id, CreditEntry.occurred_on <= on, CreditEntry.expires_on > on
    )
    known = {each.id: each for each in db.session.scalars(stmt)}
    acts = select(Entry).where(
        Entry.thing_kind == "credit", Entry.thing_id.in_(known), Entry.at < end_of_day(on)
    )
    states = _as_it_stood(db.session.scalars(acts.order_by(Entry.seq)))
    stood = [
        replace(known[key].item, tenths=tenths) for key, (state, tenths) in states.items() if state in COUNTS
    ]
    return replay(stood, on)


def _as_it_stood(happened: Iterable[Entry]) -> dict[str, tuple[str, int]]:
    states: dict[str, tuple[str, int]] = {}
    for each in happened:
        states[each.thing_id] = (each.data["to"], round(each.data["points"] * TENTHS))
    return states


def listed(party_ids: Collection[str], on: date) -> set[str]:
    """Return those of the parties that are on the blacklist on a day."""
    on_it = (
        Blacklisting.state.in_(blacklist.ON),
        Blacklisting.party_id.in_(party_ids),
        Blacklisting.until >= on,
    )
    return set(db.session.scalars(select(Blacklisting.party_id).where(*on_it)))


def risks(project_ids: Collection[str], on: date) -> dict[str, Risk]:
    """Return what the credit of its contractor weighs for each project in a draw; a veto counts as listed."""
    built = select(ProjectParty.project_id, ProjectParty.party_id).where(ProjectParty.role == "contractor")
    wanted = set(project_ids)
    firms = {row.project_id: row.party_id for row in db.session.execute(built) if row.project_id in wanted}
    found, on_list = scores(set(firms.values()), on), listed(set(firms.values()), on)
    return {
        key: Risk(
            found[firm].grade.letter, listed=found[firm].vetoed_by is not None or firm in on_list
        )
        for key, firm in firms.items()
    }  # fmt: skip
