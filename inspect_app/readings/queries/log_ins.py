"""Who shows which secret, and for whom he speaks: what the edge asks at a log-in and while it lasts."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.identity.models import Person
from inspect_app.identity.queries import fingerprint
from inspect_app.projects.models import Project
from inspect_app.readings.models import Channel, Device, Registry
from inspect_app.readings.queries.provisioning import anything_to_provision
from inspect_app.readings.rules.provisioning import PORCH

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
    """Return the fingerprint of the secret each of these log-in names must show; a retired one has none.

    On the porch, where devices ask to be registered, one stands without a secret while any key holds.
    """
    wanted = [tuple(name.partition("_")[::2]) for name in sorted(names)]
    asks = (PORCH, "") in wanted and anything_to_provision(local_day(now()))
    found: dict[str, str] = {PORCH: fingerprint("")} if asks else {}
    for start in range(0, len(wanted), _AT_ONCE):
        stmt = (
            select(Project.site, Device.name, Device.secret_hash)
            .join(Device.project)
            .where(tuple_(Project.site, Device.name).in_(wanted[start : start + _AT_ONCE]))
            .where(Device.state != "retired")
        )
        found |= {username(site, name): secret_hash for site, name, secret_hash in db.session.execute(stmt)}
    return found


def spoken_for(names: Iterable[str]) -> dict[str, list[str]]:
    """Return, for each of these log-in names that is a standing gateway's, the names it speaks for: its own first."""
    wanted = [tuple(name.partition("_")[::2]) for name in sorted(names) if name.isprintable()]
    behind = aliased(Device)
    found: dict[str, list[str]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        stmt = (
            select(Project.site, Device.name, behind.name)
            .join(Device.project)
            .outerjoin(behind, and_(behind.gateway_id == Device.id, behind.state != "retired"))
            .where(tuple_(Project.site, Device.name).in_(wanted[start : start + _AT_ONCE]))
            .where(Device.kind == "gateway", Device.state != "retired")
            .order_by(behind.name)
        )
        for site, name, device in db.session.execute(stmt):
            found.setdefault(username(site, name), [name]).extend([device] if device else [])
    return found


def channel_numbers(device_id: str) -> list[int]:
    """Return the numbers of a device's channels."""
    return list(
        db.session.scalars(select(Channel.id).where(Channel.device_id == device_id).order_by(Channel.id))
    )


def channel_numbered(number: int) -> Channel:
    """Return a channel with its device and project, for who was let in as that device; Problem (404) without one."""
    whole = joinedload(Channel.device).joinedload(Device.project)
    found = db.session.scalar(select(Channel).where(Channel.id == number).options(whole))
    if found is None:
        raise Problem("not-found")
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
