"""The beat of warranty: near ends told once, visits planned and missed ones recorded, silence taken as consent."""

from datetime import datetime

from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.jobs import daily
from inspect_app.core.permits import SYSTEM
from inspect_app.warranty import actions, queries
from inspect_app.warranty.queries import retention, visits


@daily("06:30")
def tell_near_ends(at: datetime) -> None:
    """Tell of each clock that ends within the span of the last inspection."""
    for clock in db.session.scalars(queries.near_end(local_day(at))).all():
        actions.note_near_end(SYSTEM, clock, at=at)


@daily("06:40")
def plan_return_visits(at: datetime) -> None:
    """Plan the return visits that are due soon, and record those that nobody made in time."""
    for certificate in db.session.scalars(visits.certificates_to_plan()).all():
        actions.plan_visits(SYSTEM, certificate, at=at)
    for visit in db.session.scalars(visits.gone_by(local_day(at))).all():
        actions.move_visit(SYSTEM, visit, "miss", {}, at=at)


@daily("06:50")
def take_silence_as_consent(at: datetime) -> None:
    """Take as accepted each release that was reminded of and not answered."""
    for release in db.session.scalars(retention.unanswered(at)).all():
        if retention.balance(release.retention).left > 0:
            actions.move_release(SYSTEM, release, "deem", {}, at=at)
