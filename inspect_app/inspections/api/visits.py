"""Visits for machines and tablets, with all that is needed offline."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.inspections import actions, queries
from inspect_app.inspections.models import Visit
from inspect_app.inspections.rules import WORKFLOW
from inspect_app.inspections.schemas import (
    VisitInProject,
    VisitOut,
    VisitPage,
    VisitsIn,
    VisitWhole,
)
from inspect_app.projects import queries as projects

bp = Blueprint("inspections_api", __name__, url_prefix="/api", description="检查 / Inspections")


@endpoint(bp, "/visits/", permit="visit.list", query=VisitsIn, out=VisitPage)
def visits(actor: Actor, query: dict[str, Any]) -> Any:
    """List the visits the caller may see, the latest day first."""
    number = query.pop("page")
    return paged(queries.listed(actor, **query), number=number)


@endpoint(
    bp,
    "/visits/",
    permit="visit.add",
    method="POST",
    body=VisitInProject,
    out=VisitOut,
    status=201,
    on_thing=True,
)
def add_visit(actor: Actor, values: dict[str, Any]) -> Visit:
    """Arrange one visit outside any plan."""
    project = find(projects.one(actor, values.pop("project_id")))
    require(actor, "visit.add", project)
    return actions.add_visit(actor, project=project, **values, at=now())


@endpoint(bp, "/visits/<string:id>", permit="visit.read", out=VisitWhole, on_thing=True)
def visit(actor: Actor, id: str) -> Visit:
    """Show a visit with its checklist and the project's elements: all a tablet needs without a network."""
    one = found(actor, id)
    require(actor, "visit.read", one)
    return one


def found(actor: Actor, id: str) -> Visit:
    """Return a visit the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: Visit, name: str, values: Mapping[str, Any]) -> Visit:
    """Take a move of the visit now."""
    return actions.move(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, VisitOut, below="/visits")
