"""The acceptance of works for machines and tablets."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.projects import queries as projects
from inspect_app.works import actions, queries
from inspect_app.works.models import Work
from inspect_app.works.rules import WORKFLOW
from inspect_app.works.schemas import DraftIn, DraftOut, FilterIn, WorkIn, WorkOut, WorkPage, WorkWhole

bp = Blueprint("works_api", __name__, url_prefix="/api/works", description="质量验收 / Acceptance of works")


@endpoint(bp, "/", permit="work.list", query=FilterIn, out=WorkPage)
def works(actor: Actor, query: dict[str, Any]) -> Any:
    """List the works the caller may see, project by project in the order of the division."""
    page = query.pop("page")
    return paged(queries.listed(actor, **query), number=page)


@endpoint(
    bp, "/", permit="work.add", method="POST", body=WorkIn, out=WorkWhole, status=201, on_thing=True, name="add"
)  # fmt: skip
def add(actor: Actor, values: dict[str, Any]) -> Work:
    """Add one work to a project's division."""
    project = find(projects.one(actor, values.pop("project_id")))
    require(actor, "work.add", project)
    return actions.add(actor, project, **values, at=now())


@endpoint(
    bp,
    "/divisions/draft",
    permit="work.draft",
    method="POST",
    body=DraftIn,
    out=DraftOut,
    status=201,
    on_thing=True,
)
def draft(actor: Actor, values: dict[str, Any]) -> Any:
    """Divide a project's works by its building tree; what is there already stays."""
    project = find(projects.one(actor, values["project_id"]))
    require(actor, "work.draft", project)
    return {"made": len(actions.draft(actor, project, at=now()))}


@endpoint(bp, "/<string:id>", permit="work.read", out=WorkWhole, on_thing=True)
def work(actor: Actor, id: str) -> Work:
    """Show a work of a division with what was signed."""
    one = found(actor, id)
    require(actor, "work.read", one)
    return one


def found(actor: Actor, id: str) -> Work:
    """Return a work the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: Work, name: str, values: Mapping[str, Any]) -> Work:
    """Take a move of the work now."""
    return actions.move(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, WorkOut)
