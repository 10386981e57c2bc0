"""What follows from an alarm: its defect, the draft of a stop, reminders while nobody has seen it, and their end."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select

from inspect_app.core import journal
from inspect_app.core.arranging import Wish, arrange
from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.core.times import exact_words
from inspect_app.defects.actions import move as move_defect
from inspect_app.defects.actions import raise_defect
from inspect_app.defects.models import Defect
from inspect_app.notices.actions import draft
from inspect_app.notices.models import Notice
from inspect_app.readings.models import Alarm, Limit
from inspect_app.readings.rules.derived import MEASURES
from inspect_app.readings.rules.quantities import QUANTITIES
from inspect_app.readings.rules.reminders import STEPS, steps_due

_AT_ONCE = 400
_AGAIN = "报警重新成立。"


def raise_its_defect(alarm: Alarm, *, at: datetime) -> None:
    """Raise the defect of an alarm whose limit opens one; once for an alarm and those that took its place.
    None while its readings are in doubt and nobody has confirmed it.

    A major one is a danger now: a stop of the place of the device, or of the site, is drafted with it, for a
    person to issue or to withdraw.
    """
    if not alarm.opens_defect or alarm.withdrawn_at is not None or alarm.doubted:
        return
    device, channel = alarm.channel.device, alarm.channel
    quantity = QUANTITIES[channel.quantity]
    what = quantity.zh if alarm.measure == "value" else f"{quantity.zh}{MEASURES[alarm.measure][0]}"
    figures = f"{alarm.peak:g} / {alarm.limit_value:g} {alarm.units[0]}"
    began = exact_words(alarm.began_at, "zh")
    defect = raise_defect(
        SYSTEM,
        project=alarm.project,
        title=f"{alarm.zh}（{device.label or device.name}）",
        description=f"{what} {figures}，自 {began} 起。",
        kind="hazard",
        severity=alarm.severity,
        clause=alarm.basis,
        source_kind="alarm",
        source_id=alarm.origin_id,
        at=at,
    )
    if defect.state == "void" and _by_rule("defect.void", defect.id):
        move_defect(SYSTEM, defect, "reopen", {"reason": _AGAIN}, at=at)
    if alarm.severity == "major":
        _draft_stop(alarm, defect, at)


def _draft_stop(alarm: Alarm, defect: Defect, at: datetime) -> None:
    if alarm.project.party("contractor") is None:
        return  # nobody could be served with it
    before = list(db.session.scalars(stops_of(alarm)))
    again = bool(before) and before[0].state == "withdrawn" and _by_rule("notice.withdraw", before[0].id)
    if before and not again:
        return  # drafted already, whatever became of it
    place = alarm.channel.device.element_id
    draft(
        SYSTEM, project=alarm.project, kind="partial_stop" if place else "stop",
        facts=f"{defect.number} {defect.title}\n{defect.description}", element_ids=[place] if place else [],
        defect_ids=[defect.id], source_kind="alarm", at=at,
        source_id=f"{alarm.origin_id}/{len(before)}" if before else alarm.origin_id,
    )  # fmt: skip


def arrange_its_inspection(alarm: Alarm, *, at: datetime) -> None:
    """Arrange the inspection the alarm's limit asks for; once for an alarm and those that took its place."""
    limit = db.session.get(Limit, alarm.limit_id)
    if limit is None or limit.inspect_template_id is None or alarm.withdrawn_at is not None:
        return
    source = {"source_kind": "alarm", "source_id": alarm.origin_id}
    wish = Wish(
        alarm.project_id, limit.inspect_template_id, limit.inspect_role, limit.inspect_hours, **source
    )
    arrange(wish, at)


def stops_of(alarm: Alarm) -> Select[Notice]:
    """Return the query for the stops drafted of an alarm's event, the newest first.

    One that was withdrawn by rule, with its alarm, is followed by another when the alarm stands again.
    """
    mine = or_(Notice.source_id == alarm.origin_id, Notice.source_id.startswith(f"{alarm.origin_id}/"))
    return (
        select(Notice)
        .where(Notice.source_kind == "alarm", mine)
        .order_by(Notice.drafted_at.desc(), Notice.id.desc())
    )


def _by_rule(verb: str, thing_id: str) -> bool:
    """Say whether the last act of a kind on a thing was the platform's own."""
    stmt = select(Entry.actor_kind).where(Entry.verb == verb, Entry.thing_id == thing_id)
    return db.session.scalar(stmt.order_by(Entry.seq.desc()).limit(1)) == "system"


def remind_of_alarms(at: datetime) -> None:
    """Take the steps that are due for alarms over the limit that nobody has acknowledged, each once."""
    grave = [severity for severity, steps in STEPS.items() if steps]
    stmt = (
        select(Alarm)
        .where(Alarm.cleared_ms.is_(None), Alarm.acknowledged_at.is_(None), Alarm.withdrawn_at.is_(None))
        .where(Alarm.severity.in_(grave), Alarm.steps_told >= 0)
        .where(Alarm.steps_told < max(len(steps) for steps in STEPS.values()))
        .order_by(Alarm.id)
        .with_for_update(of=Alarm, skip_locked=True)  # one the intake is judging comes with the next beat
    )
    waiting = list(db.session.scalars(stmt))
    opened = _opened([each.id for each in waiting])
    for alarm in waiting:
        steps = STEPS[alarm.severity]
        due = steps_due(alarm.severity, opened[alarm.id], at) if alarm.id in opened else 0
        for step in steps[alarm.steps_told : due]:
            alarm.steps_told += 1
            data = {"severity": alarm.severity, "minutes": step.minutes}
            journal.record(SYSTEM, step.verb, alarm, at=at, data=data)


def _opened(alarm_ids: list[str]) -> dict[str, datetime]:
    """Return when these alarms were told of: late data open an alarm long after its episode began."""
    found: dict[str, datetime] = {}
    for start in range(0, len(alarm_ids), _AT_ONCE):
        part = alarm_ids[start : start + _AT_ONCE]
        stmt = (
            select(Entry.thing_id, func.max(Entry.at))
            .where(
                Entry.thing_kind == "alarm",
                Entry.thing_id.in_(part),
                Entry.verb.in_(("alarm.open", "alarm.reopen")),
            )
            .group_by(Entry.thing_id)
        )
        found |= {row[0]: row[1] for row in db.session.execute(stmt)}
    return found


def stand_down(alarm_id: str, *, at: datetime) -> None:
    """Tell those who were reminded that the alarm is over, acknowledged or disproved; once."""
    alarm = db.session.get_one(Alarm, alarm_id, with_for_update={"of": Alarm}, populate_existing=True)
    if alarm.steps_told <= 0 or (alarm.withdrawn_at is not None and has_heir(alarm)):
        return
    if alarm.cleared_ms is None and alarm.acknowledged_at is None and alarm.withdrawn_at is None:
        return  # it stands again by now
    alarm.steps_told = -alarm.steps_told
    journal.record(SYSTEM, "alarm.stand-down", alarm, at=at)


def has_heir(alarm: Alarm) -> bool:
    """Say whether another alarm stands for the same event."""
    heirs = select(Alarm.id).where(Alarm.origin_id == alarm.origin_id, Alarm.withdrawn_at.is_(None))
    return db.session.scalar(heirs.where(Alarm.channel_id == alarm.channel_id).limit(1)) is not None
