"""Official notices for people: the list, one of them, its paper, and the form of a draft."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request

from inspect_app.core import journal, nav, onward, todo
from inspect_app.core.canonical import content_hash
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.ids import uuid7
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import LIABLE_ROLES, SEVERITIES
from inspect_app.defects.rules import WORKFLOW as DEFECT
from inspect_app.notices import actions, paper, queries
from inspect_app.notices.api import found, take
from inspect_app.notices.models import Notice
from inspect_app.notices.rules import DRAFTED, KINDS, WAYS, WORDS, WORKFLOW
from inspect_app.notices.schemas import NOTICES, DraftForm, DraftIn
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project

bp = Blueprint("notices", __name__)
nav.add("/notices", "通知书", "Notices", verb="notice.list", order=22)
project_pages.LINKS.append(("/notices", "通知书", "Notices", "notice.list"))
todo.add(queries.todos)
_WORDS = {"workflow": WORKFLOW, "kinds": WORDS, "ways": WAYS, "severities": SEVERITIES, "defect_life": DEFECT}


@page(bp, "/notices", permit="notice.list")
def notices(actor: Actor) -> Any:
    """List the notices of a filter that lives in the address."""
    typed = {name: request.args.get(name, "") for name in ("state", "kind", "project_id")}
    state = typed["state"] if typed["state"] in queries.STATES else "open"
    kind = typed["kind"] if typed["kind"] in WORDS else ""
    kept = {name: value for name, value in typed.items() if value}
    project = db.session.scalar(projects.one(actor, typed["project_id"])) if typed["project_id"] else None
    shown = {
        "page": paged(queries.listed(actor, state=state, kind=kind, project_id=typed["project_id"]), table=NOTICES),
        "state_chosen": state, "kind_chosen": kind, "project_id": typed["project_id"], "project": project,
        "projects": db.session.scalars(queries.projects_of(actor)).all(),
        "link": f"?{urlencode(kept)}&" if kept else "?",
        "may_draft": project is not None and may(actor, "notice.draft", project),
    }  # fmt: skip
    return render_template("notices/list.html", **shown, **_WORDS)


@page(bp, "/projects/<string:id>/notices", permit="notice.list")
def of_project(actor: Actor, id: str) -> Any:
    """List the notices of a project."""
    return redirect(f"/notices?state=all&project_id={find(projects.one(actor, id)).id}")


@page(bp, "/notices/<string:id>", permit="notice.read", on_thing=True)
def notice(actor: Actor, id: str) -> Any:
    """Show a notice: what it orders, who acts next, whom it reached and what happened."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "notice.read", one)
    shown = {
        "notice": one, "project": one.project, "state": WORKFLOW.state(one.state), "form": form,
        "moves": [_fitting(one, each) for each in buttons(actor, one)],
        "opened": request.path.rpartition("/moves/")[2] if form else "", "photos": _photos(one),
        "kind": next(each for each in KINDS if each.key == one.kind), "may_edit": may(actor, "notice.edit", one),
        "readable": {each.id for each in one.defects if may(actor, "defect.read", each)},
        "left": queries.open_defects(one), "resumed_by": queries.resume_notice(one) if one.state == "resumed" else None,
        "lines": as_lines(reversed(journal.timeline("notice", one.id)), locale()), "onward": onward.links(actor, one),
    }  # fmt: skip
    return render_template("notices/show.html", **shown, **_WORDS)


def _fitting(one: Notice, move: dict[str, Any]) -> dict[str, Any]:
    """Return a move as drawn, without the day that this kind of notice does not give."""
    if move["name"] == "issue" and one.kind != "rectification":
        return {**move, "fields": []}
    return move


def _photos(one: Notice) -> list[dict[str, Any]]:
    return [
        {
            "url": signed_url(each.sha256, "public"), "thumb": signed_url(each.sha256), "at": each.at,
            "what": t(*paper.label_words(each.label)),
        }
        for each in reversed(attachments("notice", one.id))
    ]  # fmt: skip


@page(bp, "/notices/<string:id>.pdf", permit="notice.read", on_thing=True, name="sheet")
def sheet(actor: Actor, id: str) -> Any:
    """Give out an issued notice as a sealed paper."""
    one = found(actor, id)
    require(actor, "notice.read", one)
    if one.number is None:
        raise Problem(
            "conflict", zh="通知书签发后才有正式文本。", en="There is a paper once the notice is issued."
        )
    reply = Response(paper.sealed(one, at=now()), mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f'inline; filename="{one.number}.pdf"'
    return reply


@page(
    bp, "/projects/<string:id>/notices/new", permit="notice.draft", methods=("GET", "POST"), on_thing=True,
    name="draft",
)  # fmt: skip
def draft(actor: Actor, id: str) -> Any:
    """Draft a notice of a project."""
    project = find(projects.one(actor, id))
    require(actor, "notice.draft", project)
    start = {"once": uuid7(), "kind": "rectification", "defect_ids": request.args.getlist("defect")}
    form = Form(DraftForm, start)
    made = form.act(lambda values: _draft(actor, id, values))
    if made is None:
        shown = _choices(actor, find(projects.one(actor, id)))
        return render_template("notices/write.html", form=form, notice=None, **shown, **_WORDS), form.status
    flash(t("已存为草稿，待监督机构签发", "Kept as a draft; the authority issues it"), "good")
    return redirect(f"/notices/{made.id}")


def _draft(actor: Actor, id: str, values: dict[str, Any]) -> Notice:
    once, project = values.pop("once"), find(projects.one(actor, id))
    said = {name: str(value) for name, value in values.items()}
    # By what it says, too: whoever goes back in the browser and writes another one drafts another.
    source = f"{once}:{content_hash([project.id, said])[:16]}" if once else None
    return actions.draft(actor, project=project, source_id=source, **values, at=now())


@page(
    bp, "/notices/<string:id>/edit", permit="notice.edit", methods=("GET", "POST"), on_thing=True, name="edit"
)
def edit(actor: Actor, id: str) -> Any:
    """Write a draft anew."""
    one = found(actor, id)
    require(actor, "notice.edit", one)
    form = Form(DraftIn, stored=lambda: _as_typed(found(actor, id)), thing=("notice", id))
    if form.act(lambda values: actions.edit(actor, found(actor, id), **values, at=now())) is None:
        one = found(actor, id)
        shown = _choices(actor, one.project, one)
        return render_template("notices/write.html", form=form, notice=one, **shown, **_WORDS), form.status
    flash(t("草稿已保存", "Draft kept"), "good")
    return redirect(f"/notices/{id}")


def _as_typed(one: Notice) -> dict[str, Any]:
    held = {name: getattr(one, name) for name in ("kind", "facts", "clause", "addressee_id", "due_on")}
    if one.clause in {each.basis for each in KINDS}:
        held["clause"] = ""  # another kind rests on another article
    return {
        **held,
        "element_ids": [each.id for each in one.elements],
        "defect_ids": [each.id for each in one.defects],
    }


def _choices(actor: Actor, project: Project, one: Notice | None = None) -> dict[str, Any]:
    cited = [each.id for each in one.defects] if one else []
    mine = Defect.state.in_(defects.UNFINISHED) | Defect.id.in_(cited)
    stmt = (
        defects.visible(actor).where(Defect.project_id == project.id, mine).order_by(Defect.due_at, Defect.id)
    )
    parties = {each.party_id: each.party.name for each in project.parties if each.role in LIABLE_ROLES}
    return {
        "project": project, "parties": list(parties.items()),
        "kind_choices": [(each.key, t(each.zh, each.en), t(each.order_zh, each.order_en)) for each in KINDS if each.key in DRAFTED],
        "branches": projects.forest(db.session.scalars(projects.tree(project.id))),
        "defect_choices": [(each.id, f"{each.number} {each.title}", t(*_severity(each))) for each in db.session.scalars(stmt.limit(100))],
    }  # fmt: skip


def _severity(defect: Defect) -> tuple[str, str]:
    words, state = SEVERITIES[defect.severity], DEFECT.state(defect.state)
    return f"{words.zh} · {state.zh}", f"{words.en} · {state.en}"


page_moves(bp, WORKFLOW, found, take, _show, "/notices/<string:id>")
