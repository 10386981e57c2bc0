"""Reads of provisioning keys: those of a project, one of them, and whether any holds at all."""

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, selectinload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Project
from inspect_app.readings.models import Device, ProvisioningKey
from inspect_app.readings.queries.sight import sighted


def provisioning_keys(actor: Actor, project_id: str = "") -> Select[ProvisioningKey]:
    """Return the keys the actor may see with their devices, of one project or all, those that hold first."""
    stmt = select(ProvisioningKey).join(ProvisioningKey.project).where(sighted(actor))
    stmt = stmt.where(Project.id == project_id) if project_id else stmt
    return stmt.order_by(ProvisioningKey.ended_at.is_not(None), ProvisioningKey.id.desc()).options(
        contains_eager(ProvisioningKey.project), selectinload(ProvisioningKey.devices).load_only(Device.name)
    )


def provisioning_key(actor: Actor, key_id: str) -> Select[ProvisioningKey]:
    """Return the query for one key the actor may see."""
    return provisioning_keys(actor).where(ProvisioningKey.id == key_id)


def anything_to_provision(today: date) -> bool:
    """Say whether any key holds, so that somebody may come to ask."""
    held = ProvisioningKey.ended_at.is_(None), ProvisioningKey.good_until >= today
    return db.session.scalar(select(ProvisioningKey.id).where(*held).limit(1)) is not None
