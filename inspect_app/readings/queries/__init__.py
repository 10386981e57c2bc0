"""Reads of devices, curves, alarms, limits and dead letters, within what the actor may see."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.identity.queries import as_now
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project
from inspect_app.readings.models import Channel, ColdMonth, DeadLetter, Device, Head, Limit
from inspect_app.readings.queries.alarms import alarm as alarm
from inspect_app.readings.queries.alarms import alarms as alarms
from inspect_app.readings.queries.alarms import alarms_of as alarms_of
from inspect_app.readings.queries.alarms import changed_alarms as changed_alarms
from inspect_app.readings.queries.health import SILENT_MS
from inspect_app.readings.queries.lives import heard_again as heard_again
from inspect_app.readings.queries.lives import newly_overdue as newly_overdue
from inspect_app.readings.queries.lives import place_at as place_at
from inspect_app.readings.queries.log_ins import LogIn as LogIn
from inspect_app.readings.queries.log_ins import channel_numbered as channel_numbered
from inspect_app.readings.queries.log_ins import channel_numbers as channel_numbers
from inspect_app.readings.queries.log_ins import device_fingerprints as device_fingerprints
from inspect_app.readings.queries.log_ins import device_login as device_login
from inspect_app.readings.queries.log_ins import device_named as device_named
from inspect_app.readings.queries.log_ins import registry_version as registry_version
from inspect_app.readings.queries.log_ins import spoken_for as spoken_for
from inspect_app.readings.queries.log_ins import username as username
from inspect_app.readings.queries.profiles import profile as profile
from inspect_app.readings.queries.profiles import profiles as profiles
from inspect_app.readings.queries.profiles import profiles_in_force as profiles_in_force
from inspect_app.readings.queries.profiles import suspicions as suspicions
from inspect_app.readings.queries.provisioning import anything_to_provision as anything_to_provision
from inspect_app.readings.queries.provisioning import provisioning_key as provisioning_key
from inspect_app.readings.queries.provisioning import provisioning_keys as provisioning_keys
from inspect_app.readings.queries.sight import sighted as sighted
from inspect_app.readings.queries.sight import taken as taken
from inspect_app.readings.queries.trust import newest_reasons
from inspect_app.readings.rules.grades import worst
from inspect_app.readings.rules.quantities import stale_after_ms


@dataclass(frozen=True, slots=True)
class Newest:
    """A channel with its newest reading; `missing` says that none came for too long."""

    channel: Channel
    head: Head
    missing: bool
    #: why it is less than trusted (keys of grades.REASONS), the gravest first
    reasons: list[str]

    @property
    def grade(self) -> str:
        """Return its grade: a key of GRADES."""
        return worst(self.reasons)


def devices(actor: Actor, project_id: str) -> Select[Device]:
    """Return the devices of a project the actor may see, with their channels."""
    stmt = select(Device).join(Device.project).where(Project.id == project_id, sighted(actor))
    return stmt.options(contains_eager(Device.project), selectinload(Device.channels)).order_by(Device.name)


def gateways(project_id: str) -> list[Device]:
    """Return the standing gateways of a project, behind which a device may be registered."""
    standing = Device.project_id == project_id, Device.kind == "gateway", Device.state != "retired"
    return list(db.session.scalars(select(Device).where(*standing).order_by(Device.name)))


def device(actor: Actor, device_id: str) -> Select[Device]:
    """Return the query for one device the actor may see."""
    stmt = (
        select(Device).join(Device.project).where(Device.id == device_id, or_(sighted(actor), taken(actor)))
    )
    return stmt.options(
        contains_eager(Device.project), selectinload(Device.channels), joinedload(Device.person),
        joinedload(Device.element), joinedload(Device.gateway), selectinload(Device.behind),
    )  # fmt: skip


def newly_silent(at: datetime) -> Select[Device]:
    """Return the devices in use that were not heard for half an hour and three of their own paces."""
    pace = (
        select(func.coalesce(func.max(Head.every_ms), 0))
        .join(Channel, Channel.id == Head.channel_id)
        .where(Channel.device_id == Device.id)
        .scalar_subquery()
    )
    now_ms = int(at.timestamp() * 1000)
    told = func.coalesce(Device.silent_ms, -1)
    return select(Device).where(
        Device.state == "active",
        Device.kind != "tablet",
        Device.heard_ms < now_ms - SILENT_MS,
        Device.heard_ms < now_ms - 3 * pace,
        told < Device.heard_ms,
    )


def channels_of(project_id: str) -> Select[Channel]:
    """Return the channels of a project's standing devices with their newest values."""
    stmt = (
        select(Channel).join(Channel.device).where(Device.project_id == project_id, Device.state != "retired")
    )
    return stmt.options(contains_eager(Channel.device)).order_by(Device.name, Channel.quantity)


def channel(actor: Actor, channel_id: str) -> Select[Channel]:
    """Return the query for one channel the actor may see; a name that is no number finds none."""
    number = int(channel_id) if channel_id.isascii() and channel_id.isdigit() and len(channel_id) < 19 else -1
    stmt = (
        select(Channel).join(Channel.device).join(Device.project)
        .where(Channel.id == number, or_(sighted(actor), taken(actor)))
    )  # fmt: skip
    return stmt.options(contains_eager(Channel.device).contains_eager(Device.project))


def newest(project_id: str, at: datetime) -> list[Newest]:
    """Return the newest value of each channel of a project, and whether its data are missing."""
    now_ms = int(at.timestamp() * 1000)
    found = []
    listed = db.session.scalars(channels_of(project_id)).all()
    reasons = newest_reasons(listed)
    for one in listed:
        head = one.head
        missing = head.at_ms < 0 or now_ms - head.at_ms > stale_after_ms(head.every_ms)
        missing = missing or head.received_ms <= (one.device.offline_ms or -1)
        found.append(Newest(one, head, missing, reasons.get(one.id, [])))
    return found


def limits(actor: Actor, project_id: str) -> Select[Limit]:
    """Return the limits somebody set for a project the actor may see, or for all, the standing ones first."""
    mine = select(Limit).where((Limit.project_id == project_id) | Limit.project_id.is_(None))
    seen = select(Project.id).where(Project.id == project_id, sighted(actor)).exists()
    return mine.where(seen).order_by(Limit.until.is_not(None), Limit.quantity, Limit.since.desc())


def limit(actor: Actor, limit_id: str) -> Select[Limit]:
    """Return the query for one limit of a project the actor may see."""
    stmt = select(Limit).join(Limit.project).where(Limit.id == limit_id, sighted(actor))
    return stmt.options(contains_eager(Limit.project))


def months(actor: Actor) -> Select[ColdMonth]:
    """Return the cold files of the sites an actor may see, the newest month first."""
    stmt = (
        select(ColdMonth)
        .join(ColdMonth.project)
        .where(sighted(actor))
        .options(contains_eager(ColdMonth.project))
    )
    return stmt.order_by(ColdMonth.month.desc(), Project.name, ColdMonth.part, ColdMonth.id)


def letters(state: str = "") -> Select[DeadLetter]:
    """Return the dead letters, the newest first."""
    stmt = select(DeadLetter).order_by(DeadLetter.last_at.desc(), DeadLetter.id)
    return stmt.where(DeadLetter.state == state) if state else stmt


def letter(actor: Actor, letter_id: str) -> Select[DeadLetter]:
    """Return the query for one dead letter; only an administrator finds it."""
    seen = actor.has("admin") or actor.kind == "system"
    return select(DeadLetter).where(DeadLetter.id == (letter_id if seen else ""))


def still_sees(actor: Actor, project_id: str, device_id: str = "") -> bool:
    """Say whether the readings of a project, or of one device, may still be seen by somebody who has seen them before."""
    who = as_now(actor)
    if device_id:
        one = db.session.scalar(device(who, device_id)) if who else None
        return who is not None and one is not None and may(who, "reading.read", one)
    project = db.session.scalar(projects.one(who, project_id)) if who else None
    return who is not None and project is not None and may(who, "reading.read", project)
