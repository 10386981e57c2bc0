"""The doors of the service as the edge knocks at them: readings, checklists, photos, log-ins, dead letters."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from devices import topics
from devices.callout import Grant
from devices.codecs import Photo, Readings, Submission, Unreadable, decode
from devices.message import Message
from devices.topics import BadTopic, Topic
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import store_photo
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import refused_words
from inspect_app.identity.models import Person
from inspect_app.identity.queries import actor_of
from inspect_app.inspections.actions import submit
from inspect_app.inspections.queries import one
from inspect_app.readings import actions, queries
from inspect_app.readings.actions import Sample
from inspect_app.readings.queries import LogIn

log = logging.getLogger(__name__)
#: refusals that pass by themselves: the tablet hears nothing and sends again
_FOR_NOW = ("photos-missing", "busy", "changed-meanwhile")


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a message was not taken."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a tablet's message: a refusal or none, and the receipt it hears as (topic, bytes)."""

    unfit: Unfit | None = None
    receipt: tuple[str, bytes] | None = None


Content = Readings | Submission | Photo
_parse = lru_cache(65_536)(topics.parse)


def read(message: Message) -> tuple[Topic, Content] | Unfit:
    """Decode a message; whatever a stranger sent, the answer is its content or the reason there is none."""
    try:
        topic = _parse(message.topic)
        return topic, decode(topic.kind, topic, message.payload, int(message.received_at * 1000))
    except BadTopic as wrong:
        return Unfit("topic", str(wrong))
    except Unreadable as wrong:
        detail = ", ".join(f"{name}: {value}" for name, value in wrong.detail.items())
        return Unfit(wrong.rule, f"{wrong.field}" + (f" ({detail})" if detail else ""))
    except Exception as bug:
        log.exception("a codec failed")
        return Unfit("codec", repr(bug))


def samples(topic: Topic, readings: Readings) -> list[Sample]:
    """Return the values of a message as the service takes them."""
    site, device = topic.site, topic.device
    return [
        Sample(site, device, quantity, at, value, flag)
        for at, quantity, value, flag in readings.device_values
    ]


def record(batch: Sequence[Sample], at: datetime) -> tuple[actions.Refused, ...]:
    """Store samples in the caller's transaction; return those that were not taken."""
    return actions.record(batch, at=at).unknown


def bury(message: Message, unfit: Unfit) -> None:
    """Keep a message that was not taken, in the caller's transaction."""
    actions.keep_dead_letter(message.topic, message.payload, unfit.reason, unfit.detail, moment(message))


def of_tablet(topic: Topic, content: Submission | Photo, at: datetime) -> Outcome:
    """Take a tablet's checklist or photo in a transaction of its own, and say what it hears."""
    device = queries.device_named(topic.site, topic.device)
    if device is None or device.kind != "tablet":
        return Outcome(Unfit("device" if device is None else "kind"))
    try:
        with transaction():
            actions.tablet_seen(device.id, at=at)
            told = _photo(content, at) if isinstance(content, Photo) else _submission(device, content, at)
    except Problem as problem:
        unfit = Unfit(problem.slug, f"{problem.words('en')} {json.dumps(problem.field_words('en'))}")
        return Outcome(
            unfit, None if problem.slug in _FOR_NOW else _receipt(topic, _refusal(content, problem))
        )
    return Outcome(receipt=_receipt(topic, told))


def _photo(photo: Photo, at: datetime) -> dict[str, Any]:
    name = store_photo(photo.data)
    return {"id": name, "status": "received", "content": name, "at": at.isoformat()}


def _submission(device: LogIn, submission: Submission, at: datetime) -> dict[str, Any]:
    if device.roams:
        return asdict(submit(_carrier(device, submission), submission.as_dict(), at=at, device_id=device.id))
    person = device.person_id and device.person_name
    actor = Actor("person", device.person_id, person) if person else Actor("device", device.id, device.device)
    project = device.project_id
    return asdict(submit(actor, submission.as_dict(), at=at, device_id=device.id, project_id=project))


def _carrier(device: LogIn, submission: Submission) -> Actor:
    """Return the person who carries this tablet; what it sends is asked of their roles now, not of its topic."""
    person = db.session.get(Person, device.person_id) if device.person_name else None
    actor = actor_of(person) if person else None
    visit = db.session.scalar(one(actor, submission.visit)) if actor else None
    if actor is None or visit is None or not may(actor, "submission.receive", visit):
        raise Problem("forbidden", verb=refused_words("submission.receive"))
    return actor


def _refusal(content: Submission | Photo, problem: Problem) -> dict[str, Any]:
    # Never signed: a signature stands for "received".
    told = {"slug": problem.slug, "title": problem.words("zh"), "errors": problem.field_words("zh")}
    if isinstance(content, Photo):
        return {"id": content.sha256, "status": "refused", "content": content.sha256, "problem": told}
    whole = content.content()
    return {"id": content.id, "status": "refused", "content": whole, "problem": told}


def _receipt(topic: Topic, told: dict[str, Any]) -> tuple[str, bytes]:
    address = topics.build(topic.site, topic.device, topics.RECEIPT)
    return address, json.dumps(told, ensure_ascii=False).encode()


def log_in(name: str, secret: str) -> Grant | None:
    """Return what a device may publish and hear, None when the registry does not know it."""
    found = queries.device_login(name, secret)
    if found is None:
        return None
    tablet = found.kind == "tablet"
    return Grant(
        topics.publish_allow(found.site, found.device, tablet=tablet),
        topics.subscribe_allow(found.site, found.device, tablet=tablet),
    )


def moment(message: Message) -> datetime:
    """Return when a message arrived here."""
    return datetime.fromtimestamp(message.received_at, UTC)
