"""A tablet enrolled by its person: one log-in, whatever site that person inspects."""

import secrets
from datetime import datetime

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor
from inspect_app.identity.queries import fingerprint
from inspect_app.projects.models import Project
from inspect_app.projects.queries import visible
from inspect_app.readings.actions import registry
from inspect_app.readings.actions.devices import SECRET_BYTES, rotate_device
from inspect_app.readings.models import Device


def enrol_tablet(actor: Actor, name: str | None, *, at: datetime) -> tuple[Device, str]:
    """Return the person's tablet and its secret: the one of this name with a new secret, or a new one.

    It is registered where its person first has a site; what it may send is asked of the person at each message.
    """
    standing = name and db.session.scalar(
        select(Device).where(
            Device.name == name,
            Device.person_id == actor.id,
            Device.roams.is_(True),
            Device.state != "retired",
        )
    )
    if standing:
        return standing, rotate_device(actor, standing, at=at)
    project = db.session.scalars(visible(actor).order_by(None).order_by(Project.id).limit(1)).first()
    if project is None:
        raise Problem(
            "conflict", zh="还没有可检查的项目，不能登记平板。", en="There is no site yet to inspect."
        )
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = Device(
        project_id=project.id,
        name=f"tab-{secrets.token_hex(6)}",
        kind="tablet",
        label=actor.name,
        person_id=actor.id,
        roams=True,
        secret_hash=fingerprint(secret),
        registered_at=at,
    )
    db.session.add(made)
    db.session.flush()
    registry.forget()
    journal.record(actor, "device.register", made, at=at, data={"name": made.name, "kind": made.kind})
    return made, secret
