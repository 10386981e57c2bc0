"""Acts on activities: started, stopped, their times corrected, void; what was measured then is judged anew."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.journal import Entry
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Project
from inspect_app.readings.actions import joint, registry, store
from inspect_app.readings.actions.anew import anew
from inspect_app.readings.actions.lines import Line
from inspect_app.readings.models import Channel, Device
from inspect_app.readings.models.activities import Activity
from inspect_app.readings.queries import whole
from inspect_app.readings.rules.activities import ACTIVITIES, AMENDS
from inspect_app.readings.rules.derived import DAY_MS

#: an activity is told in days, not years: what lies in between is judged value by value
MOST_DAYS = 92
#: ms of an end that nobody has told yet
_NO_END = 1 << 53


def start_activity(
    actor: Actor,
    *,
    project: Project,
    kind: str,
    at: datetime,
    place: str = "",
    began_at: datetime | None = None,
) -> Activity:
    """Record that an activity is under way, from now or from earlier on."""
    if kind not in ACTIVITIES:
        raise field_problem("kind", "没有这种作业", "no such activity")
    began = began_at or at
    _check(began, None, at, is_told=True)
    made = Activity(project=project, kind=kind, place=place, began_at=began, told_by_name=actor.name)
    db.session.add(made)
    registry.forget()
    journal.record(actor, "activity.start", made, at=at, data=_told(made))
    return made


def move_activity(
    actor: Actor, one: Activity, name: str, values: Mapping[str, Any], *, at: datetime
) -> Activity:
    """Take a declared move of an activity; the journal keeps what its times were."""
    db.session.refresh(one, with_for_update={"of": Activity})
    one.WORKFLOW.take(one.state, name)
    before = {
        "began_before": one.began_at.isoformat(),
        "ended_before": one.ended_at.isoformat() if one.ended_at else None,
    }
    began = values["began_at"] if name in AMENDS else one.began_at
    ended = {"stop": values.get("ended_at") or at, "amend": values.get("ended_at"), "resume": None}.get(
        name, one.ended_at
    )
    if name != "void":
        # What has been under way for months is stopped as anything else.
        _check(began, ended, at, is_told=began != one.began_at)
    one.began_at, one.ended_at = began, ended
    registry.forget()
    said = {"reason": values["reason"]} if values.get("reason") else {}
    journal.move(actor, one, name, at=at, data={**said, **_told(one), **before})
    return one


def judge_activity(entry: Entry) -> None:
    """Judge anew what was measured while an activity was, or had been said to be, under way."""
    one = db.session.get_one(Activity, entry.thing_id)
    now_ms = int(entry.at.timestamp() * 1000)
    stmt = (
        select(Channel).join(Channel.device).where(Device.project_id == one.project_id).order_by(Channel.id)
    )
    lines = {channel.id: registry.line_of(channel) for channel in db.session.scalars(stmt).all()}
    judged = {channel_id: _only(line, one.kind) for channel_id, line in lines.items()}
    mine = [channel_id for channel_id, only in judged.items() if only]
    # All locks at once and in the order of the intake: what comes in meanwhile waits for them.
    marks = store.lock_heads(sorted({*mine, *joint.anchors(lines[each] for each in mine)}))
    judged_from = whole.judged_from(mine)
    for first_ms, last_ms in _changed(entry):
        for channel_id in mine:
            newest = marks[channel_id].normal_ms
            start = max(first_ms, judged_from.get(channel_id, first_ms))
            while start <= min(last_ms, newest):  # day by day: each piece is judged with what lies around it
                end = min(start + DAY_MS, last_ms)
                anew(lines[channel_id], start, end, (newest, newest), now_ms, judged[channel_id])
                start = end + 1


def _changed(entry: Entry) -> list[tuple[int, int]]:
    """Return the stretches (ms) in which the activity is under way now and was not before, or the other way round."""

    def moment(name: str) -> int:
        told = entry.data.get(name)
        return int(datetime.fromisoformat(told).timestamp() * 1000) if told else _NO_END

    if entry.verb in ("activity.start", "activity.void"):
        return [(moment("began_at"), moment("ended_at"))]
    pairs = ((moment(f"{border}_before"), moment(f"{border}_at")) for border in ("began", "ended"))
    return [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]


def _only(line: Line, kind: str) -> set[str]:
    return {each.id for each in (*line.direct, *line.averaged, *line.joint) if each.activity == kind}


def _check(began: datetime, ended: datetime | None, at: datetime, *, is_told: bool) -> None:
    if began > at:
        raise field_problem("began_at", "不能晚于现在", "not after now")
    if is_told and (at - began).days > MOST_DAYS:
        raise field_problem(
            "began_at", f"最多可补记 {MOST_DAYS} 天以内的作业", f"at most {MOST_DAYS} days ago"
        )
    if ended is not None and ended > at:
        raise field_problem("ended_at", "不能晚于现在", "not after now")
    if ended is not None and ended <= began:
        raise field_problem("ended_at", "应晚于开始时间", "must be after its beginning")


def _told(one: Activity) -> dict[str, Any]:
    ended = one.ended_at.isoformat() if one.ended_at else None
    return {"kind": one.kind, "place": one.place, "began_at": one.began_at.isoformat(), "ended_at": ended}
