"""The calendar of a site: its closures, entered and withdrawn; and the seasons plans may keep to."""

from typing import Any

from flask import flash, redirect, render_template

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import find, page, require
from inspect_app.inspections import actions, queries, schemas
from inspect_app.inspections.pages.visits import BOTH, WORDS, bp
from inspect_app.inspections.rules import SEASONS
from inspect_app.inspections.rules.rule_words import month_words
from inspect_app.projects import queries as projects
from inspect_app.projects.pages import LINKS

LINKS.append(("/closures", "停工时段", "Closures", "closure.list"))


@page(bp, "/projects/<string:id>/closures", permit="closure.list", on_thing=True)
def closures(actor: Actor, id: str) -> Any:
    """Show when a site is closed."""
    project = find(projects.one(actor, id))
    require(actor, "closure.list", project)
    shown = {
        "project": project, "closures": db.session.scalars(queries.closures(id)).all(), "today": local_day(now()),
        "may_add": may(actor, "closure.add", project), "seasons": SEASONS, "month_words": month_words,
    }  # fmt: skip
    return render_template("inspections/closures.html", **shown, **WORDS)


@page(bp, "/projects/<string:id>/closures/new", permit="closure.add", on_thing=True, methods=BOTH)
def add_closure(actor: Actor, id: str) -> Any:
    """Enter a closure; the plans of the project follow from tomorrow on."""
    require(actor, "closure.add", find(projects.one(actor, id)))
    form = Form(schemas.ClosureIn)
    made = form.act(
        lambda values: actions.add_closure(actor, project=find(projects.one(actor, id)), **values, at=now())
    )
    if made is None:
        shown = {"form": form, "project": find(projects.one(actor, id))}
        return render_template("inspections/closure_new.html", **shown, **WORDS), form.status
    flash(t("停工时段已登记，检查任务已顺延。", "The closure is entered; coming visits moved."), "good")
    return redirect(f"/projects/{id}/closures")


@page(bp, "/closures/<string:id>/withdraw", permit="closure.withdraw", on_thing=True, methods=("POST",))
def withdraw_closure(actor: Actor, id: str) -> Any:
    """Take a closure back."""
    one = find(queries.closure(actor, id))
    require(actor, "closure.withdraw", one)
    project_id = one.project_id
    form = Form(schemas.NothingIn)
    done = form.act(
        lambda _values: actions.withdraw_closure(actor, find(queries.closure(actor, id)), at=now())
    )
    if done is None:
        flash(form.message, "bad")
    else:
        flash(t("停工时段已撤销。", "The closure is withdrawn."), "good")
    return redirect(f"/projects/{project_id}/closures")
