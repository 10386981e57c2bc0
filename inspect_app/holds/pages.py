"""Hold points for people: the list, one of them, its record as a paper, and the form that sets one."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request

from inspect_app.checklists.rules import items
from inspect_app.core import journal, nav, todo
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.holds import actions, paper, queries
from inspect_app.holds.api import found, take
from inspect_app.holds.models import Hold
from inspect_app.holds.rules import ANSWERS, WORKFLOW
from inspect_app.holds.rules.consequences import PAYERS
from inspect_app.holds.rules.notice import MUST_SIGN, NEEDED, SIGN_BASIS
from inspect_app.holds.schemas import HOLDS, AnswerIn, HoldForm
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project

bp = Blueprint("holds", __name__)
nav.add("/holds", "停检点", "Hold points", verb="hold.list", order=24)
project_pages.LINKS.append(("/holds/new", "设置停检点", "Set a hold point", "hold.add"))
todo.add(queries.todos)
_WORDS = {"workflow": WORKFLOW, "roles": PARTY_KINDS, "answers": ANSWERS, "payers": PAYERS}


@page(bp, "/holds", permit="hold.list")
def holds(actor: Actor) -> Any:
    """List the hold points."""
    asked, project_id = request.args.get("state", "open"), request.args.get("project", "")
    state = asked if asked in queries.STATES else "open"
    kept = {name: value for name, value in (("state", state), ("project", project_id)) if value}
    shown = {
        "page": paged(queries.listed(actor, state=state, project_id=project_id), table=HOLDS), "chosen": state,
        "project_id": project_id, "projects": db.session.scalars(projects.visible(actor)).all(),
        "link": f"?{urlencode(kept)}&", "may_add": may(actor, "hold.add"),
    }  # fmt: skip
    return render_template("holds/list.html", **shown, **_WORDS)


@page(bp, "/holds/<string:id>", permit="hold.read", on_thing=True)
def hold(actor: Actor, id: str) -> Any:
    """Show a hold point: who still has to act, what was answered and signed, what happened."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one, at = found(actor, id), now()
    require(actor, "hold.read", one)
    opened = queries.may_sign_now(one, at)
    shown = {
        "hold": one, "project": one.project, "state": WORKFLOW.state(one.state), "form": form,
        "moves": [each for each in buttons(actor, one) if each["name"] != "sign" or opened],
        "opened": request.path.rpartition("/moves/")[2] if form and "/moves/" in request.path else "",
        "may_answer": may(actor, "hold.answer", one) and bool(queries.answerable(one, at)),
        "signing_open": opened, "item": _item(one), "photos": _photos(one), "basis": SIGN_BASIS,
        "wanted": {(each.role, each.party_id) for each in one.to_sign},
        "signed": {(each.role, each.party_id): each for each in one.signed},
        "defects": [each for each in queries.defects_of(one.id) if may(actor, "defect.read", each)],
        "lines": as_lines(reversed(journal.timeline("hold", one.id)), locale()),
    }  # fmt: skip
    return render_template("holds/show.html", **shown, **_WORDS)


def _item(one: Hold) -> dict[str, Any] | None:
    if one.template_version is None:
        return None
    return next((each for each in items(one.template_version.content) if each["key"] == one.item_key), None)


def _photos(one: Hold) -> list[dict[str, Any]]:
    return [
        {
            "url": signed_url(each.sha256, "public"), "thumb": signed_url(each.sha256), "at": each.at,
            "what": t(*paper.label_words(each.label)),
        }
        for each in reversed(attachments("hold", one.id))
    ]  # fmt: skip


@page(bp, "/holds/<string:id>.pdf", permit="hold.read", on_thing=True, name="record")
def record(actor: Actor, id: str) -> Any:
    """Give out the record of the concealed works as a sealed paper."""
    one = found(actor, id)
    require(actor, "hold.read", one)
    reply = Response(paper.sealed(one, at=now()), mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f'inline; filename="{one.number}.pdf"'
    return reply


@page(bp, "/holds/<string:id>/answer", permit="hold.answer", methods=("POST",), on_thing=True, name="answer")
def answer(actor: Actor, id: str) -> Any:
    """Answer the notice: come, or do not come."""
    require(actor, "hold.answer", found(actor, id))
    form = Form(AnswerIn)
    if form.act(lambda values: actions.answer(actor, found(actor, id), at=now(), **values)) is None:
        return _show(actor, id, form), form.status
    flash(t("答复已登记", "Answer recorded"))
    return redirect(f"/holds/{id}")


@page(
    bp,
    "/projects/<string:id>/holds/new",
    permit="hold.add",
    methods=("GET", "POST"),
    on_thing=True,
    name="add",
)
def add(actor: Actor, id: str) -> Any:
    """Set a hold point of a project."""
    project: Project = find(projects.one(actor, id))
    require(actor, "hold.add", project)
    form = Form(HoldForm, {"signers": [MUST_SIGN], "witnesses": list(NEEDED)})
    made = form.act(lambda values: actions.add(actor, find(projects.one(actor, id)), at=now(), **values))
    if made is None:
        project = find(projects.one(actor, id))
        return render_template("holds/new.html", form=form, project=project, **_choices(project)), form.status
    flash(t(f"已设置：{made.number}", f"Set: {made.number}"), "good")
    return redirect(f"/holds/{made.id}")


def _choices(project: Project) -> dict[str, Any]:
    return {
        "elements": [(each.id, each.path) for each in db.session.scalars(projects.tree(project.id))],
        "signers": _parties(project, "sign"), "witnesses": _parties(project, "witness"),
        "items": queries.item_choices(project.id, locale()),
    }  # fmt: skip


def _parties(project: Project, part: str) -> list[tuple[str, str]]:
    named = {each.party_id: each.party.name for each in project.parties}
    found_here: dict[tuple[str, str | None], tuple[str, str]] = {}
    for key, (role, party_id) in actions.choices_of(project, part).items():
        words = t(*PARTY_KINDS[role])
        label = f"{words} · {named[party_id]}" if party_id else words
        # The plain role stands first and is its first party.
        found_here.setdefault((role, party_id), (key, label))
    return list(found_here.values())


page_moves(bp, WORKFLOW, found, take, _show, "/holds/<string:id>")
