"""Utility works for people: the list with where they meet, one of them, and the form that plans one."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request

from inspect_app.core import journal, nav
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import page, paged, require
from inspect_app.dossier import actions, queries
from inspect_app.dossier.actions.works import DOERS
from inspect_app.dossier.api import found, found_work, take_work
from inspect_app.dossier.pages.dossier import bp
from inspect_app.dossier.rules.clashes import MORATORIUM
from inspect_app.dossier.rules.lives import TRADES, WORK
from inspect_app.dossier.schemas import UTILITY_WORKS, WorkForm
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects

nav.add("/utility-works", "专营设施计划", "Utility works", verb="utility-work.list", order=27, rare=True)
project_pages.LINKS.append(("/utility-works", "专营设施计划", "Utility works", "utility-work.read"))
_WORDS = {"workflow": WORK, "trades": TRADES, "moratorium": MORATORIUM}


@page(bp, "/utility-works", permit="utility-work.list")
def utility_works(actor: Actor) -> Any:
    """List the utility works of a filter that lives in the address, and where they meet."""
    typed = {name: request.args.get(name, "") for name in ("state", "project_id", "street")}
    state = typed["state"] if typed["state"] in queries.WORK_STATES else "all"
    street = typed["street"].strip()[:120]
    project = db.session.scalar(projects.one(actor, typed["project_id"])) if typed["project_id"] else None
    kept = {name: value for name, value in typed.items() if value}
    wanted = queries.works(actor, state=state, project_id=typed["project_id"], street=street)
    slice_ = paged(wanted, table=UTILITY_WORKS)
    shown = {
        "page": slice_, "clashes": queries.clashing(actor, slice_.rows), "state": state, "street": street,
        "project": project, "project_id": typed["project_id"], "projects": db.session.scalars(projects.visible(actor)).all(),
        "link": f"?{urlencode(kept)}&" if kept else "?",
        "may_plan": project is not None and may(actor, "utility-work.plan", project),
    }  # fmt: skip
    return render_template("dossier/works.html", **shown, **_WORDS)


@page(bp, "/projects/<string:id>/utility-works", permit="utility-work.read", on_thing=True)
def works_of_project(actor: Actor, id: str) -> Any:
    """List the utility works of a project."""
    project = found(actor, id)
    require(actor, "utility-work.read", project)
    return redirect(f"/utility-works?project_id={project.id}")


@page(
    bp, "/projects/<string:id>/utility-works/new", permit="utility-work.plan", methods=("GET", "POST"), on_thing=True,
    name="plan",
)  # fmt: skip
def plan(actor: Actor, id: str) -> Any:
    """Plan a utility's work in a project."""
    project = found(actor, id)
    require(actor, "utility-work.plan", project)
    form = Form(WorkForm)
    made = form.act(lambda values: actions.plan_work(actor, found(actor, id), values, at=now()))
    if made is None:
        project = found(actor, id)
        parties = {each.party_id: each.party.name for each in project.parties if each.role in DOERS}
        if not actor.has("owner", "street"):
            parties = {key: name for key, name in parties.items() if key in actor.party_ids(*DOERS)}
        shown = {"project": project, "form": form, "parties": list(parties.items()), **_WORDS}
        return render_template("dossier/work_new.html", **shown), form.status
    flash(t(f"已登记：{made.number}", f"Entered: {made.number}"), "good")
    return redirect(f"/utility-works/{made.id}")


@page(bp, "/utility-works/<string:id>", permit="utility-work.read", on_thing=True)
def utility_work(actor: Actor, id: str) -> Any:
    """Show a utility work and what it meets."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found_work(actor, id)
    require(actor, "utility-work.read", one)
    shown = {
        "work": one, "project": one.project, "form": form, "moves": buttons(actor, one),
        "opened": request.path.rpartition("/moves/")[2] if form and "/moves/" in request.path else "",
        "clashes": queries.clashing(actor, [one]),
        "lines": as_lines(reversed(journal.timeline("utility-work", one.id)), locale()),
    }  # fmt: skip
    return render_template("dossier/work.html", **shown, **_WORDS)


page_moves(bp, WORK, found_work, take_work, _show, "/utility-works/<string:id>", name="work_move")
