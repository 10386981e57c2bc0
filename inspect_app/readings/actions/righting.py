"""Corrections decided by people: put in the place of the first or not, taken back, and the span judged anew."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor
from inspect_app.readings.actions import doubting, joint, registry, store
from inspect_app.readings.actions.anew import anew
from inspect_app.readings.actions.hours import recount
from inspect_app.readings.actions.lines import Line
from inspect_app.readings.models import Correction, Head, Reading
from inspect_app.readings.queries import whole
from inspect_app.readings.rules.episodes import HOUR_MS
from inspect_app.readings.rules.quantities import NORMAL

#: (value, flag, received in ms)
_Told = tuple[float, str, int]


def move_correction(
    actor: Actor, one: Correction, name: str, values: Mapping[str, Any], *, at: datetime
) -> Correction:
    """Take a declared move of a correction: while it is accepted its value counts, and what was told first is kept.

    One correction counts for a moment: of two, the first is to be taken back before the second can. The alarms
    around the moment are brought to what the readings say now.
    """
    line = registry.line_of(one.channel)
    # The channel's head is the lock under which its readings are judged; held like by a batch of the intake.
    marks = store.lock_heads(sorted({one.channel_id, *joint.anchors([line])}))
    db.session.refresh(one, with_for_update={"of": Correction})
    came_from = one.state
    one.WORKFLOW.take(came_from, name)
    if name == "accept" or came_from == "accepted":
        _in_the_table(one)
    first = _first(one)
    said: dict[str, Any] = {"reason": values["reason"], "device": one.channel.device.name}
    if name == "accept":
        if first is not None:
            raise Problem(
                "conflict", zh="该时刻已采用另一条更正，请先撤回那条决定。",
                en="Another correction of this moment counts: take that decision back first.",
            )  # fmt: skip
        said |= {"first": _keep_first(one), "counts": one.value}
    elif came_from == "accepted" and first is not None:
        said |= {"first": one.value, "counts": first.value}
        db.session.delete(first)
    one.decided_by_name, one.reason = actor.name, values["reason"]
    journal.move(actor, one, name, at=at, data=said)
    if name == "accept":
        _count(one, (one.value, one.flag, one.received_ms), line, marks, at)
    elif came_from == "accepted" and first is not None:
        _count(one, (first.value, first.flag, first.received_ms), line, marks, at)
    return one


def recount_hour(correction_id: str) -> None:
    """Recount the hour of a correction that was decided: a batch under way then may not have known of it."""
    one = db.session.get_one(Correction, correction_id)
    store.lock_heads([one.channel_id])
    # Its month may have moved to a cold file since: the hour counted its value then, and the table has nothing of it.
    if one.at_ms >= whole.until([one.channel_id]).get(one.channel_id, one.at_ms):
        recount(one.channel_id, one.at_ms - one.at_ms % HOUR_MS)


def _in_the_table(one: Correction) -> None:
    if db.session.scalar(select(Reading.at_ms).where(*_moment(one))) is None:
        raise Problem(
            "conflict", zh="该月读数已移入历史读数文件，请运维人员先移回再决定（inspect-app cold）。",
            en="The readings of this month lie in a cold file: the operator moves them back first (inspect-app cold).",
        )  # fmt: skip


def _first(one: Correction) -> Correction | None:
    same = Correction.channel_id == one.channel_id, Correction.at_ms == one.at_ms, Correction.is_first
    return db.session.scalar(select(Correction).where(*same))


def _keep_first(one: Correction) -> float:
    """Keep the reading that counts until now beside the one that will, and return its value."""
    known = select(Reading.value, Reading.flag, Reading.received_ms).where(*_moment(one))
    value, flag, received_ms = db.session.execute(known).one()
    told = {"value": value, "flag": flag, "received_ms": received_ms}
    db.session.add(Correction(channel_id=one.channel_id, at_ms=one.at_ms, is_first=True, **told))
    return float(value)


def _count(one: Correction, told: _Told, line: Line, marks: Mapping[int, store.Mark], at: datetime) -> None:
    """Let a value count for the moment of a correction, and bring hours, head and alarms to it."""
    value, flag, received_ms = told
    changed = {"value": value, "flag": flag, "received_ms": received_ms}
    db.session.execute(update(Reading).where(*_moment(one)).values(**changed))
    recount(one.channel_id, one.at_ms - one.at_ms % HOUR_MS)
    counted = Reading.channel_id == one.channel_id, Reading.flag == NORMAL
    newest = db.session.scalar(select(func.max(Reading.at_ms)).where(*counted))
    mark = marks[one.channel_id]
    of_head: dict[str, Any] = {"normal_ms": -1 if newest is None else newest}
    if mark.at_ms == one.at_ms:
        of_head |= {"value": value, "flag": flag}
    db.session.execute(update(Head).where(Head.channel_id == one.channel_id).values(**of_head))
    registry.forget()  # what processes remember of this hour is too wide now
    doubting.keep_late({one.channel_id: [(one.at_ms, value, flag)]}, marks)
    known = mark.normal_ms, of_head["normal_ms"]
    if one.at_ms >= whole.judged_from([one.channel_id]).get(one.channel_id, one.at_ms):
        anew(line, one.at_ms, one.at_ms, known, int(at.timestamp() * 1000))


def _moment(one: Correction) -> tuple[Any, ...]:
    return Reading.channel_id == one.channel_id, Reading.at_ms == one.at_ms
