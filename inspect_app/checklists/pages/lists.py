"""Checklists for people: the list, a version with its clauses, and the form to publish one."""

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from inspect_app.checklists import actions, queries
from inspect_app.checklists.models import TemplateVersion
from inspect_app.checklists.rules import (
    ITEM_KINDS,
    PHOTO_RULES,
    SEVERITIES,
    SIGNERS,
    VERBS,
    demand_words,
    items,
    items_by_key,
    when_words,
)
from inspect_app.checklists.schemas import CHECKLISTS, UploadIn
from inspect_app.core import journal, nav
from inspect_app.core.clock import now
from inspect_app.core.errors import field_problem
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines, register_words
from inspect_app.core.web import find, page, paged
from inspect_app.projects.rules import ELEMENT_KINDS

bp = Blueprint("checklists", __name__)
nav.add("/checklists", "检查表", "Checklists", verb="checklist.list", order=60, rare=True)
register_words(VERBS, details={"key": ("代号", "Key"), "edition": ("版次", "Edition")})


@page(bp, "/checklists", permit="checklist.list")
def templates(actor: Actor) -> Any:
    """List the checklists."""
    shown = paged(queries.templates(), table=CHECKLISTS)
    counts = {each.id: sum(1 for _ in items(each.versions[0].content)) for each in shown.rows}
    may_publish = may(actor, "checklist.publish")
    return render_template("checklists/list.html", page=shown, counts=counts, may_publish=may_publish)


@page(bp, "/checklists/<string:id>", permit="checklist.read")
def template(actor: Actor, id: str) -> Any:
    """Show a version of a checklist (the newest, or `?version=`)."""
    found = find(queries.template(id))
    asked = request.args.get("version", type=int)
    version = next((each for each in found.versions if each.number == asked), found.versions[0])
    shown = {
        "template": found, "version": version, "content": version.content, "kinds": ITEM_KINDS,
        "severities": SEVERITIES, "photo_rules": PHOTO_RULES, "signed_by": _signed_by(version),
        "norm": lambda item: demand_words(item, locale()), "element_kinds": ELEMENT_KINDS,
        "said": lambda text: when_words(text, items_by_key(version.content), locale()), "may_publish": may(actor, "checklist.publish"),
        "lines": as_lines(reversed(journal.timeline("checklist", found.id)), locale()),
    }  # fmt: skip
    return render_template("checklists/show.html", **shown)


@page(bp, "/checklists/new", permit="checklist.publish", methods=("GET", "POST"))
def publish(actor: Actor) -> Any:
    """Publish a checklist from its JSON, uploaded or pasted."""
    form = Form(
        UploadIn, {"key": request.args.get("key", ""), "content": _text_of(request.args.get("version"))}
    )
    upload = request.files.get("file")
    if form.submitted and upload and upload.filename:
        form.values["content"] = upload.read().decode("utf-8-sig", errors="replace")
    version = form.act(lambda values: _publish(actor, values))
    if version is None:
        return render_template("checklists/new.html", form=form), form.status
    flash(t(f"已发布第 {version.number} 版。", f"Version {version.number} is published."), "good")
    return redirect(f"/checklists/{version.template_id}")


def _signed_by(version: TemplateVersion) -> str:
    return t("、", ", ").join(t(*SIGNERS[each]) for each in version.content.get("signatures", []))


def _text_of(version_id: str | None) -> str:
    found = queries.version(version_id) if version_id else None
    return json.dumps(found.content, ensure_ascii=False, indent=1) if found else ""


def _publish(actor: Actor, values: dict[str, Any]) -> TemplateVersion:
    try:
        content = json.loads(values["content"])
    except (ValueError, RecursionError) as wrong:
        raise field_problem("content", f"不是有效的 JSON：{wrong}", f"not valid JSON: {wrong}") from wrong
    return actions.publish(actor, key=values["key"], content=content, at=now())
