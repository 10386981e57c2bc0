"""Return visits, for machines."""

from collections.abc import Mapping
from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, require
from inspect_app.projects import queries as projects
from inspect_app.warranty import actions
from inspect_app.warranty.api.clocks import bp
from inspect_app.warranty.models import ReturnVisit
from inspect_app.warranty.queries import visits as queries
from inspect_app.warranty.rules.visits import WORKFLOW
from inspect_app.warranty.schemas import HouseholdIn, ReturnVisitOut


@endpoint(
    bp, "/projects/<string:id>/return-visits", permit="warranty.read", out=ReturnVisitOut(many=True), on_thing=True,
    name="return_visits",
)  # fmt: skip
def of_project(actor: Actor, id: str) -> Any:
    """List the return visits of a project that the caller may see, by day."""
    project = find(projects.one(actor, id))
    require(actor, "warranty.read", project)
    return queries.of_project(actor, project.id)


@endpoint(
    bp,
    "/return-visits/<string:id>",
    permit="return-visit.read",
    out=ReturnVisitOut,
    on_thing=True,
    name="return_visit",
)
def visit(actor: Actor, id: str) -> ReturnVisit:
    """Show a return visit."""
    one = found(actor, id)
    require(actor, "return-visit.read", one)
    return one


@endpoint(
    bp, "/return-visits/<string:id>/households", permit="return-visit.answer", method="POST", body=HouseholdIn,
    out=ReturnVisitOut, on_thing=True, name="household",
)  # fmt: skip
def answer(actor: Actor, values: dict[str, Any], id: str) -> ReturnVisit:
    """Note what a drawn household said."""
    one = found(actor, id)
    require(actor, "return-visit.answer", one)
    actions.answer_visit(actor, one, **values, at=now())
    return one


def found(actor: Actor, id: str) -> ReturnVisit:
    """Return a return visit the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: ReturnVisit, name: str, values: Mapping[str, Any]) -> ReturnVisit:
    """Take a move of the visit now."""
    return actions.move_visit(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, ReturnVisitOut, below="/return-visits")
