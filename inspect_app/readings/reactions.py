"""What follows from an alarm: a defect, where its limit says so."""

from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.readings import actions
from inspect_app.readings.models import Alarm


@on("alarm.open")
def raise_its_defect(entry: Entry) -> None:
    """Raise the defect of an alarm that opens one, unless late data withdrew the alarm meanwhile."""
    actions.raise_its_defect(db.session.get_one(Alarm, entry.thing_id), at=entry.at)
