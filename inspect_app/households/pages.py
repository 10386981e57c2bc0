"""Household acceptance for people: the cards with their summary, one card, its papers, and the form that drafts them."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request

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
from inspect_app.households import actions, paper, queries
from inspect_app.households.api import found, take
from inspect_app.households.models import HouseholdCard
from inspect_app.households.rules import ABSENCES, OUTCOMES, SCOPES, STANDS, WORKFLOW, may_conclude
from inspect_app.households.schemas import CARDS, DraftForm, PointsIn
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.votes.rules.roll import masked_name

bp = Blueprint("households", __name__)
nav.add("/households", "分户验收", "Household acceptance", verb="household.list", order=27, rare=True)
project_pages.LINKS.append(("/households", "分户验收", "Household acceptance", "household.list"))
todo.add(queries.todos)
_WORDS = {
    "workflow": WORKFLOW,
    "scopes": SCOPES,
    "outcomes": OUTCOMES,
    "stands": STANDS,
    "absences": ABSENCES,
}


@page(bp, "/households", permit="household.list")
def households(actor: Actor) -> Any:
    """List the cards of a filter that lives in the address; of one project, with the summary by building."""
    typed = {name: request.args.get(name, "") for name in ("state", "project_id")}
    state = typed["state"] if typed["state"] in queries.STATES else "all"
    project = db.session.scalar(projects.one(actor, typed["project_id"])) if typed["project_id"] else None
    whole = project is not None and may(actor, "household.read", project)
    rows = queries.standing([project.id])[project.id] if project and whole else []
    shown = {
        "page": paged(queries.listed(actor, state=state, project_id=typed["project_id"]), table=CARDS), "state": state,
        "project": project, "projects": db.session.scalars(projects.visible(actor)).all(), "project_id": typed["project_id"],
        "link": f"?{urlencode({name: value for name, value in typed.items() if value})}&",
        "may_draft": project is not None and may(actor, "household.draft", project), "summary": queries.summary(rows),
        "by_element": {each.element_id: each.state for each in rows},
    }  # fmt: skip
    return render_template("households/list.html", **shown, **_WORDS)


@page(bp, "/projects/<string:id>/households", permit="household.list")
def of_project(actor: Actor, id: str) -> Any:
    """List the cards of a project."""
    return redirect(f"/households?project_id={find(projects.one(actor, id)).id}")


@page(bp, "/projects/<string:id>/households.pdf", permit="household.list", name="summary")
def summary(actor: Actor, id: str) -> Any:
    """Give out the summary of household acceptance of a project as a sealed paper."""
    project = find(projects.one(actor, id))
    require(actor, "household.read", project)
    return _pdf(paper.summary(project, at=now()), f"{project.number}-FHYS")


def _pdf(data: bytes, name: str) -> Response:
    reply = Response(data, mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return reply


@page(bp, "/households/<string:id>", permit="household.read", on_thing=True)
def card(actor: Actor, id: str) -> Any:
    """Show a card: its points, who signed, and what happened."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "household.read", one)
    keeps = may(actor, "household.draft", one.project)
    concludable = may_conclude([each.tried_on for each in one.attempts])
    defects = actions.defects_of(one)
    shown = {
        "card": one, "project": one.project, "form": form, "judges": may(actor, "household.judge", one),
        "moves": [each for each in buttons(actor, one) if each["name"] != "conclude" or concludable],
        "opened": request.path.rpartition("/moves/")[2] if form and "/moves/" in request.path else "",
        "defects": {key: each for key, each in defects.items() if may(actor, "defect.read", each)},
        "resident": masked_name(one.resident), "keeps": keeps, "photos": _photos(one, signatures=keeps),
        "lines": as_lines(reversed(journal.timeline("household", one.id)), locale()),
    }  # fmt: skip
    return render_template("households/show.html", **shown, **_WORDS)


def _photos(one: HouseholdCard, *, signatures: bool) -> list[dict[str, Any]]:
    words = {"failed": t("不合格项", "Failed point"), "signature": t("住户签名", "Resident's signature")}
    return [
        {"url": signed_url(each.sha256, "public"), "thumb": signed_url(each.sha256), "at": each.at, "what": words[each.label]}
        for each in reversed(attachments("household", one.id)) if signatures or each.label != "signature"
    ]  # fmt: skip


@page(bp, "/households/<string:id>.pdf", permit="household.read", on_thing=True, name="record")
def record(actor: Actor, id: str) -> Any:
    """Give out a card as a sealed paper; the resident's signature only to who keeps the cards."""
    one = found(actor, id)
    require(actor, "household.read", one)
    return _pdf(paper.sealed(one, at=now(), whole=may(actor, "household.draft", one.project)), one.number)


@page(
    bp,
    "/households/<string:id>/points",
    permit="household.judge",
    methods=("POST",),
    on_thing=True,
    name="judge",
)
def judge(actor: Actor, id: str) -> Any:
    """Judge points of a card."""
    require(actor, "household.judge", found(actor, id))
    form = Form(PointsIn)
    done = form.act(lambda values: actions.judge(actor, found(actor, id), **values, at=now()))
    if done is None:
        return _show(actor, id, form), form.status
    raised = "、".join(each.number for each in done)
    flash(
        t(
            "已保存" + (f"，生成缺陷 {raised}" if raised else ""),
            "Kept" + (f", raised {raised}" if raised else ""),
        ),
        "good",
    )
    return redirect(f"/households/{id}")


@page(
    bp, "/projects/<string:id>/households/new", permit="household.draft", methods=("GET", "POST"), on_thing=True, name="draft",
)  # fmt: skip
def draft(actor: Actor, id: str) -> Any:
    """Draft a card for each household that has none."""
    project = find(projects.one(actor, id))
    require(actor, "household.draft", project)
    form = Form(DraftForm, {"scope": ["window", "water", "drainage"]})
    made = form.act(lambda values: actions.draft(actor, find(projects.one(actor, id)), **values, at=now()))
    if made is None:
        project = find(projects.one(actor, id))
        buildings = [
            each.name for each in db.session.scalars(projects.tree(project.id)) if each.kind == "building"
        ]
        return render_template(
            "households/new.html", form=form, project=project, buildings=buildings, scopes=SCOPES
        ), form.status
    flash(t(f"已生成 {len(made)} 张卡", f"{len(made)} cards drafted"), "good")
    return redirect(f"/households?project_id={id}")


page_moves(bp, WORKFLOW, found, take, _show, "/households/<string:id>")
