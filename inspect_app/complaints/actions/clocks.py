"""The clocks of a complaint: stopped and run on for a reason, put off once, and gone up when late."""

from datetime import datetime

from sqlalchemy import select

from inspect_app.complaints.models import Complaint, Pause
from inspect_app.complaints.rules import clocks
from inspect_app.complaints.rules.life import WORKFLOW
from inspect_app.complaints.rules.promises import days_late, more_days
from inspect_app.core import journal
from inspect_app.core.calendar import Unpublished, add_working_days, local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor

_RUNNING = ("accepted", "answered", "reopened")
#: states in which a hotline still waits for its answer
_PUT_OFF = ("received", "accepted")


def pause(actor: Actor, complaint: Complaint, *, reason: str, note: str, at: datetime) -> Complaint:
    """Stop the clock of the decision; the resident reads why."""
    _check_running(complaint, "停止计时", "stop the clock")
    if reason not in clocks.PAUSES:
        raise field_problem("reason", "请选择原因", "choose a reason")
    if any(each.ended_at is None for each in complaint.pauses):
        raise Problem("conflict", zh="计时已经停止。", en="The clock is stopped already.")
    complaint.pauses.append(Pause(complaint_id=complaint.id, reason=reason, note=note, began_at=at))
    journal.record(actor, "complaint.pause", complaint, at=at, data={"pause": reason, "note": note})
    return complaint


def resume(actor: Actor, complaint: Complaint, *, at: datetime) -> Complaint:
    """Let the clock run on; the entry tells by how much the last day has moved."""
    running = next((each for each in complaint.pauses if each.ended_at is None), None)
    if running is None:
        raise Problem("conflict", zh="计时没有停止。", en="The clock is not stopped.")
    running.ended_at = at
    by = complaint.due_on(local_day(at))
    data = {
        "paused_days": (local_day(at) - local_day(running.began_at)).days,
        "due_on": by.isoformat() if by else None,
    }
    journal.record(actor, "complaint.resume", complaint, at=at, data=data)
    return complaint


def extend(actor: Actor, complaint: Complaint, *, reason: str, at: datetime) -> Complaint:
    """Put the decision off, once, by what the article allows."""
    _check_running(complaint, "延期", "put it off")
    if complaint.extended:
        raise Problem("conflict", zh="已延期一次，不能再延。", en="It was put off once; not again.")
    if complaint.decide_by is None:
        raise Problem("conflict", zh="尚未起算办理期限。", en="No period runs yet.")
    complaint.extended = clocks.EXTENSION.days
    by = complaint.due_on(local_day(at))
    data = {"reason": reason, "due_on": by.isoformat() if by else None}
    journal.record(actor, "complaint.extend", complaint, at=at, data=data)
    return complaint


def extend_hotline(actor: Actor, complaint: Complaint, *, reason: str, at: datetime) -> Complaint:
    """Put the hotline's day off, once and before it is over, by the working days its region allows."""
    if complaint.state not in _PUT_OFF:
        now = WORKFLOW.state(complaint.state)
        raise Problem("wrong-state", state=(now.zh, now.en), move=("12345 延期", "put the hotline's day off"))
    day = local_day(at)
    if complaint.hotline_extended:
        raise Problem(
            "conflict",
            zh="12345 办理时限已延期一次，不能再延。",
            en="The hotline's day was put off once; not again.",
        )
    rule = more_days("hotline", day, complaint.project.region)
    if complaint.hotline_by is None or rule is None:
        raise Problem(
            "conflict", zh="本地区没有 12345 延期的规定。", en="No rule of this region lets the hotline's day be put off."
        )  # fmt: skip
    if day > complaint.hotline_by:
        raise Problem(
            "conflict",
            zh="12345 办理时限已过，不能再延。",
            en="The hotline's day is over; it cannot be put off.",
        )
    try:
        complaint.hotline_by = add_working_days(complaint.hotline_by, rule.days)
    except Unpublished as unknown:
        raise Problem(
            "conflict", zh="下一年度的放假安排尚未公布，算不出延期后的日期。",
            en="Next year's holidays are not published yet; the day cannot be counted.",
        ) from unknown  # fmt: skip
    complaint.hotline_extended = rule.days
    data = {"reason": reason, "due_on": complaint.hotline_by.isoformat(), "basis": rule.basis}
    journal.record(actor, "complaint.extend-hotline", complaint, at=at, data=data)
    return complaint


def _check_running(complaint: Complaint, zh: str, en: str) -> None:
    if complaint.state not in _RUNNING:
        now = WORKFLOW.state(complaint.state)
        raise Problem("wrong-state", state=(now.zh, now.en), move=(zh, en))


def raise_late(actor: Actor, *, at: datetime) -> int:
    """Let each late case go up as high as the ladder says; return how many did. Done again, it does nothing."""
    running = select(Complaint).where(
        Complaint.state.in_(("received", *_RUNNING)), Complaint.level < clocks.TOP
    )
    day, risen = local_day(at), 0
    for each in db.session.scalars(running.order_by(Complaint.id).with_for_update(of=Complaint)).all():
        late = days_late(each.state, day, each.notice_by, each.hotline_waits, each.due_on(day))
        level = clocks.level_due(late)
        if level > each.level:
            each.level, each.raised_at = level, at
            data = {"level": str(level), "late_days": late, "accountable_party_id": each.accountable_party_id}
            journal.record(actor, "complaint.raise", each, at=at, data=data)
            risen += 1
    return risen
