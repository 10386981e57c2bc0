"""What a site's devices measured over a stretch of time, as another room asks for it: values, and small curves."""

from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select

from inspect_app.core import series
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.projects.models import Project
from inspect_app.readings import queries
from inspect_app.readings.actions.registry import own_bounds
from inspect_app.readings.actions.telling import curve
from inspect_app.readings.models import Alarm, Channel, Device
from inspect_app.readings.queries import trust, whole
from inspect_app.readings.rules.curve import LEAST_POINTS
from inspect_app.readings.rules.episodes import Bound
from inspect_app.readings.rules.grades import REASONS
from inspect_app.readings.rules.limits import shown_limits
from inspect_app.readings.rules.quantities import QUANTITIES

_MOST = 20_000
_MOST_CURVES = 3


def stretch_of(
    project_id: str, device: str, quantity: str, since: datetime, until: datetime
) -> list[list[float]]:
    """Return the values with their seconds since `since`; what is flagged as not valid or in doubt is left out."""
    from_ms, to_ms = int(since.timestamp() * 1000), int(until.timestamp() * 1000)
    one = _channel(project_id, device, quantity)
    if one is None:
        return []
    doubts = trust.trust_of([one.id], from_ms, to_ms + 1)[one.id]
    good = (
        [(at_ms - from_ms) / 1000, value]
        for at_ms, value, flag, _received in whole.rows(one.id, from_ms, to_ms + 1)
        if not doubts.in_doubt(at_ms, flag)
    )
    return list(islice(good, _MOST))


def doubts_of(
    project_id: str, device: str, quantity: str, since: datetime, until: datetime
) -> list[tuple[str, str]]:
    """Return why readings of a stretch pass no gate, in both languages, the gravest first."""
    one = _channel(project_id, device, quantity)
    if one is None:
        return []
    from_ms, to_ms = int(since.timestamp() * 1000), int(until.timestamp() * 1000)
    reasons = trust.reasons_of(one.device, quantity, from_ms, to_ms)
    return [(REASONS[each].zh, REASONS[each].en) for each in reasons]


def _channel(project_id: str, device: str, quantity: str) -> Channel | None:
    stmt = select(Channel).join(Channel.device).where(Device.project_id == project_id, Device.name == device)
    return db.session.scalar(stmt.where(Channel.quantity == quantity))


def curves_of(actor: Actor, project_id: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Return up to three small curves of a project: those in alarm first, then those with a limit, by device."""
    project = db.session.get(Project, project_id)
    if project is None or not may(actor, "reading.read", project):
        return []
    from_ms, to_ms = int(since.timestamp() * 1000), int(until.timestamp() * 1000)
    standing = Alarm.project_id == project_id, Alarm.cleared_ms.is_(None), Alarm.withdrawn_at.is_(None)
    alarmed = set(db.session.scalars(select(Alarm.channel_id).where(*standing)))
    own = own_bounds(project_id)
    found = []
    for one in db.session.scalars(queries.channels_of(project_id)):
        if one.head.at_ms >= from_ms:
            bounds = shown_limits(project.region, own, one.quantity, to_ms)
            found.append((one.id not in alarmed, not bounds, one.device.name, one.quantity, one, bounds))
    return [
        _drawn(one, bounds, from_ms, to_ms)
        for *_, one, bounds in sorted(found, key=lambda row: row[:4])[:_MOST_CURVES]
    ]


def _drawn(one: Channel, bounds: list[Bound], from_ms: int, to_ms: int) -> dict[str, Any]:
    times, values = curve(one, from_ms, to_ms, LEAST_POINTS, "zh")["series"]
    quantity = QUANTITIES[one.quantity]
    return {
        "device": one.device.name, "zh": quantity.zh, "en": quantity.en, "unit": one.unit,
        "from": from_ms // 1000, "to": to_ms // 1000,
        "times": [round(each) for each in times], "values": values,
        "limits": [{"value": each.value, "zh": each.zh, "en": each.en} for each in bounds],
    }  # fmt: skip


series.register(stretch_of)
series.register_doubts(doubts_of)
series.register_curves(curves_of)
