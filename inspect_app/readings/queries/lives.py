"""The life of one device on site: its places, certificates, comings and goings, and what waits for whom."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from inspect_app.core.db import db
from inspect_app.core.files import Attachment
from inspect_app.core.journal import Entry
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.projects.models import Project
from inspect_app.readings.models import Device
from inspect_app.readings.models.placements import Calibration, Placement, Presence
from inspect_app.readings.queries.sight import sighted, taken

#: states of a place that is yet to be
WAITING = ("requested", "planned")
MOST_TODOS = 50
_TURNS = (
    ("approve", "批准设备安装或移位", "approve the place of a device"),
    ("accept", "验收设备安装", "accept the placement of a device"),
    ("install", "安装设备并登记", "install the device and record it"),
)


def placements(device_id: str) -> list[Placement]:
    """Return where a device was, is and is to be, the newest first."""
    stmt = select(Placement).where(Placement.device_id == device_id).order_by(Placement.id.desc())
    return list(db.session.scalars(stmt.options(joinedload(Placement.element))))


def placement(actor: Actor, placement_id: str) -> Select[Placement]:
    """Return the query for one placement of a device the actor may see."""
    stmt = select(Placement).join(Placement.device).join(Device.project).where(Placement.id == placement_id)
    return stmt.where(or_(sighted(actor), taken(actor))).options(
        contains_eager(Placement.device).contains_eager(Device.project)
    )


def place_at(device_id: str, moment: datetime) -> Placement | None:
    """Return where a device stood at a moment; None where nobody said."""
    stmt = select(Placement).where(
        Placement.device_id == device_id, Placement.began_at <= moment,
        or_(Placement.ended_at.is_(None), Placement.ended_at > moment),
    )  # fmt: skip
    return db.session.scalars(stmt.order_by(Placement.began_at.desc()).limit(1)).first()


def calibrations(device_id: str) -> list[Calibration]:
    """Return the certificates of a device, the one that counts first."""
    stmt = select(Calibration).where(Calibration.device_id == device_id)
    return list(db.session.scalars(stmt.order_by(Calibration.recorded_at.desc(), Calibration.id.desc())))


def calibration(actor: Actor, calibration_id: str) -> Select[Calibration]:
    """Return the query for one certificate of a device the actor may see."""
    stmt = select(Calibration).join(Calibration.device).join(Device.project)
    return stmt.where(Calibration.id == calibration_id, or_(sighted(actor), taken(actor)))


def presences(device_id: str, most: int = 10) -> list[Presence]:
    """Return when a device last came and went, the newest first."""
    stmt = select(Presence).where(Presence.device_id == device_id)
    return list(db.session.scalars(stmt.order_by(Presence.at_ms.desc(), Presence.id.desc()).limit(most)))


def newly_overdue(today: date) -> Select[Calibration]:
    """Return the certificates that count, ran out and were not told of; of devices that are not retired."""
    newest = (
        select(Calibration.id).where(Calibration.device_id == Device.id)
        .order_by(Calibration.recorded_at.desc(), Calibration.id.desc()).limit(1).correlate(Device).scalar_subquery()
    )  # fmt: skip
    return select(Calibration).join(Calibration.device).where(
        Calibration.id == newest, Calibration.valid_until < today, Calibration.told_at.is_(None),
        Device.state != "retired",
    ).order_by(Calibration.id)  # fmt: skip


def heard_again() -> Select[Device]:
    """Return the devices in use that were told of as silent and have been heard since."""
    return select(Device).where(
        Device.state == "active", Device.silent_ms.is_not(None), Device.heard_ms > Device.silent_ms
    )


def attached(kind: str, ids: Collection[str]) -> dict[str, list[Attachment]]:
    """Return the photos of several things of a kind, by the id of the thing."""
    found: defaultdict[str, list[Attachment]] = defaultdict(list)
    stmt = select(Attachment).where(Attachment.thing_kind == kind, Attachment.thing_id.in_(list(ids)))
    for each in db.session.scalars(stmt.order_by(Attachment.at, Attachment.position)):
        found[each.thing_id].append(each)
    return found


def told(device_id: str, placement_ids: Collection[str]) -> list[Entry]:
    """Return what happened to a device and its places, the newest first."""
    stmt = select(Entry).where(
        or_(
            and_(Entry.thing_kind == "device", Entry.thing_id == device_id),
            and_(Entry.thing_kind == "placement", Entry.thing_id.in_(list(placement_ids))),
        )
    )
    return list(db.session.scalars(stmt.order_by(Entry.seq.desc())))


def todos(actor: Actor, _at: datetime) -> list[Todo]:
    """Return what a person has to do about the places of devices now."""
    stmt = (
        select(Placement).join(Placement.device).join(Device.project)
        .where(or_(sighted(actor), taken(actor)), Placement.state.in_((*WAITING, "installed")))
        .where(Device.state != "retired")
        .order_by(Project.name, Placement.id).limit(MOST_TODOS)
        .options(contains_eager(Placement.device).contains_eager(Device.project))
    )  # fmt: skip
    return [made for each in db.session.scalars(stmt).unique() if (made := _todo(actor, each))]


def _todo(actor: Actor, one: Placement) -> Todo | None:
    open_ = {
        each.name for each in one.WORKFLOW.open_moves(one.state) if may(actor, f"placement.{each.name}", one)
    }
    words = next(((zh, en) for name, zh, en in _TURNS if name in open_), None)
    if words is None:
        return None
    name = one.device.label or one.device.name
    return Todo(f"/devices/{one.device_id}", (name, name), one.device.project.name, words, None)
