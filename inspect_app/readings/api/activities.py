"""Activities for machines and tablets: those of a project, starting one, and the moves that stop or correct it."""

from collections.abc import Mapping
from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.fields import PageIn
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.projects import queries as projects
from inspect_app.readings import actions
from inspect_app.readings.api.readings import bp
from inspect_app.readings.models.activities import Activity
from inspect_app.readings.queries.activities import activities, activity
from inspect_app.readings.rules.activities import ACTIVITY
from inspect_app.readings.schemas.activities import ActivityIn, ActivityOut, ActivityPage


@endpoint(
    bp, "/projects/<string:id>/activities", permit="activity.list", query=PageIn, out=ActivityPage, on_thing=True,
)  # fmt: skip
def activity_list(actor: Actor, query: dict[str, Any], id: str) -> Any:
    """List the activities of a project, those under way first."""
    project = find(projects.one(actor, id))
    require(actor, "activity.list", project)
    return paged(activities(actor, project.id), number=query["page"])


@endpoint(
    bp, "/projects/<string:id>/activities", permit="activity.start", method="POST", body=ActivityIn,
    out=ActivityOut, status=201, on_thing=True,
)  # fmt: skip
def start_activity(actor: Actor, values: dict[str, Any], id: str) -> Activity:
    """Record that an activity is under way."""
    project = find(projects.one(actor, id))
    require(actor, "activity.start", project)
    return actions.start_activity(actor, project=project, **values, at=now())


def found_activity(actor: Actor, id: str) -> Activity:
    """Return an activity of a project the actor may see, or 404."""
    return find(activity(actor, id))


def move_activity(actor: Actor, one: Activity, name: str, values: Mapping[str, Any]) -> Activity:
    """Take a move of an activity now."""
    return actions.move_activity(actor, one, name, values, at=now())


api_moves(bp, ACTIVITY, found_activity, move_activity, ActivityOut, below="/activities")
