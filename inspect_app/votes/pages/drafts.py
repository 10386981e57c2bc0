"""The form a vote is drafted with, and the same form for a draft that is written anew."""

from typing import Any

from flask import flash, redirect, render_template

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.times import CHINA
from inspect_app.core.web import find, page, require
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project
from inspect_app.votes import actions
from inspect_app.votes.api import found
from inspect_app.votes.models import Vote
from inspect_app.votes.pages.desk import WORDS, bp
from inspect_app.votes.rules.questions import FURTHER, PARTS
from inspect_app.votes.schemas import VoteForm


@page(
    bp,
    "/projects/<string:id>/votes/new",
    permit="vote.draft",
    methods=("GET", "POST"),
    on_thing=True,
    name="draft",
)
def draft(actor: Actor, id: str) -> Any:
    """Draft a vote."""
    project = find(projects.one(actor, id))
    require(actor, "vote.draft", project)
    form = Form(VoteForm, {"notice_on": local_day(now()).isoformat(), "rule": "special", "subject": "plan"})
    made = form.act(lambda values: actions.draft(actor, find(projects.one(actor, id)), values, at=now()))
    if made is None:
        return _form(form, find(projects.one(actor, id)))
    flash(t(f"已起草：{made.number}", f"Drafted: {made.number}"), "good")
    return redirect(f"/votes/{made.id}")


@page(bp, "/votes/<string:id>/edit", permit="vote.edit", methods=("GET", "POST"), on_thing=True, name="edit")
def edit(actor: Actor, id: str) -> Any:
    """Write a draft anew; whoever saves after another sees both versions."""
    require(actor, "vote.edit", found(actor, id))
    form = Form(VoteForm, stored=lambda: _as_typed(found(actor, id)), thing=("vote", id))
    if found(actor, id).state != "draft" and not form.submitted:
        return redirect(f"/votes/{id}")
    if form.act(lambda values: actions.edit(actor, found(actor, id), values, at=now())) is None:
        one = found(actor, id)
        return _form(form, one.project, one)
    flash(t("草稿已保存", "Draft kept"), "good")
    return redirect(f"/votes/{id}")


def _as_typed(one: Vote) -> dict[str, Any]:
    names = ("subject", "title", "words", "rule", "secret", "changeable", "by_phone", "notice_on")
    more = {f"{name}_{each.place}": getattr(each, name) for each in one.further for name in PARTS}
    empty = {f"{name}_{place}": None for place in FURTHER for name in PARTS}
    return {
        **empty,
        **more,
        **{name: getattr(one, name) for name in names},
        "closes_at": f"{one.closes_at.astimezone(CHINA):%Y-%m-%dT%H:%M}",
    }


def _form(form: Form, project: Project, one: Vote | None = None) -> Any:
    shown = {"form": form, "project": project, "vote": one, "places": FURTHER}
    return render_template("votes/new.html", **shown, **WORDS), form.status
