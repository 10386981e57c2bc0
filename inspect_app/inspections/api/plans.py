"""Plans for machines."""

from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.fields import PageIn
from inspect_app.core.permits import Actor
from inspect_app.core.versions import same_version
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.inspections import actions, queries
from inspect_app.inspections.api.visits import bp
from inspect_app.inspections.models import Plan
from inspect_app.inspections.schemas import (
    PlanChange,
    PlanInProject,
    PlanOut,
    PlanPage,
)
from inspect_app.projects import queries as projects


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
    same_version(one)
    return actions.change_plan(actor, one, at=now(), **values)
