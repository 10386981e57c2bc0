"""What follows from an alarm, where its limit says so: a defect, a draft; and from a project's stage: its limits."""

from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.projects.rules import WORKFLOW
from inspect_app.readings import actions
from inspect_app.readings.models import Alarm
from inspect_app.readings.models.placements import Placement


@on("alarm.open")
@on("alarm.reopen")
@on("alarm.confirm")
@on("alarm.trust")
def raise_its_defect(entry: Entry) -> None:
    """Raise the defect of an alarm that opens one, unless late data withdrew it or its readings are in doubt."""
    alarm = db.session.get_one(Alarm, entry.thing_id)
    if entry.verb in ("alarm.open", "alarm.reopen"):
        actions.look_under(alarm, at=entry.at)
    actions.raise_its_defect(alarm, at=entry.at)


@on("alarm.open")
@on("alarm.reopen")
def arrange_its_inspection(entry: Entry) -> None:
    """Arrange the inspection that the limit of an alarm asks for, once for the event."""
    actions.arrange_its_inspection(db.session.get_one(Alarm, entry.thing_id), at=entry.at)


@on("alarm.clear")
@on("alarm.acknowledge")
@on("alarm.withdraw")
def stand_down(entry: Entry) -> None:
    """Tell those who were reminded of an alarm that it is settled."""
    actions.stand_down(entry.thing_id, at=entry.at)


@on("alarm.withdraw")
def settle_what_followed(entry: Entry) -> None:
    """Settle the ticket and the draft of an alarm that was disproved, and tell of it."""
    actions.retract(entry.thing_id, at=entry.at)


@on("correction.accept")
@on("correction.undo")
def recount_its_hour(entry: Entry) -> None:
    """Recount the hour of a correction once more: a batch that was under way may have known it wider."""
    actions.recount_hour(entry.thing_id)


@on("activity.start")
@on("activity.stop")
@on("activity.amend-begin")
@on("activity.amend")
@on("activity.resume")
@on("activity.void")
def judge_what_was_measured(entry: Entry) -> None:
    """Judge anew what was measured while an activity was under way: it may have been told late."""
    actions.judge_activity(entry)


@on("device.calibrate")
def look_at_its_alarms(entry: Entry) -> None:
    """Ask again whether the alarms of a device are in doubt: its papers have changed."""
    actions.look_at_device(entry.thing_id, at=entry.at)


@on("placement.install")
@on("placement.accept")
@on("placement.fail")
@on("placement.end")
def look_at_alarms_of_its_device(entry: Entry) -> None:
    """Ask again whether the alarms of a device are in doubt: its place has changed."""
    actions.look_at_device(db.session.get_one(Placement, entry.thing_id).device_id, at=entry.at)


def look_at_limits_again(_entry: Entry) -> None:
    """Make every process look which limits hold in the stage the project is in now."""
    actions.forget()


for _move in WORKFLOW.moves:
    on(f"project.{_move.name}")(look_at_limits_again)
