"""The doors of the service as the edge knocks at them: readings, checklists, photos, log-ins, dead letters."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from devices import porch, topics
from devices.codecs import Photo, Readings, Status, Unreadable, decode, native
from devices.message import Message
from devices.porch import Ask
from devices.topics import BadTopic, Topic
from inspect_app.core.db import transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import store_photo
from inspect_app.core.later import later
from inspect_app.readings import actions, queries
from inspect_app.readings.actions import Sample
from inspect_app.readings.queries import LogIn
from inspect_app.readings.rules.profiles import WITH_UNIT
from inspect_app.sensorthings.actions import observe
from inspect_app.sensorthings.rules.observations import parse_observation

if TYPE_CHECKING:
    from devices import filing
    from devices.codecs.checklist import Submission
else:
    filing = later("devices.filing")

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


@dataclass(frozen=True, slots=True)
class Observed:
    """An Observation for a Datastream, as it came."""

    datastream: int
    body: bytes


Content: TypeAlias = "Readings | Submission | Photo | Status | Ask | Observed"
#: of whom a request to be registered is, before it is: nobody yet
_NOBODY = Topic("", "", "")
_parse = lru_cache(65_536)(topics.parse)


class Plain(NamedTuple):
    """A message as nearly all are, of one sample without flags: who, when (ms since 1970), and the values."""

    topic: Topic
    at_ms: int
    values: dict[str, float]


def skim(message: Message) -> Plain | tuple[Topic, Content] | Unfit:
    """Decode a message, the usual ones on a short way; the rest is as `read` says."""
    try:
        topic = _parse(message.topic)
    except BadTopic:
        return read(message)
    found = native.plain(message.payload) if topic.kind == topics.TELEMETRY else None
    return read(message) if found is None else Plain(topic, *found)


def read(message: Message) -> tuple[Topic, Content] | Unfit:
    """Decode a message; whatever a stranger sent, the answer is its content or the reason there is none."""
    if back := topics.answer_to(message.topic):
        return _NOBODY, Ask(message.payload, back)
    if (key := topics.datastream(message.topic)) is not None:
        return Topic("", str(key), topics.OBSERVATIONS), Observed(key, message.payload)
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
    """Return the values of a message as the service takes them, each name with its unit where the device told one."""
    site, device = topic.site, topic.device
    if readings.units:
        told = {name: f"{name}{WITH_UNIT}{unit}" for name, unit in readings.units.items()}
        return [
            Sample(site, device, told.get(quantity, quantity), at, value, flag)
            for at, quantity, value, flag in readings.device_values
        ]
    return [
        Sample(site, device, quantity, at, value, flag)
        for at, quantity, value, flag in readings.device_values
    ]


def gather(at: datetime, *, from_memory: bool) -> actions.Gathering:
    """Return an empty gathering for the caller's transaction."""
    return actions.gather(at, from_memory=from_memory)


def quick(gathering: actions.Gathering, plain: Plain) -> bool:
    """Gather a plain message of a device that is known well; False for any that needs a closer look."""
    topic, at_ms, values = plain
    return gathering.quick(actions.lines_of(gathering.book, topic.site, topic.device), at_ms, values)


def settle(
    gathering: actions.Gathering, closer: Sequence[Sample], at: datetime
) -> tuple[actions.Refused, ...]:
    """Store what was gathered and these samples besides; return those that were not taken."""
    if closer:
        actions.gather_closely(gathering, closer, at=at)
    return actions.keep_gathered(gathering).unknown


def record(batch: Sequence[Sample], at: datetime) -> tuple[actions.Refused, ...]:
    """Store samples in the caller's transaction; return those that were not taken."""
    return actions.record(batch, at=at).unknown


def bury(message: Message, unfit: Unfit) -> None:
    """Keep a message that was not taken, in the caller's transaction."""
    actions.keep_dead_letter(message.topic, message.payload, unfit.reason, unfit.detail, moment(message))


def of_tablet(topic: Topic, content: "Submission | Photo | Status | Ask | Observed", at: datetime) -> Outcome:
    """Take a tablet's checklist or photo, or a device's status, Observation or request to be registered, in a
    transaction of its own, and say what it hears.
    """
    if isinstance(content, Ask):
        return Outcome(receipt=porch.answer(content, at))
    if isinstance(content, Observed):
        return _observed(content, at)
    device = queries.device_named(topic.site, topic.device)
    if isinstance(content, Status):
        return _status(device, content, at)
    if device is None or device.kind != "tablet":
        return Outcome(Unfit("device" if device is None else "kind"))
    try:
        with transaction():
            actions.tablet_seen(device.id, at=at)
            told = (
                _photo(content, at) if isinstance(content, Photo) else filing.submission(device, content, at)
            )
    except Problem as problem:
        return Outcome(
            _why(problem), None if problem.slug in _FOR_NOW else _receipt(topic, _refusal(content, problem))
        )
    return Outcome(receipt=_receipt(topic, told))


def _why(problem: Problem) -> Unfit:
    return Unfit(problem.slug, f"{problem.words('en')} {json.dumps(problem.field_words('en'))}")


def _observed(observed: Observed, at: datetime) -> Outcome:
    """Take an Observation as by HTTP; whose Datastream it is was the broker's to ask."""
    try:
        with transaction():
            observe(queries.channel_numbered(observed.datastream), parse_observation(observed.body), at=at)
    except Problem as problem:
        return Outcome(_why(problem))
    return Outcome()


def _status(device: LogIn | None, status: Status, at: datetime) -> Outcome:
    if device is None or device.kind == "tablet":
        return Outcome(Unfit("device" if device is None else "kind"))
    with transaction():
        session = status.session
        actions.tell_presence(device.id, online=status.online, at_ms=status.at_ms, at=at, session=session)
    return Outcome()


def _photo(photo: Photo, at: datetime) -> dict[str, Any]:
    name = store_photo(photo.data)
    return {"id": name, "status": "received", "content": name, "at": at.isoformat()}


def _refusal(content: "Submission | Photo", problem: Problem) -> dict[str, Any]:
    # Never signed: a signature stands for "received".
    told = {"slug": problem.slug, "title": problem.words("zh"), "errors": problem.field_words("zh")}
    if isinstance(content, Photo):
        return {"id": content.sha256, "status": "refused", "content": content.sha256, "problem": told}
    whole = content.content()
    return {"id": content.id, "status": "refused", "content": whole, "problem": told}


def _receipt(topic: Topic, told: dict[str, Any]) -> tuple[str, bytes]:
    address = topics.build(topic.site, topic.device, topics.RECEIPT)
    return address, json.dumps(told, ensure_ascii=False).encode()


def moment(message: Message) -> datetime:
    """Return when a message arrived here."""
    return datetime.fromtimestamp(message.received_at, UTC)
