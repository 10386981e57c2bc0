"""Devices made in bulk: a file registers many at once, each with a code by which it is claimed on site."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.faults import Fault
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import refused_words
from inspect_app.identity.queries import fingerprint
from inspect_app.projects.models import Project
from inspect_app.readings.actions import registry
from inspect_app.readings.actions.devices import SECRET_BYTES, register_device
from inspect_app.readings.actions.placing import plan_placement
from inspect_app.readings.models import Device
from inspect_app.readings.rules.bulk import Line, read_lines

CODE_BYTES = 15


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a file: its lines, all that is wrong, and the devices made with the code of each."""

    lines: list[Line]
    faults: list[Fault]
    made: list[tuple[Device, str]] = field(default_factory=list)


def import_devices(
    actor: Actor, project: Project, rows: Sequence[Sequence[str]], *, at: datetime, dry: bool
) -> Brought:
    """Register the devices of a file, or with `dry` only say what would come of it; with any fault nothing is.

    Nobody knows their secrets: whoever stands before one claims it with its code, which is told this once.
    """
    lines, faults = checked(project, rows)
    if dry or faults:
        return Brought(lines, faults)
    return Brought(lines, faults, list(registering(actor, project, lines, at=at)))


def checked(project: Project, rows: Sequence[Sequence[str]]) -> tuple[list[Line], list[Fault]]:
    """Return the devices of a file and everything that is wrong with it, names the project has already among it."""
    lines, faults = read_lines(rows)
    taken = set(db.session.scalars(select(Device.name).where(Device.project_id == project.id)))
    words = "本项目已有同名设备", "this project has a device of that name"
    faults += [Fault(each.line, "name", *words) for each in lines if each.name in taken]
    faults.sort(key=lambda each: (each.line, each.field))
    return lines, faults


def registering(
    actor: Actor, project: Project, lines: Iterable[Line], *, at: datetime
) -> Iterator[tuple[Device, str]]:
    """Register one device after the other, and yield each with its code; all in the caller's transaction."""
    for line in lines:
        yield _make(actor, project, line, at)


def _make(actor: Actor, project: Project, line: Line, at: datetime) -> tuple[Device, str]:
    device, _secret = register_device(
        actor, project=project, name=line.name, kind=line.kind, label=line.label, at=at
    )
    code = secrets.token_urlsafe(CODE_BYTES)
    device.claim_hash = fingerprint(code)
    if line.place:
        plan_placement(
            actor, device, place=line.place, purpose=line.purpose, height_m=line.height_m, at=at
        )  # fmt: skip
    return device, code


def claim_device(actor: Actor, code: str, *, at: datetime) -> tuple[Device, str]:
    """Claim a device with its code; return it and its secret, told this once. The code opens nothing any more."""
    held = select(Device).where(Device.claim_hash == fingerprint(code.strip()))
    device = db.session.scalars(held.with_for_update(of=Device)).first()
    if device is None or device.state == "retired":
        raise Problem("not-found")
    if not may(actor, "device.read", device):
        raise Problem("not-found")
    if not may(actor, "device.claim", device):
        raise Problem("forbidden", verb=refused_words("device.claim"))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    device.secret_hash, device.claim_hash = fingerprint(secret), None
    registry.forget()
    journal.record(actor, "device.claim", device, at=at)
    return device, secret
