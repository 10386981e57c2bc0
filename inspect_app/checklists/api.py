"""Checklists for machines and tablets."""

from typing import Any

from flask_smorest import Blueprint

from inspect_app.checklists import actions, queries
from inspect_app.checklists.models import Template, TemplateVersion
from inspect_app.checklists.schemas import PublishIn, TemplateOut, TemplatePage, VersionOut
from inspect_app.core.clock import now
from inspect_app.core.fields import PageIn
from inspect_app.core.permits import Actor
from inspect_app.core.web import Slice, endpoint, find, paged

bp = Blueprint("checklists_api", __name__, url_prefix="/api/checklists", description="检查表 / Checklists")


@endpoint(bp, "/", permit="checklist.list", query=PageIn, out=TemplatePage)
def templates(_actor: Actor, query: dict[str, Any]) -> Slice:
    """List the checklists with their versions."""
    return paged(queries.templates(), number=query["page"])


@endpoint(bp, "/<string:id>", permit="checklist.read", out=TemplateOut)
def template(_actor: Actor, id: str) -> Template:
    """Show one checklist, by its id or its key."""
    return find(queries.template(id))


@endpoint(bp, "/versions/<string:id>", permit="checklist.read", out=VersionOut)
def version(_actor: Actor, id: str) -> TemplateVersion:
    """Show one version with its content; it never changes."""
    return find(queries.one_version(id))


@endpoint(bp, "/", permit="checklist.publish", method="POST", body=PublishIn, out=VersionOut, status=201)
def publish(actor: Actor, values: dict[str, Any]) -> TemplateVersion:
    """Publish a version; the same text under the same key again is the same version."""
    return actions.publish(actor, **values, at=now())
