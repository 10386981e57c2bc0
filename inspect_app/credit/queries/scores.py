"""Scores of any day, from what stood on it, and what they weigh in a draw."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

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
    return scores_on((party_id,), on)[party_id]


def scores_on(party_ids: Collection[str], on: date) -> dict[str, Score]:
    """Return the scores of parties on any day as they stood at its end: two queries, however many they are."""
    one, stood = CreditEntry, defaultdict[str, list[Item]](list)
    theirs = one.party_id.in_(party_ids), one.occurred_on <= on, one.expires_on > on
    acts = select(Entry.thing_id, Entry.data).where(
        Entry.thing_kind == "credit", Entry.thing_id.in_(select(one.id).where(*theirs)), Entry.at < end_of_day(on)
    )  # fmt: skip
    states = _as_it_stood(db.session.execute(acts.order_by(Entry.seq)))
    columns = select(one.party_id, one.id, one.event, one.occurred_on, one.expires_on, one.rule).where(
        *theirs
    )
    for party_id, key, code, occurred, expires, rule in db.session.execute(columns):
        state, tenths = states.get(key, ("", 0))
        if state in COUNTS:
            stood[party_id].append(Item(key, code, tenths, occurred, expires, rule))
    return {key: replay(stood.get(key, ()), on) for key in party_ids}


def _as_it_stood(happened: Iterable[Any]) -> dict[str, tuple[str, int]]:
    return {thing_id: (data["to"], round(data["points"] * TENTHS)) for thing_id, data in happened}


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
