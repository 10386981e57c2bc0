"""The limits of a project for people: those that hold, setting one after it was tried on the past, ending one."""

from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.checklists.queries import newest
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import find, page, require
from inspect_app.projects import queries as projects
from inspect_app.readings import actions, queries, schemas
from inspect_app.readings.pages.site import WORDS, bp, the_project
from inspect_app.readings.rules.limits import BY_KEY, INSPECTED_BY, from_rule, in_force, offered
from inspect_app.readings.rules.quantities import QUANTITIES


@page(bp, "/projects/<string:id>/limits", permit="limit.list", on_thing=True)
def limits(actor: Actor, id: str) -> Any:
    """List the limits that hold for a project: those of the regulations and those somebody set."""
    project = find(projects.one(actor, id))
    require(actor, "limit.list", project)
    bounds = in_force(project.region, actions.own_bounds(project.id))
    own = {each.id: each for each in db.session.scalars(queries.limits(actor, project.id))}
    rows = sorted(bounds, key=lambda each: (list(QUANTITIES).index(each.quantity), each.value))
    shown = {"project": project, "rows": rows, "own": own, "now_ms": int(now().timestamp() * 1000)}
    return render_template("readings/limits.html", may_set=may(actor, "limit.set", project), **shown, **WORDS)


@page(bp, "/projects/<string:id>/limits/new", permit="limit.set", on_thing=True, methods=("GET", "POST"))
def set_limit(actor: Actor, id: str) -> Any:
    """Set a limit for a project, perhaps in place of a rule; or only try on the past what it would find."""
    project = find(projects.one(actor, id))
    require(actor, "limit.set", project)
    rule = BY_KEY.get(request.args.get("key", ""))
    form = Form(schemas.LimitForm, from_rule(rule) if rule else {"side": "above", "severity": "general"})
    shown = {
        "project": project,
        "form": form,
        "rule": rule,
        "offered": offered(project.region),
    } | _inspections()
    if "try" in request.form:
        found = form.act(lambda values: actions.try_limit_on(the_project(actor, id), values, now()))
        return render_template(
            "readings/set_limit.html", tried=found, local_day=schemas.local_day, **shown, **WORDS
        ), form.status
    done = form.act(
        lambda values: actions.set_limit(actor, project=the_project(actor, id), **values, at=now())
    )
    if done is None:
        return render_template("readings/set_limit.html", tried=None, **shown, **WORDS), form.status
    flash(t("限值已设定，从现在起生效。", "The limit holds from now on."))
    return redirect(f"/projects/{id}/limits")


def _inspections() -> dict[str, Any]:
    """Return which checklists and whose inspections a limit may ask for."""
    known = [
        (each.template_id, t(each.content["zh"], each.content["en"])) for each in db.session.scalars(newest())
    ]
    return {"checklists": known, "inspectors": [(key, t(*words)) for key, words in INSPECTED_BY.items()]}


@page(bp, "/limits/<string:id>/end", permit="limit.end", on_thing=True, methods=("POST",))
def end_limit(actor: Actor, id: str) -> Any:
    """End a limit."""
    one = find(queries.limit(actor, id))
    require(actor, "limit.end", one)
    project_id, form = one.project_id, Form(schemas.NothingIn)
    done = form.act(lambda _values: actions.end_limit(actor, find(queries.limit(actor, id)), at=now()))
    flash(form.message or t("限值已停用。", "The limit has ended."), "bad" if done is None else "good")
    return redirect(f"/projects/{project_id}/limits")
