"""Checklists for machines and tablets, as JSON and as XLSForm."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from inspect_app.checklists import actions, queries
from inspect_app.checklists.models import Template, TemplateVersion
from inspect_app.checklists.rules.xlsform import COLUMNS, sheets
from inspect_app.checklists.schemas import (
    FormNameIn,
    ImportedOut,
    PublishIn,
    TemplateOut,
    TemplatePage,
    VersionOut,
)
from inspect_app.core.clock import now
from inspect_app.core.fields import PageIn
from inspect_app.core.permits import Actor
from inspect_app.core.web import Slice, endpoint, find, paged
from inspect_app.core.workbook import XLSX
from inspect_app.core.workbook_writer import write_workbook

_WORKBOOK = {XLSX: {"type": "string", "format": "binary"}}
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


@endpoint(
    bp, "/versions/<string:id>/xlsform", permit="checklist.read", gives=_WORKBOOK, name="version_xlsform"
)
def version_xlsform(_actor: Actor, id: str) -> Response:
    """Give a version as an XLSForm workbook."""
    found = find(queries.one_version(id))
    return as_file(found.content, found.template.key, str(found.number))


@endpoint(
    bp, "/drafts/xlsform", permit="checklist.publish", method="POST", query=FormNameIn, out=ImportedOut, status=201,
    takes={**_WORKBOOK, "application/octet-stream": {"type": "string", "format": "binary"}},
)  # fmt: skip
def import_xlsform(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Take an XLSForm workbook as a draft of the caller, with what of it could not be taken over."""
    taken = queries.form_taken(request.get_data(), query["name"])
    draft = actions.import_draft(actor, taken, at=now())
    return {"draft": draft.id, "key": draft.key, "content": draft.content, "remarks": taken.remarks}


def as_file(content: Mapping[str, Any], key: str, edition: str) -> Response:
    """Return a sound content as an XLSForm workbook to keep."""
    reply = Response(write_workbook(sheets(content, key), COLUMNS), content_type=XLSX)
    reply.headers["Content-Disposition"] = f'attachment; filename="{key}-{edition}.xlsx"'
    return reply
