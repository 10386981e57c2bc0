"""Notes that a person has read what they were told: proof that it was served."""

from datetime import datetime

from sqlalchemy import update

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.identity.models import Person
from inspect_app.messages import queries
from inspect_app.messages.models import Message


def read(actor: Actor, message: Message, *, at: datetime) -> Message:
    """Note that a message was read; reading it again changes nothing."""
    if message.read_at is None:
        message.read_at = at
        data = {"entry_seq": message.entry_seq, "title": message.title}
        journal.record(actor, "message.read", message, at=at, data=data)
    return message


def read_all(actor: Actor, *, at: datetime) -> int:
    """Note that a person has read all their messages; return how many were not."""
    count = queries.unread(actor)
    if count:
        unread = Message.person_id == actor.id, Message.read_at.is_(None)
        db.session.execute(update(Message).where(*unread).values(read_at=at))
        person = db.session.get_one(Person, actor.id)
        journal.record(actor, "message.read-all", person, at=at, data={"count": count})
    return count
