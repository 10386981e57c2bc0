"""Handover for machines: the register, papers, invitations, packages, and how a project stands."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.handover import actions, queries, schemas
from inspect_app.handover.models import Asset, Condition, HandoverPaper, Package, PackageItem, Reversion
from inspect_app.handover.queries.lists import READERS, TAKERS
from inspect_app.handover.rules import WORKFLOW
from inspect_app.handover.rules.reverting import REVERSION
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project

bp = Blueprint("handover_api", __name__, url_prefix="/api", description="移交 / Handover")


@endpoint(bp, "/assets", permit="asset.list", query=schemas.AssetFilterIn, out=schemas.AssetPage)
def assets(actor: Actor, query: dict[str, Any]) -> Any:
    """List the assets the caller may see, with what is open on each."""
    page = query.pop("page")
    return paged(queries.assets(actor, **query), number=page)


@endpoint(bp, "/assets/<string:id>", permit="asset.read", out=schemas.AssetWhole, on_thing=True)
def asset(actor: Actor, id: str) -> Asset:
    """Show an asset with its papers and its file."""
    one = found_asset(actor, id)
    require(actor, "asset.read", one)
    return one


@endpoint(
    bp, "/assets/<string:id>/edit", permit="asset.edit", method="POST", body=schemas.AssetForm, out=schemas.AssetOut,
    on_thing=True,
)  # fmt: skip
def edit(actor: Actor, values: dict[str, Any], id: str) -> Asset:
    """Change what the register says of an asset."""
    one = found_asset(actor, id)
    require(actor, "asset.edit", one)
    return actions.edit_asset(actor, one, values, at=now())


@endpoint(
    bp, "/projects/<string:id>/assets", permit="asset.add", method="POST", body=schemas.AssetsIn,
    out=schemas.AssetOut(many=True), status=201, on_thing=True,
)  # fmt: skip
def add(actor: Actor, values: dict[str, Any], id: str) -> Any:
    """Enter assets at elements of a project."""
    return actions.add_assets(actor, the_project(actor, id, "asset.add"), **values, at=now())


@endpoint(
    bp,
    "/projects/<string:id>/handover",
    permit="handover.read",
    out=schemas.StandingOut(many=True),
    on_thing=True,
)
def standing(actor: Actor, id: str) -> Any:
    """Say how the handover of a project stands, trade by trade; a taker sees its own trades."""
    return seen(actor, the_project(actor, id, "handover.read"))


@endpoint(
    bp, "/projects/<string:id>/handover/papers", permit="handover.add-paper", method="POST", body=schemas.PaperIn,
    out=schemas.PaperOut, status=201, on_thing=True,
)  # fmt: skip
def add_paper(actor: Actor, values: dict[str, Any], id: str) -> HandoverPaper:
    """Hand in a paper of an asset, or of 物业管理条例 art. 29."""
    return hand_in(actor, id, values)


@endpoint(
    bp, "/handover/papers/<string:id>/withdraw", permit="handover.withdraw-paper", method="POST",
    body=schemas.ReasonIn, out=schemas.PaperOut, on_thing=True,
)  # fmt: skip
def withdraw_paper(actor: Actor, values: dict[str, Any], id: str) -> HandoverPaper:
    """Take a paper back."""
    one = found_paper(actor, id, "handover.withdraw-paper")
    return actions.withdraw_paper(actor, one, reason=values["reason"], at=now())


@endpoint(
    bp, "/projects/<string:id>/invitations", permit="handover.invite", method="POST", body=schemas.InviteIn,
    out=schemas.StandingOut(many=True), status=201, on_thing=True,
)  # fmt: skip
def invite(actor: Actor, values: dict[str, Any], id: str) -> Any:
    """Record that a taker was invited."""
    project = the_project(actor, id, "handover.invite")
    actions.invite(actor, project, **values, at=now())
    return seen(actor, project)


@endpoint(bp, "/packages", permit="package.list", query=schemas.PackageFilterIn, out=schemas.PackagePage)
def packages(actor: Actor, query: dict[str, Any]) -> Any:
    """List the packages the caller may see, the newest first."""
    page = query.pop("page")
    return paged(queries.packages(actor, **query), number=page)


@endpoint(
    bp, "/projects/<string:id>/packages", permit="package.begin", method="POST", body=schemas.BeginIn,
    out=schemas.PackageWhole, status=201, on_thing=True,
)  # fmt: skip
def begin(actor: Actor, values: dict[str, Any], id: str) -> Package:
    """Put a package together."""
    return actions.begin(actor, the_project(actor, id, "package.begin"), **values, at=now())


@endpoint(bp, "/packages/<string:id>", permit="package.read", out=schemas.PackageWhole, on_thing=True)
def package(actor: Actor, id: str) -> Package:
    """Show a package with the record both sides sign."""
    one = found(actor, id)
    require(actor, "package.read", one)
    return one


@endpoint(
    bp, "/packages/items/<string:id>/decide", permit="package.decide", method="POST", body=schemas.DecideIn,
    out=schemas.PackageOut, on_thing=True,
)  # fmt: skip
def decide(actor: Actor, values: dict[str, Any], id: str) -> Package:
    """Decide on one asset of a package."""
    return actions.decide(actor, found_item(actor, id), **values, at=now()).package


@endpoint(
    bp, "/packages/conditions/<string:id>/meet", permit="package.meet", method="POST", body=schemas.MeetIn,
    out=schemas.PackageOut, on_thing=True,
)  # fmt: skip
def meet(actor: Actor, values: dict[str, Any], id: str) -> Package:
    """Say that a condition was met."""
    return actions.meet(actor, found_condition(actor, id), **values, at=now()).package


@endpoint(
    bp, "/packages/<string:id>/reversions", permit="reversion.begin", method="POST", body=schemas.ReversionIn,
    out=schemas.ReversionOut, status=201, on_thing=True,
)  # fmt: skip
def begin_reversion(actor: Actor, values: dict[str, Any], id: str) -> Reversion:
    """Propose that assets go back to the owner; the authority orders it."""
    one = found(actor, id)
    require(actor, "reversion.begin", one)
    return actions.begin_reversion(actor, one, **values, at=now())


def the_project(actor: Actor, id: str, verb: str) -> Project:
    """Return a project the actor may see and do `verb` to."""
    project = find(projects.one(actor, id))
    require(actor, verb, project)
    return project


def seen(actor: Actor, project: Project) -> list[queries.Standing]:
    """Return how a project stands, as far as the actor may see: a taker its own trades, without the others' files."""
    rows = queries.standing(project, local_day(now()))
    if any(each.role in READERS and project.covered_by(each) for each in actor.grants):
        return rows
    mine = actor.party_ids(*TAKERS)
    own = [
        replace(
            each,
            assets=[one for one in each.assets if one.taker_id in mine],
            invitations=[one for one in each.invitations if one.party_id in mine],
        )
        for each in rows
    ]
    return [each for each in own if each.assets or each.invitations]


def hand_in(actor: Actor, id: str, values: dict[str, Any]) -> HandoverPaper:
    """Hand in a paper for a project, or for one of its assets."""
    project, one = paper_of(actor, id, values.pop("asset_id"))
    return actions.add_paper(actor, project, one, **values, at=now())


def paper_of(actor: Actor, id: str, asset_id: str) -> tuple[Project, Asset | None]:
    """Return what a paper is handed in for, if this person may: the project, and its asset where one is named."""
    project = find(projects.one(actor, id))
    one = find(queries.asset(actor, asset_id).where(Asset.project_id == project.id)) if asset_id else None
    require(actor, "handover.add-paper", one or project)
    return project, one


def found_asset(actor: Actor, id: str) -> Asset:
    """Return an asset the actor may see, or 404."""
    return find(queries.asset(actor, id))


def found_paper(actor: Actor, id: str, verb: str) -> HandoverPaper:
    """Return a paper the actor may see and do `verb` to."""
    one = find(queries.paper(actor, id))
    require(actor, verb, one)
    return one


def found_item(actor: Actor, id: str) -> PackageItem:
    """Return an item of a package the actor may decide on."""
    one = find(queries.item(actor, id))
    require(actor, "package.decide", one.package)
    return one


def found_condition(actor: Actor, id: str) -> Condition:
    """Return a condition the actor may say is met."""
    one = find(queries.condition(actor, id))
    require(actor, "package.meet", one)
    return one


def found(actor: Actor, id: str) -> Package:
    """Return a package the actor may see, or 404."""
    return find(queries.package(actor, id))


def take(actor: Actor, one: Package, name: str, values: Mapping[str, Any]) -> Package:
    """Take a move of the package now."""
    return actions.move(actor, one, name, values, at=now())


def found_reversion(actor: Actor, id: str) -> Reversion:
    """Return a reversion the actor may see, or 404."""
    return find(queries.reversion(actor, id))


def take_back(actor: Actor, one: Reversion, name: str, values: Mapping[str, Any]) -> Reversion:
    """Take a move of the reversion now."""
    return actions.move_reversion(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, schemas.PackageOut, below="/packages")
api_moves(bp, REVERSION, found_reversion, take_back, schemas.ReversionOut, below="/reversions")
