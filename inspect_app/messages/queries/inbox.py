"""Reads of a person's own messages and choices."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, select

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.messages.models import Choice, Message
from inspect_app.messages.rules.sending import NIGHT


def inbox(actor: Actor, *, unread_only: bool = False, topic: str = "") -> Select[Message]:
    """Return a person's messages, the newest first."""
    stmt = select(Message).where(Message.person_id == actor.id)
    if unread_only:
        stmt = stmt.where(Message.read_at.is_(None))
    if topic:
        stmt = stmt.where(Message.topic == topic)
    return stmt.order_by(Message.at.desc(), Message.id.desc())


def message(actor: Actor, message_id: str) -> Select[Message]:
    """Return the query for one message of the person's own."""
    return select(Message).where(Message.id == message_id, Message.person_id == actor.id)


def unread(actor: Actor) -> int:
    """Return how many messages a person has not read."""
    stmt = select(func.count()).where(Message.person_id == actor.id, Message.read_at.is_(None))
    return db.session.scalar(stmt) or 0


def recent(actor: Actor, since: datetime) -> Select[Message]:
    """Return what came to a person from a moment on, the newest first."""
    return inbox(actor).where(Message.at >= since)


def choice(person_id: str) -> Choice:
    """Return what a person has chosen, or what holds for whoever has chosen nothing (not stored)."""
    return db.session.get(Choice, person_id) or _unchosen(person_id)


def choices_of(person_ids: Collection[str]) -> dict[str, Choice]:
    """Return what each of these people has chosen, or what holds for whoever has chosen nothing."""
    kept = db.session.scalars(select(Choice).where(Choice.person_id.in_(person_ids)))
    return {**{each: _unchosen(each) for each in person_ids}, **{each.person_id: each for each in kept}}


def _unchosen(person_id: str) -> Choice:
    return Choice(
        person_id=person_id, email="", phone="", wechat="", language="zh", quiet_from=NIGHT.begins,
        quiet_until=NIGHT.ends, ways={}, feed_salt="", feed_seal=None,
    )  # fmt: skip
