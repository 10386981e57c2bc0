"""What the clock does: devices, calibrations, silences, doubts, alarms are told of; minutes rolled, months made ahead."""

from datetime import datetime

from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.jobs import daily, every
from inspect_app.core.permits import SYSTEM
from inspect_app.readings import actions, queries
from inspect_app.readings.actions import partitions


@every(300)
def tell_silent_devices(at: datetime) -> None:
    """Record each device in use that has fallen silent since it was last heard, or is heard again."""
    for device in db.session.scalars(queries.heard_again()).all():
        actions.tell_heard(SYSTEM, device, at=at)
    for device in db.session.scalars(queries.newly_silent(at)).all():
        actions.tell_silent(SYSTEM, device, at=at)


@daily("08:10")
def tell_overdue_calibrations(at: datetime) -> None:
    """Record once each calibration that ran out before today."""
    for one in db.session.scalars(queries.newly_overdue(local_day(at))).all():
        actions.tell_overdue(SYSTEM, one, at=at)


@every(60)
def open_silences(at: datetime) -> None:
    """Open the alarm of each channel that has had no data for longer than a limit of its project allows."""
    actions.tell_silences(at)


@every(15)
def look_for_doubts(at: datetime) -> None:
    """Look through what has come in for readings in doubt."""
    actions.look_for_doubts(at)


@every(60)
def remind_of_alarms(at: datetime) -> None:
    """Tell again of grave alarms that nobody has acknowledged, and then tell those above."""
    actions.remind_of_alarms(at)


@every(10)
def roll_minutes(_at: datetime) -> None:
    """Roll up the minutes of hours that are over, so that a week is drawn without reading every value."""
    actions.roll_minutes()


@daily("03:10")
def make_months(at: datetime) -> None:
    """Make the months of readings to come, and those that came late."""
    partitions.make_ahead(at)


@daily("03:20")
def drop_months(at: datetime) -> None:
    """Take away months of the table that are empty and long past."""
    partitions.drop_empty(at)
