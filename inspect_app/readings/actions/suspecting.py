"""Alarms that rest on readings in doubt: marked and told of with a record, cleared again, and confirmed by a person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.readings.models import Alarm, Channel, Limit, Reading
from inspect_app.readings.queries import trust, whole
from inspect_app.readings.rules.grades import DOUBTED_SHARE, REASONS, doubtful
from inspect_app.readings.rules.limits import BY_KEY
from inspect_app.readings.rules.quantities import NORMAL

#: how many alarms of a device are looked at again when its papers or its place change
_MOST = 200


def look_at_alarms(channel_id: int, first_ms: int, last_ms: int, at: datetime) -> None:
    """Bring the alarms of a channel that rest on readings of a stretch to what is in doubt there now."""
    stmt = select(Alarm).where(
        Alarm.channel_id == channel_id, Alarm.withdrawn_at.is_(None), Alarm.measure != "silence",
        Alarm.began_ms < last_ms + 2 * 86_400_000, or_(Alarm.cleared_ms.is_(None), Alarm.cleared_ms >= first_ms),
    )  # fmt: skip
    _look_at(db.session.scalars(stmt.order_by(Alarm.id).with_for_update(of=Alarm)).all(), at)


def look_at_device(device_id: str, *, at: datetime) -> None:
    """Look at the newest alarms of a device again: its papers or its place have changed."""
    stmt = (
        select(Alarm)
        .join(Alarm.channel)
        .where(Channel.device_id == device_id, Alarm.withdrawn_at.is_(None), Alarm.measure != "silence")
        .order_by(Alarm.began_ms.desc())
        .limit(_MOST)
        .with_for_update(of=Alarm)
    )
    _look_at(sorted(db.session.scalars(stmt), key=lambda each: each.began_ms), at)


def _look_at(alarms: Sequence[Alarm], at: datetime) -> None:
    """Mark those alarms that rest on doubt, and take the mark from those that do not.

    One that a person has confirmed is left as it is, and one whose readings lie in a cold month.
    """
    cold_ms = whole.until({alarm.channel_id for alarm in alarms})
    for alarm in alarms:
        if alarm.confirmed_at is None and stretch_under(alarm)[0] >= cold_ms.get(alarm.channel_id, -1):
            _mark(alarm, at)


def _mark(alarm: Alarm, at: datetime) -> None:
    reason = _reason(alarm)
    if (reason == "") is not (alarm.doubt == ""):
        alarm.doubt, alarm.changed_ms = reason, int(at.timestamp() * 1000)
        data = {"doubt": reason} if reason else {}
        journal.record(SYSTEM, "alarm.doubt" if reason else "alarm.trust", alarm, at=at, data=data)


def stretch_under(alarm: Alarm) -> tuple[int, int]:
    """Return the first and last moment (ms) of the readings an alarm rests on."""
    end = alarm.cleared_ms if alarm.cleared_ms is not None else max(alarm.channel.head.at_ms, alarm.opened_ms)
    return alarm.began_ms - _window_ms(alarm.limit_id), max(end, alarm.peak_ms)


def _window_ms(limit_id: str) -> int:
    """Return for how long before an episode values belong to it: the window of its means, or of its sums."""
    limit = BY_KEY.get(limit_id) or db.session.get(Limit, limit_id)
    return 0 if limit is None else 1000 * (limit.window_s + limit.per_s)


def _reason(alarm: Alarm) -> str:
    """Return the gravest reason why so many of an alarm's readings are in doubt, "" where they are not."""
    first, last = stretch_under(alarm)
    inside = (
        Reading.channel_id == alarm.channel_id,
        Reading.at_ms.between(first, last),
        Reading.flag == NORMAL,
    )
    found = trust.trust_of([alarm.channel_id], first, last + 1)[alarm.channel_id]
    spans = doubtful(found.spans)
    if not spans:
        return ""
    condition = trust.doubted([alarm.channel_id], first, last + 1)
    count = select(func.count()).select_from(Reading).where(*inside)
    all_, bad = db.session.scalar(count) or 0, db.session.scalar(count.where(condition)) or 0
    if not all_ or bad < DOUBTED_SHARE * all_:
        return ""
    told = {each.reason for each in spans}
    return next(key for key in REASONS if key in told)


def confirm_alarm(actor: Actor, alarm: Alarm, *, note: str, at: datetime) -> Alarm:
    """Record that a person looked at what an alarm in doubt says and found it so: what follows from alarms follows."""
    db.session.refresh(alarm, ["doubt", "confirmed_at"], with_for_update={"of": Alarm})
    if alarm.confirmed_at is not None or alarm.doubt == "" or alarm.withdrawn_at is not None:
        raise Problem(
            "conflict",
            zh="只有存疑且未核实的报警可以核实。",
            en="Only an alarm in doubt that nobody confirmed can be.",
        )
    alarm.confirmed_at, alarm.confirmed_by = at, actor.name
    alarm.changed_ms = int(at.timestamp() * 1000)
    journal.record(actor, "alarm.confirm", alarm, at=at, data={"note": note, "doubt": alarm.doubt})
    return alarm
