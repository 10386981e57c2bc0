"""Messages by the clock: the outbox is emptied at each beat, what is over and erased is forgotten each night."""

from datetime import datetime

from inspect_app.core.db import db
from inspect_app.core.jobs import daily, outside
from inspect_app.messages import actions, queries


@outside
def send() -> None:
    """Send what is due, batch after batch."""
    while actions.send_due():
        pass


@daily("03:50")
def forget(at: datetime) -> None:
    """Take away old letters, numbers whose code is no longer good, and the marks of numbers that were taken away."""
    actions.forget(at)
    db.session.execute(queries.asked_before(at))
    for each in db.session.scalars(queries.erased()).all():
        db.session.delete(each)
