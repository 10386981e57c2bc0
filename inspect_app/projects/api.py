"""Projects for machines."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import select

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.fields import PageIn
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.identity.models import Party
from inspect_app.identity.queries import SITES, Site
from inspect_app.projects import actions, queries
from inspect_app.projects.models import Element, Project, Sheet
from inspect_app.projects.rules import WORKFLOW
from inspect_app.projects.schemas import (
    ElementIn,
    ElementOut,
    ProjectIn,
    ProjectOut,
    ProjectPage,
    SetPartyIn,
    SheetIn,
    SheetOut,
)

bp = Blueprint(
    "projects_api", __name__, url_prefix="/api/projects", description="Projects and building trees"
)


def _sites(actor: Actor, project_id: str | None) -> list[Site]:
    """Tell the lower room of identity which projects a role may be narrowed to."""
    stmt = queries.one(actor, project_id) if project_id else queries.visible(actor)
    rows = db.session.scalars(stmt.order_by(None).order_by(Project.name, Project.id)).unique()
    return [Site(each.id, each.name, each.region, each.party_ids()) for each in rows]


if _sites not in SITES:
    SITES.append(_sites)


@endpoint(bp, "/", permit="project.list", query=PageIn, out=ProjectPage)
def projects(actor: Actor, query: dict[str, Any]) -> Any:
    """List the projects the caller may see."""
    return paged(queries.visible(actor), number=query["page"])


@endpoint(bp, "/", permit="project.add", method="POST", body=ProjectIn, out=ProjectOut, status=201)
def add_project(actor: Actor, values: dict[str, Any]) -> Project:
    """Add a project."""
    return begin(actor, values)


@endpoint(bp, "/<string:id>", permit="project.read", out=ProjectOut, on_thing=True)
def project(actor: Actor, id: str) -> Project:
    """Show a project."""
    return _found(actor, id, "project.read")


@endpoint(
    bp, "/<string:id>/elements", permit="project.read", out=ElementOut(many=True), on_thing=True, name="tree"
)
def elements(actor: Actor, id: str) -> Any:
    """Show the building tree of a project."""
    _found(actor, id, "project.read")
    return db.session.scalars(queries.tree(id)).all()


@endpoint(
    bp, "/<string:id>/elements", permit="project.edit", method="POST", body=ElementIn, out=ElementOut,
    status=201, on_thing=True,
)  # fmt: skip
def add_element(actor: Actor, values: dict[str, Any], id: str) -> Element:
    """Add a node to the building tree."""
    return grow(actor, _found(actor, id, "project.edit"), values)


@endpoint(
    bp, "/<string:id>/parties", permit="project.edit", method="POST", body=SetPartyIn, out=ProjectOut,
    on_thing=True,
)  # fmt: skip
def set_party(actor: Actor, values: dict[str, Any], id: str) -> Project:
    """Let a party take part in a role."""
    return join(actor, _found(actor, id, "project.edit"), values)


@endpoint(bp, "/<string:id>/sheets", permit="sheet.list", out=SheetOut(many=True), on_thing=True)
def sheets(actor: Actor, id: str) -> Any:
    """List the drawings of a project."""
    _found(actor, id, "sheet.list")
    return db.session.scalars(queries.sheets(id)).unique().all()


@endpoint(
    bp, "/<string:id>/sheets", permit="sheet.add", method="POST", body=SheetIn, out=SheetOut, status=201,
    on_thing=True,
)  # fmt: skip
def add_sheet(actor: Actor, values: dict[str, Any], id: str) -> Sheet:
    """Add a drawing whose picture has been received."""
    return hang(actor, _found(actor, id, "sheet.add"), values)


@endpoint(
    bp, "/sheets/<string:id>/withdraw", permit="sheet.withdraw", method="POST", out=SheetOut, on_thing=True
)
def withdraw_sheet(actor: Actor, id: str) -> Sheet:
    """Withdraw a drawing; what is pinned on it keeps it."""
    return take_down(actor, id)


def hang(actor: Actor, project: Project, values: dict[str, Any]) -> Sheet:
    """Add a drawing to the project, or to the element named in `values`."""
    element_id = values.pop("element_id", None)
    element = (
        db.session.scalar(queries.tree(project.id).where(Element.id == element_id)) if element_id else None
    )
    if element_id and element is None:
        raise field_problem("element_id", "本项目没有这个部位", "no such element in this project")
    return actions.add_sheet(actor, project, **values, element=element, at=now())


def take_down(actor: Actor, id: str) -> Sheet:
    """Withdraw a drawing of a project the actor may see."""
    one = find(queries.sheet(actor, id))
    require(actor, "sheet.withdraw", one)
    return actions.withdraw_sheet(actor, one, at=now())


def begin(actor: Actor, values: dict[str, Any]) -> Project:
    """Add a project; an owner who adds one takes part in it, or it would be out of their sight at once."""
    project = actions.add_project(actor, **values, at=now())
    own = db.session.scalar(select(Party).where(Party.id.in_(actor.party_ids("owner"))).order_by(Party.id))
    if own is not None and not may(actor, "project.edit", project):
        actions.set_party(actor, project, party=own, role="owner", leader=actor.name, at=now())
    return project


def grow(actor: Actor, project: Project, values: dict[str, Any]) -> Element:
    """Add an element below the parent named in `values`."""
    parent_id = values.pop("parent_id", None)
    parent = None
    if parent_id:
        parent = db.session.scalar(queries.tree(project.id).where(Element.id == parent_id))
        if parent is None:
            raise field_problem("parent_id", "本项目没有这个部位", "no such element in this project")
    return actions.add_element(actor, project, **values, parent=parent, at=now())


def join(actor: Actor, project: Project, values: dict[str, Any]) -> Project:
    """Add the party named in `values` to the project."""
    party = db.session.get(Party, values.pop("party_id"))
    if party is None:
        raise field_problem("party_id", "没有这个单位", "no such party")
    actions.set_party(actor, project, party=party, **values, at=now())
    return project


def found(actor: Actor, id: str) -> Project:
    """Return a project the actor may see, or 404."""
    return find(queries.one(actor, id))


def _found(actor: Actor, id: str, verb: str) -> Project:
    project = found(actor, id)
    require(actor, verb, project)
    return project


def take(actor: Actor, project: Project, name: str, values: Mapping[str, Any]) -> Project:
    """Take a move of the project now."""
    return actions.move(actor, project, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, ProjectOut)
