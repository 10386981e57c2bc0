"""Functional tests for machines and tablets."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.projects import queries as projects
from inspect_app.trials import actions, queries
from inspect_app.trials.models import Trial
from inspect_app.trials.rules import WORKFLOW
from inspect_app.trials.schemas import FilterIn, TrialInProject, TrialOut, TrialPage, TrialWhole

bp = Blueprint("trials_api", __name__, url_prefix="/api/trials", description="功能性试验 / Functional tests")


@endpoint(bp, "/", permit="trial.list", query=FilterIn, out=TrialPage)
def trials(actor: Actor, query: dict[str, Any]) -> Any:
    """List the functional tests the caller may see, the newest first."""
    page = query.pop("page")
    return paged(queries.listed(actor, **query), number=page)


@endpoint(
    bp, "/", permit="trial.plan", method="POST", body=TrialInProject, out=TrialWhole, status=201, on_thing=True,
    name="plan",
)  # fmt: skip
def plan(actor: Actor, values: dict[str, Any]) -> Trial:
    """Plan a functional test of an element."""
    project = find(projects.one(actor, values.pop("project_id")))
    require(actor, "trial.plan", project)
    return actions.plan(actor, project, values, at=now())


@endpoint(bp, "/<string:id>", permit="trial.read", out=TrialWhole, on_thing=True)
def trial(actor: Actor, id: str) -> Trial:
    """Show a functional test with its curve."""
    one = found(actor, id)
    require(actor, "trial.read", one)
    return one


def found(actor: Actor, id: str) -> Trial:
    """Return a functional test the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: Trial, name: str, values: Mapping[str, Any]) -> Trial:
    """Take a move of the functional test now."""
    return actions.move(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, TrialOut)
