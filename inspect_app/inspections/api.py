"""Inspections for machines and tablets: plans, visits with what they need offline, submissions."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.fields import PageIn
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.inspections import actions, queries
from inspect_app.inspections.models import Plan, Submission, Visit
from inspect_app.inspections.rules import WORKFLOW
from inspect_app.inspections.schemas import (
    PlanChange,
    PlanInProject,
    PlanOut,
    PlanPage,
    ReceiptOut,
    SubmissionIn,
    SubmissionOut,
    SubmissionPage,
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


@endpoint(bp, "/plans/", permit="plan.list", query=PageIn, out=PlanPage)
def plans(actor: Actor, query: dict[str, Any]) -> Any:
    """List the plans the caller may see."""
    return paged(queries.plans(actor), number=query["page"])


@endpoint(
    bp,
    "/plans/",
    permit="plan.add",
    method="POST",
    body=PlanInProject,
    out=PlanOut,
    status=201,
    on_thing=True,
)
def add_plan(actor: Actor, values: dict[str, Any]) -> Plan:
    """Make a plan and its first visits."""
    project = find(projects.one(actor, values.pop("project_id")))
    require(actor, "plan.add", project)
    return actions.add_plan(actor, project=project, **values, at=now())


@endpoint(bp, "/plans/<string:id>", permit="plan.read", out=PlanOut, on_thing=True)
def plan(actor: Actor, id: str) -> Plan:
    """Show a plan."""
    one = find(queries.plan(actor, id))
    require(actor, "plan.read", one)
    return one


@endpoint(
    bp, "/plans/<string:id>", permit="plan.change", method="PATCH", body=PlanChange(partial=True), out=PlanOut,
    on_thing=True,
)  # fmt: skip
def change_plan(actor: Actor, values: dict[str, Any], id: str) -> Plan:
    """Change a plan from tomorrow on."""
    one = find(queries.plan(actor, id))
    require(actor, "plan.change", one)
    return actions.change_plan(actor, one, at=now(), **values)


@endpoint(
    bp,
    "/submissions",
    permit="submission.receive",
    method="POST",
    body=SubmissionIn,
    out=ReceiptOut,
    on_thing=True,
)
def receive(actor: Actor, body: dict[str, Any]) -> actions.Receipt:
    """Take a filled checklist; the same again gets the same receipt."""
    one = db.session.scalars(queries.one(actor, body["visit"])).unique().first()
    require(actor, "submission.receive", one)
    if one is None:
        raise field_problem("visit", "没有这个检查任务", "no such visit")
    return actions.submit(actor, body, at=now())


@endpoint(bp, "/submissions", permit="submission.list", query=PageIn, out=SubmissionPage)
def submissions(actor: Actor, query: dict[str, Any]) -> Any:
    """List the submissions the caller may see, newest first."""
    return paged(queries.submissions(actor), number=query["page"])


@endpoint(bp, "/submissions/<string:id>", permit="submission.read", out=SubmissionOut, on_thing=True)
def submission(actor: Actor, id: str) -> Submission:
    """Show a submission as it came, with what the server found."""
    one = find(queries.submission(actor, id))
    require(actor, "submission.read", one)
    return one
