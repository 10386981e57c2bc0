"""The beat of silence: a device that stopped talking is told of once."""

from datetime import datetime

from inspect_app.core.db import db
from inspect_app.core.jobs import every
from inspect_app.core.permits import SYSTEM
from inspect_app.readings import actions, queries


@every(300)
def tell_silent_devices(at: datetime) -> None:
    """Record each device in use that has fallen silent since it was last heard."""
    for device in db.session.scalars(queries.newly_silent(at)).all():
        actions.tell_silent(SYSTEM, device, at=at)
