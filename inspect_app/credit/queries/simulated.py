"""What a draft of the catalogue is tried on: what counts today, with its division and the days late behind it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, select

from inspect_app.core.calendar import start_of_day
from inspect_app.core.db import db
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.queries.entries import late_until
from inspect_app.credit.rules.catalogue import days_late, of_version
from inspect_app.credit.rules.life import COUNTS
from inspect_app.credit.rules.score import Item
from inspect_app.credit.rules.simulation import Weighed, days_behind
from inspect_app.defects.models import Defect
from inspect_app.projects.models import Project


def weighed(party_ids: Collection[str], on: date) -> dict[str, list[Weighed]]:
    """Return what counts for each party on a day: two queries, however much it is."""
    one, found = CreditEntry, defaultdict[str, list[Weighed]](list)
    counts = one.party_id.in_(party_ids), one.state.in_(COUNTS), one.occurred_on <= on, one.expires_on > on
    tickets = _days_of_tickets(counts, on)
    columns = select(
        one.party_id, one.id, one.event, one.tenths, one.occurred_on, one.expires_on, one.rule, Project.region
    ).join(one.project).where(*counts)  # fmt: skip
    for party_id, key, code, tenths, occurred, expires, rule, region in db.session.execute(columns):
        behaviour = of_version(code, rule)
        days = days_behind(behaviour, tenths)
        if behaviour is not None and tenths == behaviour.least:
            # At the floor the points tell no more: the ticket still knows how late it was.
            days = max(days, tickets.get(key, 0))
        found[party_id].append(Weighed(Item(key, code, tenths, occurred, expires, rule), region, days))
    return found


def _days_of_tickets(counts: Collection[ColumnElement[bool]], on: date) -> dict[str, int]:
    # One put right by hand keeps the days it was given.
    of_ticket = and_(CreditEntry.source_kind == "defect", CreditEntry.source_id == Defect.id)
    overdue = CreditEntry.event == "overdue_rectification", CreditEntry.corrects_id.is_(None)
    stmt = select(CreditEntry.id, Defect).join(Defect, of_ticket).where(*counts, *overdue)
    at = start_of_day(on)
    return {key: days_late(each.due_at, late_until(each, at)) for key, each in db.session.execute(stmt)}
