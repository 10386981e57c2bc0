"""Reads of the outbox and of webhooks: what is due, what was given up, who listens."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Delete, Select, delete, func, or_, select
from sqlalchemy.orm import joinedload

from inspect_app.core.db import db
from inspect_app.defects.queries import living_links
from inspect_app.messages.models import Delivery, Hook
from inspect_app.messages.rules.life import DELIVERY
from inspect_app.messages.rules.sending import BATCH

#: how the keys of letters begin that bring the link of a ticket; its id comes next
LINK_KEY = "ticket:"
STATES = tuple(each.name for each in DELIVERY.states)


def outbox(state: str = "dead", channel: str = "") -> Select[Delivery]:
    """Return the letters of a state, the newest first; address and text stay sealed."""
    stmt = select(Delivery).options(joinedload(Delivery.person), joinedload(Delivery.hook))
    if state in STATES:
        stmt = stmt.where(Delivery.state == state)
    if channel:
        stmt = stmt.where(Delivery.channel == channel)
    return stmt.order_by(Delivery.made_at.desc(), Delivery.id.desc())


def one(delivery_id: str) -> Select[Delivery]:
    """Return the query for one letter."""
    return select(Delivery).where(Delivery.id == delivery_id)


def tally() -> dict[tuple[str, str], int]:
    """Return how many letters there are by way and state."""
    stmt = select(Delivery.channel, Delivery.state, func.count()).group_by(Delivery.channel, Delivery.state)
    return {(channel, state): count for channel, state, count in db.session.execute(stmt)}


def due(at: datetime) -> Select[Delivery]:
    """Return what is to be sent now and nobody holds, the longest due first, a batch at a time."""
    free = or_(Delivery.held_until.is_(None), Delivery.held_until <= at)
    stmt = select(Delivery).where(Delivery.state == "waiting", Delivery.due_at <= at, free)
    return (
        stmt.order_by(Delivery.due_at, Delivery.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Delivery)
    )


def due_whole(at: datetime) -> Select[Delivery]:
    """Return what is due with its person and its webhook, as they are asked for each letter."""
    return due(at).options(joinedload(Delivery.person), joinedload(Delivery.hook))


def ended_links(keys: Iterable[str], at: datetime) -> set[str]:
    """Return which of these letters bring a ticket's link, or its code, that opens nothing any more."""
    of_link = {key: key.split(":")[1] for key in keys if key.startswith(LINK_KEY)}
    if not of_link:
        return set()
    living = {each.id for each in db.session.scalars(living_links(list(of_link.values()), at))}
    return {key for key, link_id in of_link.items() if link_id not in living}


def over(before: datetime) -> Delete:
    """Return what deletes the letters that have stood sent or given up since before a moment."""
    return delete(Delivery).where(Delivery.state != "waiting", Delivery.made_at < before)


def waiting_about(about: str) -> Select[Delivery]:
    """Return the letters that wait about something."""
    stmt = select(Delivery).where(Delivery.about == about, Delivery.state == "waiting")
    return stmt.order_by(Delivery.id).with_for_update(of=Delivery)


def hooks() -> Select[Hook]:
    """Return the webhooks that stand, by name."""
    stmt = select(Hook).options(joinedload(Hook.project)).where(Hook.ended_at.is_(None))
    return stmt.order_by(Hook.name, Hook.id)


def hook(hook_id: str) -> Select[Hook]:
    """Return the query for one webhook that stands."""
    return select(Hook).where(Hook.id == hook_id, Hook.ended_at.is_(None))


def listening(topic: str, project_id: str) -> list[Hook]:
    """Return the webhooks that want acts of a topic on a project."""
    near = or_(Hook.project_id.is_(None), Hook.project_id == project_id)
    found = db.session.scalars(select(Hook).where(Hook.ended_at.is_(None), near).order_by(Hook.id))
    return [each for each in found if topic in each.topics]
