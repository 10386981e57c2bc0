"""A tablet's filled checklist at the doors of the service; with it come the rooms that only checklists need.

The intake loads this with the first checklist of a tablet: where none arrives it does without.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from devices.codecs.checklist import Submission
from inspect_app import furnish
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import refused_words
from inspect_app.identity.models import Person
from inspect_app.identity.queries import actor_of
from inspect_app.inspections.actions import submit
from inspect_app.inspections.queries import one
from inspect_app.readings.queries import LogIn

furnish()


def submission(device: LogIn, filled: Submission, at: datetime) -> dict[str, Any]:
    """Submit it in the name of whoever carries the tablet, in the caller's transaction; return what the receipt says."""
    if device.roams:
        return asdict(submit(_carrier(device, filled), filled.as_dict(), at=at, device_id=device.id))
    person = device.person_id and device.person_name
    actor = Actor("person", device.person_id, person) if person else Actor("device", device.id, device.device)
    project = device.project_id
    return asdict(submit(actor, filled.as_dict(), at=at, device_id=device.id, project_id=project))


def _carrier(device: LogIn, filled: Submission) -> Actor:
    """Return the person who carries this tablet; what it sends is asked of their roles now, not of its topic."""
    person = db.session.get(Person, device.person_id) if device.person_name else None
    actor = actor_of(person) if person else None
    visit = db.session.scalar(one(actor, filled.visit)) if actor else None
    if actor is None or visit is None or not may(actor, "submission.receive", visit):
        raise Problem("forbidden", verb=refused_words("submission.receive"))
    return actor
