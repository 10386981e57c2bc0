"""Tells people and webhooks of an act: a line in the inbox, and letters in the outbox, each put there once."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from inspect_app.complaints.models import Complaint
from inspect_app.core import place
from inspect_app.core.db import insert_ignore
from inspect_app.core.ids import uuid7
from inspect_app.core.journal import Entry
from inspect_app.core.listening import topic
from inspect_app.identity.models import Person
from inspect_app.messages import queries
from inspect_app.messages.models import Choice, Delivery, Message
from inspect_app.messages.queries import Thing
from inspect_app.messages.rules import phones, signing, words
from inspect_app.messages.rules.events import (
    EVENTS,
    OF_A_DISPUTE,
    ON_ITS_CLAIM,
    TO_THE_RESIDENT,
    Event,
    is_urgent,
)
from inspect_app.messages.rules.life import CHANNELS, CHOSEN_WITHOUT_ASKING, DELIVERY, WEBHOOK
from inspect_app.messages.rules.sending import NIGHT, Quiet, held_until


def tell(entry: Entry, thing: Thing, *, at: datetime) -> int:
    """Tell everybody an act concerns; return how many were not told yet."""
    event = EVENTS[entry.verb]
    urgent = is_urgent(event, thing.severity)
    people = queries.concerned(event, thing, entry.actor_id, str(entry.data.get("told_party_id") or ""))
    new = insert_ignore(Message, *(_line(each, event, entry, thing, urgent, at) for each in people))
    choices = queries.choices_of([each.id for each in people])
    letters = [
        letter
        for each in people
        for letter in _letters(each, choices[each.id], event, entry, thing, urgent, at)
    ]
    insert_ignore(Delivery, *letters)
    return new


def _line(
    person: Person, event: Event, entry: Entry, thing: Thing, urgent: bool, at: datetime
) -> dict[str, Any]:
    return {
        "id": uuid7(), "person_id": person.id, "entry_seq": entry.seq, "topic": event.topic, "verb": event.verb,
        "title": _title(thing), "place": thing.project.name[:200], "url": thing.url, "urgent": urgent, "at": at,
        "read_at": None,
    }  # fmt: skip


def _letters(
    person: Person, choice: Choice, event: Event, entry: Entry, thing: Thing, urgent: bool, at: datetime
) -> Iterator[dict[str, Any]]:
    """Yield a person's letters by the ways they chose."""
    quiet, english = Quiet(choice.quiet_from, choice.quiet_until), choice.language == "en"
    url, told = f"{place.address()}{thing.url}", (event.zh, event.en)
    targets = {
        "email": choice.email,
        "sms": choice.phone or phones.normal(person.phone),
        "wechat": choice.wechat,
    }
    for channel in choice.ways.get(event.topic, CHOSEN_WITHOUT_ASKING):
        if channel not in CHANNELS or not targets[channel]:
            continue
        if channel == "email":
            text = words.body(told, _title(thing), thing.project.name, url)[english]
        else:
            text = words.short(told, _title(thing), url)[english]
        yield _letter(
            f"entry:{entry.seq}:{person.id}:{channel}", channel, targets[channel], text, at=at,
            due_at=held_until(at, quiet, urgent), about=_about(event.verb, thing), person_id=person.id,
            subject=words.subject(told, _title(thing))[english],
        )  # fmt: skip


def _title(thing: Thing) -> str:
    return " ".join(part for part in (thing.number, thing.title) if part)[:200]


def _about(verb: str, thing: Thing) -> str:
    return f"{verb} {thing.number}".strip()[:120]


def tell_hooks(entry: Entry, thing: Thing, *, at: datetime) -> int:
    """Put an act out to every webhook that wants it; return to how many."""
    event = EVENTS[entry.verb]
    listening = queries.listening(event.topic, thing.project.id)
    if not listening:
        return 0
    data = {
        "verb": entry.verb, "kind": entry.thing_kind, "id": entry.thing_id, "number": thing.number or None,
        "project_id": thing.project.id, "zh": event.zh, "en": event.en, "url": f"{place.address()}{thing.url}",
        "actor_kind": entry.actor_kind,
    }  # fmt: skip
    body = signing.cloud_event(
        seq=entry.seq, verb=entry.verb, thing=(entry.thing_kind, entry.thing_id), at=entry.at,
        source=place.address(), data=data,
    ).decode()  # fmt: skip
    about = _about(event.verb, thing)
    thing_key, site = (entry.thing_kind, entry.thing_id), thing.project.site
    return sum(
        put_out(
            f"entry:{entry.seq}:{each.id}", WEBHOOK, topic(each.id, site, thing_key, entry.verb) if each.listens else "",
            body, at=at, about=about, hook_id=each.id,
        )
        for each in listening
    )  # fmt: skip


def tell_resident(entry: Entry, complaint: Complaint, *, at: datetime) -> int:
    """Put out to the resident of a case how far it is, by text message to the number it was filed with."""
    number = phones.normal(complaint.phone)
    if not number or complaint.erased_at is not None:
        return 0
    told = {**TO_THE_RESIDENT, **ON_ITS_CLAIM, **OF_A_DISPUTE}[entry.verb]
    return put_out(
        f"entry:{entry.seq}:resident", "sms", number,
        words.to_resident(complaint.number, told, place.address()),
        at=at, due_at=held_until(at, NIGHT, urgent=False), about=f"resident {complaint.number}",
    )  # fmt: skip


def put_out(key: str, channel: str, target: str, body: str, *, at: datetime, about: str, **more: Any) -> int:
    """Put a letter into the outbox, in the transaction of what it tells of; 0 when the same lies there already."""
    return insert_ignore(Delivery, _letter(key, channel, target, body, at=at, about=about, **more))


def _letter(
    key: str, channel: str, target: str, body: str, *, at: datetime, about: str, due_at: datetime | None = None,
    void_after: datetime | None = None, subject: str = "", person_id: str | None = None, hook_id: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    return {
        "id": uuid7(), "key": key, "channel": channel, "target": target, "body": body, "subject": subject,
        "about": about, "person_id": person_id, "hook_id": hook_id, "state": DELIVERY.initial, "made_at": at,
        "due_at": due_at or at, "void_after": void_after, "held_until": None, "tries": 0, "failure": "", "status": None, "took_ms": None,
        "sent_at": None, "dead_at": None,
    }  # fmt: skip
