"""Defects for machines and tablets."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.defects import actions, queries
from inspect_app.defects.models import Defect, Request
from inspect_app.defects.rules import REQUEST, WORKFLOW
from inspect_app.defects.rules.acts import ACTS
from inspect_app.defects.schemas import DefectOut, DefectPage, DefectWhole, ListIn, RaiseInProject, RequestOut
from inspect_app.projects import queries as projects

bp = Blueprint("defects_api", __name__, url_prefix="/api/defects", description="缺陷 / Defects")


@endpoint(bp, "/", permit="defect.list", query=ListIn, out=DefectPage)
def defects(actor: Actor, query: dict[str, Any]) -> Any:
    """List the defects the caller may see, by deadline."""
    number = query.pop("page")
    wanted, at = queries.Filter(**query), now()
    counts = queries.counts(actor, wanted, at)
    page = paged(queries.listed(actor, wanted, at), number=number, total=counts["state"][wanted.state])
    shown = {"rows": page.rows, "number": page.number, "pages": page.pages, "total": page.total}
    return {**shown, "counts": counts}


@endpoint(
    bp, "/", permit="defect.raise", method="POST", body=RaiseInProject, out=DefectWhole, status=201, on_thing=True,
    name="raise",
)  # fmt: skip
def raise_defect(actor: Actor, values: dict[str, Any]) -> Defect:
    """Raise a defect."""
    project = find(projects.one(actor, values.pop("project_id")))
    require(actor, "defect.raise", project)
    return actions.raise_defect(actor, project=project, **values, at=now())


@endpoint(bp, "/<string:id>", permit="defect.read", out=DefectWhole, on_thing=True)
def defect(actor: Actor, id: str) -> Defect:
    """Show a defect."""
    one = found(actor, id)
    require(actor, "defect.read", one)
    return one


def found(actor: Actor, id: str) -> Defect:
    """Return a defect the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: Defect, name: str, values: Mapping[str, Any]) -> Defect:
    """Take a move of the defect now."""
    return actions.move(actor, one, name, values, at=now())


def do(actor: Actor, one: Defect, name: str, values: Mapping[str, Any]) -> Any:
    """Do what changes no state: ask for more time, hand in a plan, give on, split."""
    return _ACTS[name](actor, one, values, at=now())


_ACTS: dict[str, Any] = {
    "more-time": actions.ask_more_time,
    "plan": actions.hand_in_plan,
    "delegate": actions.delegate,
    "split": actions.split,
}


def found_request(actor: Actor, id: str) -> Request:
    """Return a request on a defect the actor may see, or 404."""
    return find(queries.request(actor, id))


def decide(actor: Actor, one: Request, name: str, values: Mapping[str, Any]) -> Request:
    """Grant, refuse or take back a request now."""
    return actions.decide(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, DefectOut)
api_moves(bp, ACTS, found, do, DefectOut)
api_moves(bp, REQUEST, found_request, decide, RequestOut, below="/requests")
