"""Dossiers for machines: a project's lines and what is missing, utility works, audit findings."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.dossier import actions, queries
from inspect_app.dossier.models import AuditFinding, Line, UtilityWork
from inspect_app.dossier.rules.lives import FINDING, WORK
from inspect_app.dossier.schemas import (
    DossierOut,
    FindingFilterIn,
    FindingIn,
    FindingOut,
    FindingPage,
    FindingWhole,
    LineIn,
    LineOut,
    WorkFilterIn,
    WorkIn,
    WorkOut,
    WorkPage,
)
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project

bp = Blueprint("dossier_api", __name__, url_prefix="/api", description="小区档案 / Dossiers")


@endpoint(bp, "/projects/<string:id>/dossier", permit="dossier.read", out=DossierOut, on_thing=True)
def dossier(actor: Actor, id: str) -> Any:
    """Show a project's dossier: every line with those it replaced, and what is there or missing."""
    project = found(actor, id)
    require(actor, "dossier.read", project)
    return {"project_id": id, "standing": queries.standing(project), "lines": queries.lines(id)}


@endpoint(
    bp, "/projects/<string:id>/dossier", permit="dossier.enter", method="POST", body=LineIn, out=LineOut, status=201,
    on_thing=True, name="enter",
)  # fmt: skip
def enter(actor: Actor, values: dict[str, Any], id: str) -> Line:
    """Enter a line of a register, or correct the one named in `replaces`."""
    project = found(actor, id)
    require(actor, "dossier.enter", project)
    return actions.enter(actor, project, values, at=now())


@endpoint(bp, "/utility-works/", permit="utility-work.list", query=WorkFilterIn, out=WorkPage)
def works(actor: Actor, query: dict[str, Any]) -> Any:
    """List the utility works the caller may see, in the order of their days."""
    number = query.pop("page")
    return paged(queries.works(actor, **query), number=number)


@endpoint(
    bp, "/utility-works/", permit="utility-work.plan", method="POST", body=WorkIn, out=WorkOut, status=201,
    on_thing=True, name="plan",
)  # fmt: skip
def plan(actor: Actor, values: dict[str, Any]) -> UtilityWork:
    """Plan a utility's work in a project."""
    project = found(actor, values.pop("project_id"))
    require(actor, "utility-work.plan", project)
    return actions.plan_work(actor, project, values, at=now())


@endpoint(bp, "/utility-works/<string:id>", permit="utility-work.read", out=WorkOut, on_thing=True)
def work(actor: Actor, id: str) -> UtilityWork:
    """Show a utility work."""
    one = found_work(actor, id)
    require(actor, "utility-work.read", one)
    return one


@endpoint(bp, "/audit-findings/", permit="audit-finding.list", query=FindingFilterIn, out=FindingPage)
def findings(actor: Actor, query: dict[str, Any]) -> Any:
    """List the audit findings the caller may see, those due first before."""
    number = query.pop("page")
    return paged(queries.findings(actor, on=local_day(now()), **query), number=number)


@endpoint(
    bp, "/audit-findings/", permit="audit-finding.enter", method="POST", body=FindingIn, out=FindingWhole, status=201,
    on_thing=True, name="enter_finding",
)  # fmt: skip
def enter_finding(actor: Actor, values: dict[str, Any]) -> AuditFinding:
    """Enter what an audit found in a project."""
    project = found(actor, values.pop("project_id"))
    require(actor, "audit-finding.enter", project)
    return actions.enter_finding(actor, project, values, at=now())


@endpoint(bp, "/audit-findings/<string:id>", permit="audit-finding.read", out=FindingWhole, on_thing=True)
def finding(actor: Actor, id: str) -> AuditFinding:
    """Show an audit finding."""
    one = found_finding(actor, id)
    require(actor, "audit-finding.read", one)
    return one


def found(actor: Actor, id: str) -> Project:
    """Return a project the actor may see, or 404."""
    return find(projects.one(actor, id))


def found_work(actor: Actor, id: str) -> UtilityWork:
    """Return a utility work the actor may see, or 404."""
    return find(queries.one_work(actor, id))


def found_finding(actor: Actor, id: str) -> AuditFinding:
    """Return an audit finding the actor may see, or 404."""
    return find(queries.one_finding(actor, id, local_day(now())))


def take_work(actor: Actor, one: UtilityWork, name: str, values: Mapping[str, Any]) -> UtilityWork:
    """Take a move of the utility work now."""
    return actions.move_work(actor, one, name, values, at=now())


def take_finding(actor: Actor, one: AuditFinding, name: str, values: Mapping[str, Any]) -> AuditFinding:
    """Take a move of the finding now."""
    return actions.move_finding(actor, one, name, values, at=now())


api_moves(bp, WORK, found_work, take_work, WorkOut, below="/utility-works")
api_moves(bp, FINDING, found_finding, take_finding, FindingOut, below="/audit-findings")
