"""Devices: registered, given a secret, retired."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.identity.models import Person
from inspect_app.identity.queries import fingerprint
from inspect_app.projects.models import Project
from inspect_app.readings.actions import registry
from inspect_app.readings.models import Device
from inspect_app.readings.rules.lives import DEVICE_KINDS

#: one level of a topic, and the longest the column takes
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
SECRET_BYTES = 24


def register_device(
    actor: Actor,
    *,
    project: Project,
    name: str,
    kind: str,
    at: datetime,
    label: str = "",
    person_id: str | None = None,
) -> tuple[Device, str]:
    """Register a device of a project; return it and its secret, which is told this once and never again."""
    _check(project, name, kind, person_id)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    device = Device(
        project_id=project.id,
        name=name,
        kind=kind,
        label=label,
        person_id=person_id,
        secret_hash=fingerprint(secret),
        registered_at=at,
    )
    db.session.add(device)
    registry.forget()
    journal.record(actor, "device.register", device, at=at, data={"name": name, "kind": kind})
    return device, secret


def _check(project: Project, name: str, kind: str, person_id: str | None) -> None:
    if not NAME.fullmatch(name):
        raise field_problem("name", "1 到 40 个小写字母、数字或“-”", "1 to 40 of a-z, 0-9 and '-'")
    if kind not in DEVICE_KINDS:
        known = ", ".join(DEVICE_KINDS)
        raise field_problem("kind", f"应为其中之一：{known}", f"must be one of: {known}")
    taken = select(Device.id).where(Device.project_id == project.id, Device.name == name)
    if db.session.scalar(taken) is not None:
        raise field_problem("name", "本项目已有同名设备", "this project has a device of that name")
    if person_id and (kind != "tablet" or db.session.get(Person, person_id) is None):
        raise field_problem(
            "person_id", "仅平板可指定使用人，且须为已有账号", "only a tablet has a known person"
        )


def rotate_device(actor: Actor, device: Device, *, at: datetime) -> str:
    """Give the device a new secret and return it; the old one opens nothing from the next log-in on."""
    if device.state == "retired":
        device.WORKFLOW.take(device.state, "retire")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    device.secret_hash = fingerprint(secret)
    registry.forget()
    journal.record(actor, "device.rotate", device, at=at)
    return secret


def move_device(
    actor: Actor, device: Device, name: str, values: Mapping[str, Any], *, at: datetime
) -> Device:
    """Take a declared move of a device; every process learns of it with its next batch."""
    journal.move(actor, device, name, at=at, data=values)
    registry.forget()
    return device


def tablet_seen(device_id: str, *, at: datetime) -> None:
    """Note that a device sent something that is no reading; its first message puts it into use."""
    device = db.session.get_one(Device, device_id, with_for_update={"of": Device})
    device.seen_ms = int(at.timestamp() * 1000)
    if device.state == "registered":
        journal.move(SYSTEM, device, "activate", at=at)


def tell_silent(actor: Actor, device: Device, *, at: datetime) -> None:
    """Record once that a device fell silent."""
    device.silent_ms = max(device.heard_ms or 0, device.seen_ms or 0)
    journal.record(actor, "device.silent", device, at=at, data={"since_ms": device.silent_ms})
