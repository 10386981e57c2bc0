"""Official notices for machines and tablets."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.notices import actions, queries
from inspect_app.notices.models import Notice
from inspect_app.notices.rules import WORKFLOW
from inspect_app.notices.schemas import DraftIn, DraftInProject, FilterIn, NoticeOut, NoticePage, NoticeWhole
from inspect_app.projects import queries as projects

bp = Blueprint("notices_api", __name__, url_prefix="/api/notices", description="通知书 / Official notices")


@endpoint(bp, "/", permit="notice.list", query=FilterIn, out=NoticePage)
def notices(actor: Actor, query: dict[str, Any]) -> Any:
    """List the notices the caller may see, the newest first."""
    number = query.pop("page")
    return paged(queries.listed(actor, **query), number=number)


@endpoint(
    bp, "/", permit="notice.draft", method="POST", body=DraftInProject, out=NoticeWhole, status=201, on_thing=True,
    name="draft",
)  # fmt: skip
def draft(actor: Actor, values: dict[str, Any]) -> Notice:
    """Draft a notice."""
    project = find(projects.one(actor, values.pop("project_id")))
    require(actor, "notice.draft", project)
    return actions.draft(actor, project=project, **values, at=now())


@endpoint(bp, "/<string:id>", permit="notice.read", out=NoticeWhole, on_thing=True)
def notice(actor: Actor, id: str) -> Notice:
    """Show a notice."""
    one = found(actor, id)
    require(actor, "notice.read", one)
    return one


@endpoint(
    bp, "/<string:id>/edit", permit="notice.edit", method="POST", body=DraftIn, out=NoticeWhole, on_thing=True
)
def edit(actor: Actor, values: dict[str, Any], id: str) -> Notice:
    """Write a draft anew."""
    one = found(actor, id)
    require(actor, "notice.edit", one)
    return actions.edit(actor, one, **values, at=now())


def found(actor: Actor, id: str) -> Notice:
    """Return a notice the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: Notice, name: str, values: Mapping[str, Any]) -> Notice:
    """Take a move of the notice now."""
    return actions.move(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, NoticeOut)
