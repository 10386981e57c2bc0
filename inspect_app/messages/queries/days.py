"""A person's days for a calendar: own tickets and visits by their day, and whatever rooms say waits with one."""

from datetime import datetime, timedelta

from sqlalchemy import select

from inspect_app.core import todo
from inspect_app.core.calendar import end_of_day, local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import LIABLE_ROLES
from inspect_app.identity.models import Person
from inspect_app.inspections import queries as inspections
from inspect_app.messages.models import Choice
from inspect_app.messages.rules.feed import Day, seal

MOST = 200
#: the working day's begin: a day without an hour stands in the calendar there
_MORNING = timedelta(hours=15)


def feed_owner(token: str) -> Person | None:
    """Return whose calendar a secret address is; nobody's when it was renewed or the account is closed."""
    stmt = select(Person).join(Choice, Choice.person_id == Person.id)
    return db.session.scalar(stmt.where(Choice.feed_seal == seal(token), Person.closed_at.is_(None)))


def days(actor: Actor, at: datetime) -> list[Day]:
    """Return what has a day for a person, the soonest first; only what their own pages show."""
    found = [*_tickets(actor), *_visits(actor, at), *_waiting(actor, at)]
    return sorted(found, key=lambda each: (each.at, each.key))


def _tickets(actor: Actor) -> list[Day]:
    mine = actor.party_ids(*LIABLE_ROLES)
    if not mine:
        return []
    stmt = defects.visible(actor).where(
        Defect.liable_party_id.in_(mine), Defect.state.in_(defects.UNFINISHED)
    )
    rows = db.session.scalars(stmt.order_by(Defect.due_at, Defect.id).limit(MOST))
    return [
        Day(f"defect-{each.id}", each.due_at, f"整改期限：{each.number} {each.title}", each.place, f"/defects/{each.id}")
        for each in rows
    ]  # fmt: skip


def _visits(actor: Actor, at: datetime) -> list[Day]:
    if not actor.has("inspector", "supervisor"):
        return []
    today = inspections.day(actor, local_day(at))
    return [
        Day(
            f"visit-{each.id}",
            end_of_day(each.due_on) - _MORNING,
            f"检查：{each.project.name}",
            each.project.address,
            f"/visits/{each.id}",
        )
        for each in [*today.late, *today.due, *today.ahead][:MOST]
    ]


def _waiting(actor: Actor, at: datetime) -> list[Day]:
    return [
        Day(f"todo{each.url.replace('/', '-')}", each.due_at, f"{each.what[0]}：{each.title[0]}", each.place, each.url)
        for each in todo.waiting(actor, at)
        if each.due_at is not None
    ]  # fmt: skip
