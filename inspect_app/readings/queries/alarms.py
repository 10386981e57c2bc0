"""Reads of alarms: those an actor may see, those of a channel, those that changed."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.readings.models import Alarm, Channel
from inspect_app.readings.queries.sight import sighted, taken


def alarms(actor: Actor, project_id: str = "", state: str = "all") -> Select[Alarm]:
    """Return the alarms the actor may see, the newest first: all, `open` ones, or those nobody acknowledged."""
    stmt = select(Alarm).join(Alarm.project).join(Alarm.channel).join(Channel.device)
    stmt = stmt.where(or_(sighted(actor), taken(actor)))
    if project_id:
        stmt = stmt.where(Alarm.project_id == project_id)
    if state == "open":
        stmt = stmt.where(Alarm.cleared_ms.is_(None), Alarm.withdrawn_at.is_(None))
    elif state == "unseen":
        stmt = stmt.where(Alarm.acknowledged_at.is_(None), Alarm.withdrawn_at.is_(None))
    return _with_channel(stmt).order_by(Alarm.began_ms.desc(), Alarm.id)


def in_doubt() -> ColumnElement[bool]:
    """Return the condition that an alarm rests on readings in doubt and nobody has confirmed it."""
    return and_(Alarm.doubt != "", Alarm.confirmed_at.is_(None))


def origins_in_doubt(origin_ids: Iterable[str]) -> set[str]:
    """Return which of these alarms (by what they and their heirs have in common) stand in doubt."""
    ids = sorted(set(origin_ids))
    stmt = select(Alarm.origin_id).where(Alarm.origin_id.in_(ids), Alarm.withdrawn_at.is_(None), in_doubt())
    return set(db.session.scalars(stmt)) if ids else set()


def alarm(actor: Actor, alarm_id: str) -> Select[Alarm]:
    """Return the query for one alarm the actor may see."""
    stmt = select(Alarm).join(Alarm.project).join(Alarm.channel).join(Channel.device)
    return _with_channel(stmt.where(Alarm.id == alarm_id, or_(sighted(actor), taken(actor))))


def alarms_of(channel_id: int, from_ms: int, to_ms: int) -> Select[Alarm]:
    """Return the standing alarms of a channel that touch a stretch of time."""
    return select(Alarm).where(
        Alarm.channel_id == channel_id,
        Alarm.withdrawn_at.is_(None),
        Alarm.began_ms <= to_ms,
        or_(Alarm.cleared_ms.is_(None), Alarm.cleared_ms >= from_ms),
    )


def changed_alarms(project_id: str, since_ms: int, device_id: str = "") -> Select[Alarm]:
    """Return the alarms of a project, or of one of its devices, that changed at or after `since_ms`."""
    stmt = select(Alarm).where(Alarm.project_id == project_id, Alarm.changed_ms >= since_ms)
    if device_id:
        stmt = stmt.join(Alarm.channel).where(Channel.device_id == device_id)
    return stmt.order_by(Alarm.changed_ms)


def _with_channel(stmt: Select[Alarm]) -> Select[Alarm]:
    device = contains_eager(Alarm.channel).contains_eager(Channel.device)
    return stmt.options(contains_eager(Alarm.project), device)
