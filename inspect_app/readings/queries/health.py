"""The inventory of devices: each with whether it is in touch, how its place stands and how long its calibration holds."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload, with_expression

from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Project
from inspect_app.readings.models import Channel, DeadLetter, Device, Head
from inspect_app.readings.models.placements import Calibration, Placement
from inspect_app.readings.queries.sight import sighted, taken
from inspect_app.readings.rules.placing import CALIBRATION, MEASURING, PLACED, PRESENCE, SOON

SILENT_MS = 30 * 60_000
_DAY = timedelta(days=1)
#: filters of the inventory beside the project: name -> what may be asked for
FILTERS: dict[str, tuple[str, ...]] = {
    "presence": tuple(PRESENCE), "placed": (*PLACED, "unaccepted"), "calibration": tuple(CALIBRATION),
}  # fmt: skip
_pace = (
    select(func.max(Head.every_ms))
    .join(Channel, Channel.id == Head.channel_id)
    .where(Channel.device_id == Device.id)
    .correlate(Device)
    .scalar_subquery()
)
_standing = and_(Placement.began_at.is_not(None), Placement.ended_at.is_(None))
_until = (
    select(Calibration.valid_until)
    .where(Calibration.device_id == Device.id)
    .order_by(Calibration.recorded_at.desc(), Calibration.id.desc())
    .limit(1)
    .correlate(Device)
    .scalar_subquery()
)


def _placed() -> ColumnElement[str]:
    """Return how a device's place stands: where it is now counts before where it is to go."""

    def newest(*conditions: ColumnElement[bool]) -> Any:
        stmt = select(Placement.state).where(Placement.device_id == Device.id, *conditions)
        return stmt.order_by(Placement.id.desc()).limit(1).correlate(Device).scalar_subquery()

    waiting = newest(Placement.state.in_(("requested", "planned")))
    return func.coalesce(newest(_standing), waiting, literal("none"))


def _presence(at: datetime) -> ColumnElement[str]:
    now_ms = int(at.timestamp() * 1000)
    # Each part stands by itself: a device that was read so may be read anew, and held, alone.
    last = func.coalesce(Device.heard_ms, Device.seen_ms)
    pace = func.coalesce(_pace, 0)
    return case(
        (Device.state == "retired", "retired"),
        (Device.kind == "tablet", "tablet"),
        (and_(Device.online.is_(False), or_(last.is_(None), last <= Device.online_ms)), "offline"),
        (and_(last.is_(None), Device.online.is_(None)), "never"),
        (and_(last < now_ms - SILENT_MS, last < now_ms - 3 * pace), "silent"),
        else_="online",
    )


def health(stmt: Select[Any], at: datetime) -> Select[Any]:
    """Return a query of devices with `presence`, `placed` and `calibrated_until` filled in."""
    return stmt.options(
        with_expression(Device.presence, _presence(at)),
        with_expression(Device.placed, _placed()),
        with_expression(Device.calibrated_until, _until),
    ).execution_options(populate_existing=True)


def inventory(
    actor: Actor, at: datetime, *, project_id: str = "", kind: str = "", presence: str = "", placed: str = "",
    calibration: str = "", device_id: str = "",
) -> Select[Device]:  # fmt: skip
    """Return the devices of all projects the actor may see, those in use first, by a filter."""
    stmt = select(Device).join(Device.project).where(or_(sighted(actor), taken(actor)))
    stmt = health(stmt, at).options(contains_eager(Device.project))
    if device_id:
        stmt = stmt.where(Device.id == device_id).options(
            joinedload(Device.person), joinedload(Device.element)
        )
    if project_id:
        stmt = stmt.where(Device.project_id == project_id)
    if kind:
        stmt = stmt.where(Device.kind == kind)
    if presence:
        stmt = stmt.where(_presence(at) == presence)
    if placed:
        stmt = stmt.where(_unaccepted() if placed == "unaccepted" else _placed() == placed)
    if calibration:
        stmt = stmt.where(_calibrated(calibration, local_day(at)))
    return stmt.order_by(Device.state == "retired", Project.name, Device.name, Device.id)


def _unaccepted() -> ColumnElement[bool]:
    return and_(Device.state != "retired", Device.kind.in_(MEASURING), _placed() != "accepted")


def _calibrated(name: str, today: date) -> ColumnElement[bool]:
    measures = and_(Device.state != "retired", Device.kind.in_(MEASURING))
    return and_(measures, {
        "missing": _until.is_(None), "overdue": _until < today, "valid": _until > today + SOON,
        "soon": and_(_until >= today, _until <= today + SOON),
    }[name])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """How many devices are in sight by presence, unaccepted, overdue; and the dead letters of a day by reason."""

    presence: dict[str, int]
    unaccepted: int
    overdue: int
    letters: dict[str, int]

    @property
    def standing(self) -> int:
        """Return how many are not retired."""
        return sum(n for name, n in self.presence.items() if name != "retired")


def tally(actor: Actor, at: datetime, project_id: str = "") -> Tally:
    """Count the devices in sight and what could not be taken from their sites within a day."""
    ids = inventory(actor, at, project_id=project_id).with_only_columns(
        Device.id, _presence(at).label("presence"), _unaccepted().label("unaccepted"),
        _calibrated("overdue", local_day(at)).label("overdue"),
    ).order_by(None).subquery()  # fmt: skip
    stmt = select(
        ids.c.presence, func.count(), func.sum(case((ids.c.unaccepted, 1), else_=0)),
        func.sum(case((ids.c.overdue, 1), else_=0)),
    ).group_by(ids.c.presence)  # fmt: skip
    rows = [(name, n, open_, late) for name, n, open_, late in db.session.execute(stmt)]
    presence = {name: int(n) for name, n, _open, _late in rows}
    sites = select(Project.site).where(sighted(actor))
    if project_id:
        sites = sites.where(Project.id == project_id)
    return Tally(
        presence,
        sum(int(r[2]) for r in rows),
        sum(int(r[3]) for r in rows),
        _letters(db.session.scalars(sites), at),
    )


def _letters(sites: Iterable[str], at: datetime, device: str = "") -> dict[str, int]:
    """Return how many messages under these sites' names were not taken within a day, by reason."""
    known, found = set(sites), Counter[str]()
    stmt = select(DeadLetter.topic, DeadLetter.reason, func.count()).where(DeadLetter.last_at > at - _DAY)
    for topic, reason, n in db.session.execute(stmt.group_by(DeadLetter.topic, DeadLetter.reason)):
        levels = topic.split("/")
        if len(levels) > 3 and levels[1] in known and device in ("", levels[3]):
            found[reason] += n
    return dict(found.most_common())


def letters_of(device: Device, at: datetime) -> dict[str, int]:
    """Return how many messages under a device's name were not taken within a day, by reason."""
    return _letters([device.project.site], at, device.name)
