"""Material lots for machines and tablets."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.materials import actions, queries
from inspect_app.materials.models import MaterialLot
from inspect_app.materials.rules import WORKFLOW
from inspect_app.materials.schemas import FilterIn, LotInProject, LotOut, LotPage, LotWhole, UnuseIn, UseIn
from inspect_app.projects import queries as projects

bp = Blueprint("materials_api", __name__, url_prefix="/api/materials", description="材料批次 / Material lots")


@endpoint(bp, "/", permit="material.list", query=FilterIn, out=LotPage)
def lots(actor: Actor, query: dict[str, Any]) -> Any:
    """List the material lots the caller may see, the newest first."""
    page = query.pop("page")
    return paged(queries.listed(actor, **query), number=page)


@endpoint(
    bp, "/", permit="material.enter", method="POST", body=LotInProject, out=LotWhole, status=201, on_thing=True,
    name="enter",
)  # fmt: skip
def enter(actor: Actor, values: dict[str, Any]) -> MaterialLot:
    """Enter a lot that came on site."""
    project = find(projects.one(actor, values.pop("project_id")))
    require(actor, "material.enter", project)
    return actions.enter(actor, project, values, at=now())


@endpoint(bp, "/<string:id>", permit="material.read", out=LotWhole, on_thing=True)
def lot(actor: Actor, id: str) -> MaterialLot:
    """Show a material lot."""
    one = found(actor, id)
    require(actor, "material.read", one)
    return one


@endpoint(bp, "/<string:id>/use", permit="material.use", method="POST", body=UseIn, out=LotOut, on_thing=True)
def use(actor: Actor, values: dict[str, Any], id: str) -> MaterialLot:
    """Say where a lot was built in."""
    one = found(actor, id)
    require(actor, "material.use", one)
    actions.use(actor, one, values.pop("element_ids"), **values, at=now())
    return one


@endpoint(
    bp, "/<string:id>/uses/<string:use_id>/withdraw", permit="material.unuse", method="POST", body=UnuseIn,
    out=LotOut, on_thing=True,
)  # fmt: skip
def unuse(actor: Actor, values: dict[str, Any], id: str, use_id: str) -> MaterialLot:
    """Take back that a lot was built in somewhere."""
    one = found(actor, id)
    require(actor, "material.unuse", one)
    return actions.unuse(actor, one, use_id, values["reason"], at=now())


def found(actor: Actor, id: str) -> MaterialLot:
    """Return a material lot the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: MaterialLot, name: str, values: Mapping[str, Any]) -> MaterialLot:
    """Take a move of the lot now."""
    return actions.move(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, LotOut)
