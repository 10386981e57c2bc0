"""Reads of devices, curves, alarms, limits and dead letters, within what the actor may see."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.identity.models import Person
from inspect_app.identity.queries import as_now, fingerprint
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight
from inspect_app.readings.models import Alarm, Channel, DeadLetter, Device, Head, Limit, Registry
from inspect_app.readings.permits import SEERS
from inspect_app.readings.rules.quantities import stale_after_ms

_SILENT_MS = 30 * 60_000
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class LogIn:
    """A device that showed its secret: whose topics it may use is the edge's business."""

    id: str
    site: str
    device: str
    kind: str
    state: str
    project_id: str
    person_id: str | None
    person_name: str | None
    #: it speaks for every site its person may inspect
    roams: bool = False


@dataclass(frozen=True, slots=True)
class Newest:
    """A channel with its newest reading; `missing` says that none came for too long."""

    channel: Channel
    head: Head
    missing: bool


def sighted(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Project that the actor may see its readings."""
    return in_sight(replace(actor, grants=tuple(each for each in actor.grants if each.role in SEERS)))


def username(site: str, device: str) -> str:
    """Return the log-in name of a device: `p17_dust-03`. Neither part may hold '_', so it reads back one way."""
    return f"{site}_{device}"


def device_login(name: str, secret: str) -> LogIn | None:
    """Return the device that this name and secret belong to; None for a wrong, unknown or retired one."""
    if not name.isprintable():
        return None  # no such name was ever given, and PostgreSQL takes no NUL in a question
    found = _log_in(*name.partition("_")[::2])
    if found is None or not hmac.compare_digest(found[0], fingerprint(secret)):
        return None
    return found[1]


def device_fingerprints(names: Iterable[str]) -> dict[str, str]:
    """Return the fingerprint of the secret each of these log-in names must show; a retired one has none."""
    wanted = [tuple(name.partition("_")[::2]) for name in sorted(names)]
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        stmt = (
            select(Project.site, Device.name, Device.secret_hash)
            .join(Device.project)
            .where(tuple_(Project.site, Device.name).in_(wanted[start : start + _AT_ONCE]))
            .where(Device.state != "retired")
        )
        found |= {username(site, name): secret_hash for site, name, secret_hash in db.session.execute(stmt)}
    return found


def registry_version() -> int:
    """Return what is another number as soon as any device, secret, channel or limit has changed."""
    return db.session.scalar(select(Registry.version)) or 0


def device_named(site: str, name: str) -> LogIn | None:
    """Return a device of a site that is not retired, however it came in."""
    found = _log_in(site, name)
    return found[1] if found else None


def _log_in(site: str, name: str) -> tuple[str, LogIn] | None:
    # Whose account is closed speaks no more: the tablet then speaks for itself.
    standing = Person.id == Device.person_id, Person.closed_at.is_(None)
    person = select(Person.name).where(*standing).scalar_subquery()
    known = (
        Device.id,
        Project.site,
        Device.name,
        Device.kind,
        Device.state,
        Project.id,
        Device.person_id,
        person,
        Device.roams,
    )
    stmt = (
        select(Device.secret_hash, *known)
        .join(Device.project)
        .where(Project.site == site, Device.name == name, Device.state != "retired")
    )
    row = db.session.execute(stmt).first()
    return (row[0], LogIn(*row[1:])) if row else None


def devices(actor: Actor, project_id: str) -> Select[Device]:
    """Return the devices of a project the actor may see, with their channels."""
    stmt = select(Device).join(Device.project).where(Project.id == project_id, sighted(actor))
    return stmt.options(contains_eager(Device.project), selectinload(Device.channels)).order_by(Device.name)


def device(actor: Actor, device_id: str) -> Select[Device]:
    """Return the query for one device the actor may see."""
    stmt = select(Device).join(Device.project).where(Device.id == device_id, sighted(actor))
    return stmt.options(
        contains_eager(Device.project), selectinload(Device.channels), joinedload(Device.person)
    )


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
        Device.heard_ms < now_ms - _SILENT_MS,
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
        select(Channel).join(Channel.device).join(Device.project).where(Channel.id == number, sighted(actor))
    )
    return stmt.options(contains_eager(Channel.device).contains_eager(Device.project))


def newest(project_id: str, at: datetime) -> list[Newest]:
    """Return the newest value of each channel of a project, and whether its data are missing."""
    now_ms = int(at.timestamp() * 1000)
    found = []
    for one in db.session.scalars(channels_of(project_id)):
        head = one.head
        missing = head.at_ms < 0 or now_ms - head.at_ms > stale_after_ms(head.every_ms)
        found.append(Newest(one, head, missing))
    return found


def alarms(actor: Actor, project_id: str = "", state: str = "all") -> Select[Alarm]:
    """Return the alarms the actor may see, the newest first: all, `open` ones, or those nobody acknowledged."""
    stmt = select(Alarm).join(Alarm.project).where(sighted(actor))
    if project_id:
        stmt = stmt.where(Alarm.project_id == project_id)
    if state == "open":
        stmt = stmt.where(Alarm.cleared_ms.is_(None), Alarm.withdrawn_at.is_(None))
    elif state == "unseen":
        stmt = stmt.where(Alarm.acknowledged_at.is_(None), Alarm.withdrawn_at.is_(None))
    return _with_channel(stmt).order_by(Alarm.began_ms.desc(), Alarm.id)


def alarm(actor: Actor, alarm_id: str) -> Select[Alarm]:
    """Return the query for one alarm the actor may see."""
    return _with_channel(select(Alarm).join(Alarm.project).where(Alarm.id == alarm_id, sighted(actor)))


def alarms_of(channel_id: int, from_ms: int, to_ms: int) -> Select[Alarm]:
    """Return the standing alarms of a channel that touch a stretch of time."""
    return select(Alarm).where(
        Alarm.channel_id == channel_id,
        Alarm.withdrawn_at.is_(None),
        Alarm.began_ms <= to_ms,
        or_(Alarm.cleared_ms.is_(None), Alarm.cleared_ms >= from_ms),
    )


def changed_alarms(project_id: str, since_ms: int) -> Select[Alarm]:
    """Return the alarms of a project that changed at or after `since_ms`."""
    stmt = select(Alarm).where(Alarm.project_id == project_id, Alarm.changed_ms >= since_ms)
    return stmt.order_by(Alarm.changed_ms)


def _with_channel(stmt: Select[Alarm]) -> Select[Alarm]:
    device = joinedload(Alarm.channel).joinedload(Channel.device)
    return stmt.options(contains_eager(Alarm.project), device)


def limits(actor: Actor, project_id: str) -> Select[Limit]:
    """Return the limits somebody set for a project the actor may see, or for all, the standing ones first."""
    mine = select(Limit).where((Limit.project_id == project_id) | Limit.project_id.is_(None))
    seen = select(Project.id).where(Project.id == project_id, sighted(actor)).exists()
    return mine.where(seen).order_by(Limit.until.is_not(None), Limit.quantity, Limit.since.desc())


def limit(actor: Actor, limit_id: str) -> Select[Limit]:
    """Return the query for one limit of a project the actor may see."""
    stmt = select(Limit).join(Limit.project).where(Limit.id == limit_id, sighted(actor))
    return stmt.options(contains_eager(Limit.project))


def letters(state: str = "") -> Select[DeadLetter]:
    """Return the dead letters, the newest first."""
    stmt = select(DeadLetter).order_by(DeadLetter.last_at.desc(), DeadLetter.id)
    return stmt.where(DeadLetter.state == state) if state else stmt


def letter(actor: Actor, letter_id: str) -> Select[DeadLetter]:
    """Return the query for one dead letter; only an administrator finds it."""
    seen = actor.has("admin") or actor.kind == "system"
    return select(DeadLetter).where(DeadLetter.id == (letter_id if seen else ""))


def still_sees(actor: Actor, project_id: str) -> bool:
    """Say whether the readings of a project may still be seen by somebody who has seen them before."""
    who = as_now(actor)
    project = db.session.scalar(projects.one(who, project_id)) if who else None
    return who is not None and project is not None and may(who, "reading.read", project)
