"""Devices that speak in sessions: their session kept, who listens, and who came or went."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.clock import SLACK
from inspect_app.core.db import db, insert_ignore
from inspect_app.core.permits import SYSTEM
from inspect_app.projects.models import Project
from inspect_app.readings.actions.devices import tell_presence
from inspect_app.readings.models import Device
from inspect_app.readings.models.nodes import EdgeNode, HostLease


def hold_lease(name: str, holder: str, *, at: datetime, seconds: int) -> bool:
    """Take or prolong the lease; False while another holds it. With `seconds` 0 it is given up.

    One that would last far longer than any is of a clock since set back: it binds nobody.
    """
    now_ms = int(at.timestamp() * 1000)
    longest_ms = now_ms + seconds * 1000 + SLACK // timedelta(milliseconds=1)
    insert_ignore(HostLease, {"name": name, "holder": "", "until_ms": 0})
    lease = db.session.scalars(select(HostLease).where(HostLease.name == name).with_for_update()).one()
    if lease.holder != holder and now_ms < lease.until_ms <= longest_ms:
        return False
    lease.holder, lease.until_ms = holder, now_ms + seconds * 1000
    return True


def holds_lease(name: str, holder: str) -> bool:
    """Say whether this holder is still the one, and keep it so until the end of the transaction."""
    stmt = select(HostLease).where(HostLease.name == name).with_for_update()
    lease = db.session.scalar(stmt.execution_options(populate_existing=True))
    return lease is not None and lease.holder == holder


def edge_node(site: str, name: str) -> tuple[Device, EdgeNode | None] | None:
    """Return a standing device of a site and its session, both held; None where there is no such device."""
    stmt = (
        select(Device).join(Project, Project.id == Device.project_id)
        .where(Project.site == site, Device.name == name, Device.state != "retired")
    )  # fmt: skip
    device = db.session.scalar(stmt)
    if device is None:
        return None
    node = db.session.scalar(select(EdgeNode).where(EdgeNode.device_id == device.id).with_for_update())
    return device, node


def keep_session(device: Device, session: str, *, at: datetime) -> None:
    """Keep the session of a device as the edge wrote it."""
    changed_ms = int(at.timestamp() * 1000)
    node = db.session.get(EdgeNode, device.id)
    if node is None:
        db.session.add(EdgeNode(device_id=device.id, session=session, changed_ms=changed_ms))
    else:
        node.session, node.changed_ms = session, changed_ms


def came_or_went(site: str, names: Sequence[str], *, online: bool, at: datetime) -> None:
    """Note that devices of a site went offline or came back, as their gateway or their broker told."""
    stmt = (
        select(Device).join(Project, Project.id == Device.project_id)
        .where(Project.site == site, Device.name.in_(names), Device.kind != "tablet", Device.state != "retired")
        .where(Device.online.is_(False) if online else Device.online.is_not(False))
        .order_by(Device.id).with_for_update(of=Device)
    )  # fmt: skip
    for device in db.session.scalars(stmt).all():
        tell_presence(device.id, online=online, at_ms=int(at.timestamp() * 1000), at=at)
        if device.online is online:
            journal.record(SYSTEM, "device.online" if online else "device.offline", device, at=at)
