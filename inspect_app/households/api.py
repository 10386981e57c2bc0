"""Household acceptance for machines and tablets."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.households import actions, queries
from inspect_app.households.models import HouseholdCard
from inspect_app.households.rules import WORKFLOW
from inspect_app.households.schemas import CardOut, CardPage, Drafted, DraftInProject, FilterIn, PointsIn
from inspect_app.projects import queries as projects

bp = Blueprint(
    "households_api", __name__, url_prefix="/api/households", description="分户验收 / Household acceptance"
)


@endpoint(bp, "/", permit="household.list", query=FilterIn, out=CardPage)
def cards(actor: Actor, query: dict[str, Any]) -> Any:
    """List the cards the caller may see, by place."""
    page = query.pop("page")
    return paged(queries.listed(actor, **query), number=page)


@endpoint(
    bp, "/", permit="household.draft", method="POST", body=DraftInProject, out=Drafted, status=201, on_thing=True,
    name="draft",
)  # fmt: skip
def draft(actor: Actor, values: dict[str, Any]) -> Any:
    """Draft a card for each household of a project that has none."""
    project = find(projects.one(actor, values.pop("project_id")))
    require(actor, "household.draft", project)
    return {"cards": len(actions.draft(actor, project, **values, at=now()))}


@endpoint(bp, "/<string:id>", permit="household.read", out=CardOut, on_thing=True)
def card(actor: Actor, id: str) -> HouseholdCard:
    """Show a card with its points."""
    one = found(actor, id)
    require(actor, "household.read", one)
    return one


@endpoint(
    bp,
    "/<string:id>/points",
    permit="household.judge",
    method="POST",
    body=PointsIn,
    out=CardOut,
    on_thing=True,
)
def judge(actor: Actor, values: dict[str, Any], id: str) -> HouseholdCard:
    """Judge points of a card."""
    one = found(actor, id)
    require(actor, "household.judge", one)
    actions.judge(actor, one, **values, at=now())
    return one


def found(actor: Actor, id: str) -> HouseholdCard:
    """Return a card the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: HouseholdCard, name: str, values: Mapping[str, Any]) -> HouseholdCard:
    """Take a move of the card now."""
    return actions.move(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, CardOut)
