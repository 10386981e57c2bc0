"""What becomes of what followed from an alarm that later or corrected data disproved: closed untouched, else marked."""

from datetime import datetime

from sqlalchemy import or_, select

from inspect_app.core import journal
from inspect_app.core.arranging import take_back
from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.actions import move as move_defect
from inspect_app.defects.models import Defect
from inspect_app.notices.actions import move as move_notice
from inspect_app.readings.actions.answering import has_heir, stops_of
from inspect_app.readings.models import Alarm

_REASON = "报警已撤回：补报或更正的数据表明未超限。"


def retract(alarm_id: str, *, at: datetime) -> None:
    """Tell once that an alarm is disproved, and settle what followed from it.

    A ticket nobody has touched is void, an unchanged draft of a stop is withdrawn; what a person has worked on is
    marked for a person to decide. Nothing is done where the same event stands as another alarm, or stands again.
    """
    alarm = db.session.get_one(Alarm, alarm_id, with_for_update={"of": Alarm}, populate_existing=True)
    if alarm.withdrawn_at is None or has_heir(alarm):
        return
    told = {"followed": _settle_defect(alarm, at), "stop": _settle_stop(alarm, at)}
    told["visit"] = take_back("alarm", alarm.origin_id, _REASON, at)
    data = {name: said for name, said in told.items() if said}
    journal.record(SYSTEM, "alarm.retract", alarm, at=at, data=data)


def _settle_defect(alarm: Alarm, at: datetime) -> str:
    stmt = select(Defect).where(Defect.source_kind == "alarm", Defect.source_id == alarm.origin_id)
    defect = db.session.scalar(stmt.with_for_update(of=Defect))
    if defect is None or defect.WORKFLOW.state(defect.state).final:
        return ""
    # Raised and nothing since: no person has looked into it, and none of another ticket hangs on it.
    if defect.state == "open" and _untouched(
        "defect", defect.id, ("defect.raise", "defect.reopen", "defect.void")
    ):
        move_defect(SYSTEM, defect, "void", {"reason": _REASON}, at=at)
        return "void"
    journal.record(SYSTEM, "defect.doubt", defect, at=at, data={"reason": _REASON})
    return "marked"


def _settle_stop(alarm: Alarm, at: datetime) -> str:
    notice = db.session.scalar(stops_of(alarm).limit(1))
    if notice is None or notice.WORKFLOW.state(notice.state).final:
        return ""
    if notice.state == "draft" and _untouched("notice", notice.id, ("notice.draft",)):
        move_notice(SYSTEM, notice, "withdraw", {"reason": _REASON}, at=at)
        return "withdrawn"
    journal.record(SYSTEM, "notice.doubt", notice, at=at, data={"reason": _REASON})
    return "marked"


def _untouched(kind: str, thing_id: str, own: tuple[str, ...]) -> bool:
    touched = select(Entry.seq).where(Entry.thing_kind == kind, Entry.thing_id == thing_id)
    return (
        db.session.scalar(touched.where(or_(Entry.verb.not_in(own), Entry.actor_kind != "system")).limit(1))
        is None
    )
