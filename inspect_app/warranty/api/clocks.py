"""Warranty for machines: the clocks of a project, and the public question whether an element is covered."""

from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, require
from inspect_app.projects import queries as projects
from inspect_app.warranty import actions, queries
from inspect_app.warranty.models import Agreement
from inspect_app.warranty.queries import Cover
from inspect_app.warranty.schemas import AgreeIn, AgreementOut, ClockOut, CoverIn, CoverOut

bp = Blueprint("warranty_api", __name__, url_prefix="/api/warranty", description="保修 / Warranty")


@endpoint(bp, "/projects/<string:id>", permit="warranty.read", out=ClockOut(many=True), on_thing=True)
def clocks(actor: Actor, id: str) -> Any:
    """List the warranty clocks of a project."""
    project = find(projects.one(actor, id))
    require(actor, "warranty.read", project)
    return queries.clocks(project.id)


@endpoint(bp, "/<string:code>/cover", permit="warranty.ask", query=CoverIn, out=CoverOut)
def cover(_actor: Actor, query: dict[str, Any], code: str) -> Cover:
    """Say, to anyone, whether an element of a project (site name or number) is under warranty."""
    project = find(queries.by_code(code))
    if query["element_id"]:
        find(queries.element(project.id, query["element_id"]))
    codes = [query["code"]] if query["code"] else []
    return queries.cover(project.id, query["element_id"], query["on"] or local_day(now()), codes)


@endpoint(
    bp, "/projects/<string:id>/agreements", permit="warranty.agree", method="POST", body=AgreeIn, out=AgreementOut,
    status=201, on_thing=True,
)  # fmt: skip
def agree(actor: Actor, values: dict[str, Any], id: str) -> Agreement:
    """Record a longer term that the parties agreed on in a paper handed in."""
    project = find(projects.one(actor, id))
    require(actor, "warranty.agree", project)
    return actions.agree(actor, project, **values, at=now())
