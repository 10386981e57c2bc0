"""Silences of channels as alarms: closed by what comes, opened by what comes late or by the clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from inspect_app.core.db import db
from inspect_app.readings.actions import alarms, registry, store
from inspect_app.readings.actions.alarms import Seat, Verdict
from inspect_app.readings.actions.lines import Line
from inspect_app.readings.actions.spans import with_spans
from inspect_app.readings.models import Alarm, Channel, Device, Head, Limit, Reading
from inspect_app.readings.rules.derived import allowed_ms, silences
from inspect_app.readings.rules.episodes import EVER_MS, Bound, Episode


def judge(
    fresh: Mapping[int, Sequence[tuple[int, float, str]]],
    lines: Mapping[int, Line],
    verdict: Verdict,
    now_ms: int,
) -> None:
    """Bring the silences around fresh rows to what is stored now; each row was heard, whatever its flag."""
    for one, rows in fresh.items():
        if lines[one].silent:
            before, moments, after = _around(one, rows[0][0], rows[-1][0])
            for bound in lines[one].silent:
                found = silences(moments, bound, now_ms)
                if after is not None:
                    found = [each for each in found if each.ended_ms is not None]
                first = moments[0] + 1 if before is None else before + 1
                last = EVER_MS if after is None else after - 1
                alarms.replace(lines[one], bound, found, first, last, verdict, now_ms)


def _around(channel_id: int, first_ms: int, last_ms: int) -> tuple[int | None, list[int], int | None]:
    mine = Reading.channel_id == channel_id
    before = db.session.scalar(select(func.max(Reading.at_ms)).where(mine, Reading.at_ms < first_ms))
    after = db.session.scalar(select(func.min(Reading.at_ms)).where(mine, Reading.at_ms > last_ms))
    inside = select(Reading.at_ms).where(mine, Reading.at_ms.between(first_ms, last_ms))
    moments = list(db.session.scalars(inside.order_by(Reading.at_ms)))
    ends = [[] if each is None else [each] for each in (before, after)]
    return before, [*ends[0], *moments, *ends[1]], after


def tell_silences(at: datetime) -> None:
    """Open the silence of each channel in use that has said nothing for longer than a limit of it allows."""
    now_ms = int(at.timestamp() * 1000)
    due = [
        (limit, channel_id, project_id)
        for limit in db.session.scalars(select(Limit).where(Limit.measure == "silence").order_by(Limit.id))
        for channel_id, project_id in db.session.execute(_quiet(limit, now_ms))
    ]
    if not due:
        return
    # All locks at once and in the order of the intake: what comes in meanwhile waits for them.
    heads = store.lock_heads(sorted({channel_id for _limit, channel_id, _project in due}))
    verdict = Verdict()
    bounds: dict[tuple[str, str], Bound] = {}
    for limit, channel_id, project_id in due:
        key = limit.id, project_id
        if key not in bounds:
            bounds[key] = with_spans(registry.as_bound(limit), project_id)
        for episode in silences([heads[channel_id].at_ms], bounds[key], now_ms):
            alarms.put(Seat(channel_id, project_id), bounds[key], episode, verdict)
    alarms.tell(verdict, now_ms)


def _quiet(limit: Limit, now_ms: int) -> Select[int, str]:
    allowed = allowed_ms(registry.as_bound(limit))
    told = select(Alarm.id).where(
        Alarm.channel_id == Channel.id,
        Alarm.limit_id == limit.id,
        Alarm.cleared_ms.is_(None),
        Alarm.withdrawn_at.is_(None),
    )
    stmt = (
        select(Channel.id, Device.project_id)
        .join(Channel.device)
        .join(Head, Head.channel_id == Channel.id)
        .where(Device.state == "active", Channel.quantity == limit.quantity)
        .where(Head.at_ms >= 0, Head.at_ms < now_ms - allowed, ~told.exists())
        .order_by(Channel.id)
    )
    return stmt if limit.project_id is None else stmt.where(Device.project_id == limit.project_id)


def end_silences(device: Device, *, at: datetime) -> None:
    """End the silences of a device that is no longer in use."""
    at_ms = int(at.timestamp() * 1000)
    stmt = (
        select(Alarm)
        .join(Alarm.channel)
        .where(Channel.device_id == device.id, Alarm.measure == "silence")
        .where(Alarm.cleared_ms.is_(None), Alarm.withdrawn_at.is_(None))
        .order_by(Alarm.id)
    )
    for alarm in db.session.scalars(stmt.with_for_update(of=Alarm)).all():
        minutes = round((at_ms - alarm.channel.head.at_ms) / 60_000, 3)
        end = max(at_ms, alarm.began_ms)
        alarms.end(alarm, Episode(alarm.began_ms, alarm.opened_ms, end, "clear", minutes, end), at_ms)
