"""Hold points for machines and tablets."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.holds import actions, queries
from inspect_app.holds.models import Hold
from inspect_app.holds.rules import WORKFLOW
from inspect_app.holds.schemas import AnswerIn, FilterIn, HoldInProject, HoldOut, HoldPage, HoldWhole
from inspect_app.projects import queries as projects

bp = Blueprint("holds_api", __name__, url_prefix="/api/holds", description="停检点 / Hold points")


@endpoint(bp, "/", permit="hold.list", query=FilterIn, out=HoldPage)
def holds(actor: Actor, query: dict[str, Any]) -> Any:
    """List the hold points the caller may see, the newest first."""
    number = query.pop("page")
    return paged(queries.listed(actor, **query), number=number)


@endpoint(
    bp, "/", permit="hold.add", method="POST", body=HoldInProject, out=HoldWhole, status=201, on_thing=True, name="add"
)  # fmt: skip
def add(actor: Actor, values: dict[str, Any]) -> Hold:
    """Set a hold point."""
    project = find(projects.one(actor, values.pop("project_id")))
    require(actor, "hold.add", project)
    return actions.add(actor, project, **values, at=now())


@endpoint(bp, "/<string:id>", permit="hold.read", out=HoldWhole, on_thing=True)
def hold(actor: Actor, id: str) -> Hold:
    """Show a hold point."""
    one = found(actor, id)
    require(actor, "hold.read", one)
    return one


@endpoint(
    bp, "/<string:id>/answer", permit="hold.answer", method="POST", body=AnswerIn, out=HoldOut, on_thing=True
)
def answer(actor: Actor, values: dict[str, Any], id: str) -> Hold:
    """Answer the notice: come, or do not come."""
    one = found(actor, id)
    require(actor, "hold.answer", one)
    return actions.answer(actor, one, **values, at=now())


def found(actor: Actor, id: str) -> Hold:
    """Return a hold point the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: Hold, name: str, values: Mapping[str, Any]) -> Hold:
    """Take a move of the hold point now."""
    return actions.move(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, HoldOut)
