"""Limits for machines: those set for a project, setting one, trying one on the past, ending one."""

from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, require
from inspect_app.projects import queries as projects
from inspect_app.readings import actions, queries, schemas
from inspect_app.readings.api.readings import bp
from inspect_app.readings.models import Limit


@endpoint(
    bp, "/projects/<string:id>/limits", permit="limit.list", out=schemas.LimitOut(many=True), on_thing=True,
)  # fmt: skip
def limits(actor: Actor, id: str) -> Any:
    """List the limits somebody set for a project."""
    project = find(projects.one(actor, id))
    require(actor, "limit.list", project)
    return list(db.session.scalars(queries.limits(actor, project.id)))


@endpoint(
    bp, "/projects/<string:id>/limits", permit="limit.set", method="POST", body=schemas.LimitIn,
    out=schemas.LimitOut, status=201, on_thing=True,
)  # fmt: skip
def set_limit(actor: Actor, values: dict[str, Any], id: str) -> Limit:
    """Set a limit for a project from now on."""
    project = find(projects.one(actor, id))
    require(actor, "limit.set", project)
    return actions.set_limit(actor, project=project, **values, at=now())


@endpoint(
    bp, "/projects/<string:id>/limits/tried", permit="limit.set", method="POST", body=schemas.TriedIn,
    out=schemas.TriedOut, on_thing=True,
)  # fmt: skip
def try_limit(actor: Actor, values: dict[str, Any], id: str) -> Any:
    """Try a limit on what was measured in the last days: the episodes it would have found. Nothing is set."""
    project = find(projects.one(actor, id))
    require(actor, "limit.set", project)
    days = values.pop("days")
    return actions.try_limit_on(project, values, now(), days)


@endpoint(
    bp, "/limits/<string:id>/end", permit="limit.end", method="POST", out=schemas.LimitOut, on_thing=True,
)  # fmt: skip
def end_limit(actor: Actor, id: str) -> Limit:
    """End a limit."""
    one = find(queries.limit(actor, id))
    require(actor, "limit.end", one)
    return actions.end_limit(actor, one, at=now())
