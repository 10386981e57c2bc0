"""Checklists as XLSForm workbooks: given out, and taken in as a draft."""

from typing import Any

from flask import Response, redirect, render_template, request

from inspect_app.checklists import actions, queries, rules
from inspect_app.checklists.api import as_file
from inspect_app.checklists.pages.lists import bp
from inspect_app.checklists.rules.xlsform import Remark
from inspect_app.checklists.schemas import FormNameIn
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.forms import Form
from inspect_app.core.permits import Actor
from inspect_app.core.web import find, page


@page(bp, "/checklists/<string:id>/xlsform", permit="checklist.read", name="xlsform")
def xlsform(_actor: Actor, id: str) -> Response:
    """Give a version (the newest, or `?version=`) as an XLSForm."""
    found = find(queries.template(id))
    asked = request.args.get("version", type=int)
    version = next((each for each in found.versions if each.number == asked), found.versions[0])
    return as_file(version.content, found.key, str(version.number))


@page(bp, "/checklists/drafts/<string:id>/xlsform", permit="checklist.publish", name="draft_xlsform")
def draft_xlsform(actor: Actor, id: str) -> Response:
    """Give a draft as an XLSForm, once it could be published."""
    one = find(queries.draft(actor, id))
    if rules.check_content(one.content):
        raise Problem(
            "conflict",
            zh="草稿还有要改之处，改好后才能导出。",
            en="Mend the draft first; then it can be taken along.",
        )
    return as_file(one.content, one.key, "draft")


@page(
    bp,
    "/checklists/drafts/xlsform",
    permit="checklist.publish",
    methods=("GET", "POST"),
    name="import_xlsform",
)
def import_xlsform(actor: Actor) -> Any:
    """Take in an XLSForm as a draft, and say what of it could not be taken over."""
    form = Form(FormNameIn)
    remarks: list[Remark] = []

    def taken(_values: dict[str, Any]) -> Any:
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            raise field_problem("file", "请选择 .xlsx 文件", "choose an .xlsx file")
        name = upload.filename.rpartition(".")[0] or upload.filename
        made = queries.form_taken(upload.read(), name[:100])
        remarks[:] = made.remarks
        return actions.import_draft(actor, made, at=now())

    draft = form.act(taken)
    if draft is not None and not remarks:
        return redirect(f"/checklists/drafts/{draft.id}", 303)
    count = sum(len(each["items"]) for each in draft.content["sections"]) if draft is not None else 0
    shown = {"form": form, "draft": draft, "remarks": remarks, "count": count}
    return render_template("checklists/imported.html", **shown), form.status
