"""A person's choices: where letters go, by which ways, when not; and the secret address of the own calendar."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from inspect_app.core import journal, place
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.identity.models import Person
from inspect_app.messages import queries
from inspect_app.messages.actions.phones import new_ask, opens
from inspect_app.messages.actions.telling import put_out
from inspect_app.messages.models import Choice, PhoneAsk
from inspect_app.messages.rules import feed, phones, words
from inspect_app.messages.rules.events import TOPICS


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chooses; `ways` names the ways of each topic, an empty `email` that none goes there."""

    email: str
    phone: str
    wechat: str
    language: str
    quiet_from: time
    quiet_until: time
    ways: Mapping[str, Sequence[str]]


def choose(actor: Actor, wanted: Choices, *, at: datetime) -> Choice:
    """Keep what a person wants; addresses stay out of the journal. A new e-mail address is proved first."""
    choice = _own(actor)
    choice.phone, choice.wechat = wanted.phone, wanted.wechat
    if not wanted.email:
        choice.email = ""
    choice.language, choice.quiet_from, choice.quiet_until = (
        wanted.language,
        wanted.quiet_from,
        wanted.quiet_until,
    )
    choice.ways = {topic: list(wanted.ways.get(topic, ())) for topic in TOPICS}
    used = sorted({way for ways in choice.ways.values() for way in ways})
    quiet = f"{wanted.quiet_from:%H:%M}–{wanted.quiet_until:%H:%M}"
    journal.record(actor, "message.choose", _person(actor), at=at, data={"ways": used, "quiet": quiet})
    return choice


def ask_email(actor: Actor, email: str, *, at: datetime) -> PhoneAsk:
    """Send a code to an address that letters are to go to; until it is entered, none do."""
    made, code = new_ask(email, at=at)
    subject, body = words.email_code(code, int(phones.LIVES.total_seconds()) // 60)
    english = queries.choice(str(actor.id)).language == "en"
    put_out(
        f"code:{made.id}", "email", email, body[english], at=at, void_after=made.expires_at, about="email-code",
        subject=subject[english], person_id=str(actor.id),
    )  # fmt: skip
    journal.record(actor, "message.ask-email", _person(actor), at=at)
    return made


def prove_email(actor: Actor, ask: PhoneAsk | None, typed: str, *, at: datetime) -> bool:
    """Let letters go to an address whose code was entered; say whether it was the right one."""
    if not opens(ask, typed, at=at) or ask is None:
        return False
    choice = _own(actor)
    choice.email = ask.phone
    journal.record(actor, "message.prove-email", _person(actor), at=at)
    return True


def renew_feed(actor: Actor, *, at: datetime) -> Choice:
    """Give a person's calendar a new secret address; the one before opens nothing from here on."""
    choice = _own(actor)
    choice.feed_salt = secrets.token_hex(16)
    choice.feed_seal = feed.seal(feed.token_of(choice.person_id, choice.feed_salt, place.secret()))
    journal.record(actor, "message.renew-feed", _person(actor), at=at)
    return choice


def _own(actor: Actor) -> Choice:
    choice = queries.choice(str(actor.id))
    db.session.add(choice)
    return choice


def _person(actor: Actor) -> Person:
    return db.session.get_one(Person, actor.id)
