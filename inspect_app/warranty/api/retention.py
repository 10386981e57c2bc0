"""Money held back, for machines."""

from collections.abc import Mapping
from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.versions import same_version
from inspect_app.core.web import endpoint, find, require
from inspect_app.projects import queries as projects
from inspect_app.warranty import actions
from inspect_app.warranty.api.clocks import bp
from inspect_app.warranty.models import Release, Retention
from inspect_app.warranty.queries import retention as queries
from inspect_app.warranty.rules.retention import RELEASE
from inspect_app.warranty.schemas import AskIn, HoldIn, ReleaseOut, RetentionWhole


@endpoint(
    bp, "/projects/<string:id>/retention", permit="retention.hold", method="PUT", body=HoldIn, out=RetentionWhole,
    on_thing=True, name="hold",
)  # fmt: skip
def hold(actor: Actor, values: dict[str, Any], id: str) -> Retention:
    """Record what is held back, or put it right while no release was asked for."""
    project = find(projects.one(actor, id))
    require(actor, "retention.hold", project)
    same_version(db.session.scalar(queries.of_project(actor, id)))
    return actions.hold_retention(actor, project, **values, at=now())


@endpoint(
    bp,
    "/retentions/<string:id>",
    permit="retention.read",
    out=RetentionWhole,
    on_thing=True,
    name="retention",
)
def retention(actor: Actor, id: str) -> Retention:
    """Show what is held back, the sum step by step, and what blocks its release."""
    one = found(actor, id)
    require(actor, "retention.read", one)
    return one


@endpoint(
    bp, "/retentions/<string:id>/releases", permit="release.ask", method="POST", body=AskIn, out=ReleaseOut, status=201,
    on_thing=True, name="ask_release",
)  # fmt: skip
def ask(actor: Actor, values: dict[str, Any], id: str) -> Release:
    """Ask for the release of an amount."""
    one = found(actor, id)
    require(actor, "release.ask", one)
    return actions.ask_release(actor, one, **values, at=now())


def found(actor: Actor, id: str) -> Retention:
    """Return what is held back if the actor may see it, or 404."""
    return find(queries.one(actor, id))


def found_release(actor: Actor, id: str) -> Release:
    """Return a request the actor may see, or 404."""
    return find(queries.release(actor, id))


def take(actor: Actor, one: Release, name: str, values: Mapping[str, Any]) -> Release:
    """Take a move of the request now."""
    return actions.move_release(actor, one, name, values, at=now())


api_moves(bp, RELEASE, found_release, take, ReleaseOut, below="/releases")
